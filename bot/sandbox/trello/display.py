"""The `display` of an action in a webhook, with the keys that real bodies carry."""

from typing import Any

Json = dict[str, Any]

# type, or type and changed field -> translation key, the things it names
_KEYS: dict[str, tuple[str, tuple[str, ...]]] = {
    "addAttachmentToCard": ("action_add_attachment_to_card", ("attachment", "card")),
    "addChecklistToCard": ("action_add_checklist_to_card", ("checklist", "card")),
    "addLabelToCard": ("action_add_label_to_card", ("label", "card")),
    "addMemberToCard": ("action_added_member_to_card", ("card", "member")),
    "commentCard": ("action_comment_on_card", ("card",)),
    "createCard": ("action_create_card", ("card", "list")),
    "createList": ("action_added_list_to_board", ("list", "board")),
    "deleteAttachmentFromCard": ("action_delete_attachment_from_card", ("attachment", "card")),
    "deleteCard": ("action_delete_card", ("card", "list")),
    "removeChecklistFromCard": ("action_remove_checklist_from_card", ("checklist", "card")),
    "removeLabelFromCard": ("action_remove_label_from_card", ("label", "card")),
    "removeMemberFromCard": ("action_removed_member_from_card", ("card", "member")),
    "updateBoard:name": ("action_update_board_name", ("board",)),
    "updateCard:desc": ("action_changed_description_of_card", ("card",)),
    "updateCard:idList": (
        "action_move_card_from_list_to_list",
        ("card", "listBefore", "listAfter"),
    ),
    "updateCard:name": ("action_renamed_card", ("card",)),
    "updateChecklist:name": ("action_renamed_checklist", ("checklist",)),
    "updateCustomFieldItem": ("action_update_custom_field_item", ("customField", "card")),
    "updateList:name": ("action_renamed_list", ("list",)),
}


def display_of(action: Json) -> Json:
    """Translation key and entities of an action; `unknown` where Trello says so itself."""
    data = action["data"]
    changed = next(iter(data.get("old") or {}), "")
    key, names = _keyed(action, changed)
    entities = {name: _entity(name, data[name]) for name in names if name in data}
    if "card" in entities and changed and changed in data["card"] and key != "unknown":
        entities["card"] = {**entities["card"], changed: data["card"][changed]}
    creator = action["memberCreator"]
    entities["memberCreator"] = {
        "type": "member",
        "id": creator["id"],
        "username": creator["username"],
        "text": creator["fullName"],
    }
    return {"translationKey": key, "entities": entities}


def _keyed(action: Json, changed: str) -> tuple[str, tuple[str, ...]]:
    kind, data = action["type"], action["data"]
    if kind in ("addMemberToCard", "removeMemberFromCard"):
        own = data.get("idMember") == action["idMemberCreator"]
        if own:
            verb = "joined" if kind.startswith("add") else "left"
            return f"action_member_{verb}_card", ("card",)
    if kind == "updateCheckItemStateOnCard":
        complete = data["checkItem"]["state"] == "complete"
        verb = "action_completed_checkitem" if complete else "action_marked_checkitem_incomplete"
        return verb, ("checkItem", "card")
    if kind == "updateCard" and changed in _CARD_VERBS:
        return _card_verb(changed, data["old"][changed], data["card"].get(changed)), ("card",)
    if kind == "updateList" and changed == "pos":
        right = data["list"]["pos"] > data["old"]["pos"]
        return f"action_moved_list_{'right' if right else 'left'}", ("list", "board")
    return _KEYS.get(kind) or _KEYS.get(f"{kind}:{changed}") or ("unknown", ())


_CARD_VERBS = frozenset({"closed", "due", "dueComplete", "pos", "start"})


def _card_verb(changed: str, old: Any, new: Any) -> str:
    if changed == "closed":
        return "action_archived_card" if new else "action_sent_card_to_board"
    if changed == "dueComplete":
        return f"action_marked_the_due_date_{'complete' if new else 'incomplete'}"
    if changed == "pos":
        return f"action_moved_card_{'higher' if new < old else 'lower'}"
    verb = "removed" if new is None else "added" if old is None else "changed"
    return f"action_{verb}_a_{changed}_date"


def _entity(name: str, thing: Json) -> Json:
    kind = "list" if name.startswith("list") else name.lower()
    told = {"type": kind, "id": thing.get("id"), "text": thing.get("name")}
    for extra in ("shortLink", "color", "url", "state"):
        if extra in thing:
            told[extra] = thing[extra]
    return told
