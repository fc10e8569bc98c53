"""What a change of a card does: new values, and one action for each field that changed."""

from datetime import UTC, datetime
from typing import Any

from bot.sandbox.trello.loading import set_badges
from bot.sandbox.trello.recording import card_ref, named, record, save_card
from bot.sandbox.trello.store import Json
from bot.sandbox.trello.wire import Caller, Refusal, truth, words
from bot.sandbox.trello.world import World

_TEXTS = ("name", "desc", "address", "locationName", "coordinates")
_FLAGS = ("dueComplete", "closed")
_DATES = ("due", "start")
CHANGEABLE = frozenset(
    {
        *_TEXTS,
        *_FLAGS,
        *_DATES,
        "cover",
        "dueReminder",
        "idAttachmentCover",
        "idBoard",
        "idLabels",
        "idList",
        "idMembers",
        "isTemplate",
        "pos",
        "subscribed",
    }
)


def change_card(world: World, caller: Caller, card: Json, wanted: Json) -> None:
    """Change a card as wanted and record it; unchanged values leave no trace."""
    board = world.store.get("board", card["idBoard"]) or {}
    if "idBoard" in wanted and str(wanted["idBoard"]) != card["idBoard"]:
        board = _to_board(world, caller, card, board, wanted)
    elif "idList" in wanted:
        _to_list(world, caller, card, board, wanted)
    elif "pos" in wanted:
        _update(world, caller, card, board, "pos", _fresh_pos(world, card, wanted["pos"]))
    for name in _TEXTS:
        if name in wanted:
            _update(world, caller, card, board, name, _text(name, wanted[name]))
    for name in _DATES:
        if name in wanted:
            _update(world, caller, card, board, name, date_value(name, wanted[name]))
    for name in _FLAGS:
        if name in wanted:
            _update(world, caller, card, board, name, truth(wanted[name]))
    if "dueReminder" in wanted:
        reminder = wanted["dueReminder"]
        value = None if reminder in (None, "", "null") else int(str(reminder))
        _update(world, caller, card, board, "dueReminder", value)
    if "idLabels" in wanted:
        set_labels(world, caller, card, board, words(wanted["idLabels"]))
    if "idMembers" in wanted:
        set_members(world, caller, card, board, words(wanted["idMembers"]))
    if "cover" in wanted or "idAttachmentCover" in wanted:
        _set_cover(world, caller, card, board, wanted)
    for name in ("subscribed", "isTemplate"):
        if name in wanted:
            card[name] = truth(wanted[name])
    set_badges(world, card)
    save_card(world, card)


def _update(world: World, caller: Caller, card: Json, board: Json, name: str, value: Any) -> None:
    old = card[name]
    if value == old:
        return
    card[name] = value
    set_badges(world, card)
    where = world.store.get("list", card["idList"]) or {}
    data = {"card": card_ref(card, **{name: value}), "old": {name: old}, "list": named(where)}
    record(world, caller, "updateCard", data, board, card)


def _to_list(world: World, caller: Caller, card: Json, board: Json, wanted: Json) -> None:
    target = world.store.get("list", str(wanted["idList"]))
    if target is None or target["idBoard"] != card["idBoard"]:
        raise Refusal(400, "invalid value for idList")
    if target["id"] == card["idList"]:
        if "pos" in wanted:
            _update(world, caller, card, board, "pos", _fresh_pos(world, card, wanted["pos"]))
        return
    source = world.store.get("list", card["idList"]) or {}
    pos = world.place("card", target["id"], wanted.get("pos"))
    card["idList"] = target["id"]
    data = {
        "card": card_ref(card, idList=target["id"]),
        "old": {"idList": source["id"]},
        "listBefore": named(source),
        "listAfter": named(target),
    }
    record(world, caller, "updateCard", data, board, card)
    _update(world, caller, card, board, "pos", pos)


def _to_board(world: World, caller: Caller, card: Json, board: Json, wanted: Json) -> Json:
    target = world.store.get("board", str(wanted["idBoard"]))
    member = caller.member or {"id": ""}
    if target is None or world.membership(target["id"], member["id"]) is None:
        raise Refusal(401, "unauthorized permission requested")
    lists = [a for a in world.store.of_board("list", target["id"]) if not a.get("closed")]
    asked = str(wanted.get("idList") or "")
    goal = next((a for a in lists if asked in ("", a["id"])), None)
    if goal is None:
        raise Refusal(400, "invalid value for idList")
    source = world.store.get("list", card["idList"]) or {}
    left = {"card": card_ref(card), "list": named(source), "boardTarget": {"id": target["id"]}}
    record(world, caller, "moveCardFromBoard", left, board)
    card.update(idBoard=target["id"], idList=goal["id"], idLabels=[], customFieldItems=[])
    card["idShort"] = world.store.count(f"idShort:{target['id']}")
    card["pos"] = world.place("card", goal["id"], wanted.get("pos"))
    for checklist in world.store.of_parent("checklist", card["id"]):
        moved = {**checklist, "idBoard": target["id"]}
        world.store.put("checklist", moved, target["id"], card["id"])
    come = {"card": card_ref(card), "list": named(goal), "boardSource": {"id": board["id"]}}
    record(world, caller, "moveCardToBoard", come, target, card)
    return target


def _fresh_pos(world: World, card: Json, wanted: Any) -> float:
    return world.place("card", card["idList"], wanted)


def set_labels(world: World, caller: Caller, card: Json, board: Json, wanted: list[str]) -> None:
    """Put exactly these labels on a card. Each change leaves two actions (facts, payload)."""
    for key in wanted:
        label = world.store.get("label", key)
        if label is None or label["idBoard"] != card["idBoard"]:
            raise Refusal(400, "invalid value for idLabels")
    for key in [k for k in card["idLabels"] if k not in wanted]:
        change_label(world, caller, card, board, key, add=False)
    for key in [k for k in wanted if k not in card["idLabels"]]:
        change_label(world, caller, card, board, key, add=True)


def change_label(
    world: World, caller: Caller, card: Json, board: Json, key: str, add: bool
) -> None:
    """Put one label on a card or take it off."""
    label = world.store.get("label", key) or {}
    shown = {name: label.get(name) for name in ("id", "name", "color")}
    data = {"value": label["color"], "text": label["name"], "card": card_ref(card), "label": shown}
    kind = "addLabelToCard" if add else "removeLabelFromCard"
    old = list(card["idLabels"])
    fresh = [*old, key] if add else [k for k in old if k != key]
    record(world, caller, kind, data, board, card)
    _update(world, caller, card, board, "idLabels", fresh)


def set_members(world: World, caller: Caller, card: Json, board: Json, wanted: list[str]) -> None:
    """Put exactly these members on a card."""
    for key in [k for k in card["idMembers"] if k not in wanted]:
        change_member(world, caller, card, board, key, add=False)
    for key in [k for k in wanted if k not in card["idMembers"]]:
        change_member(world, caller, card, board, key, add=True)


def change_member(
    world: World, caller: Caller, card: Json, board: Json, key: str, add: bool
) -> None:
    """Put one member of the board on a card or take them off."""
    member = world.store.get("member", key)
    if member is None or (add and world.membership(board["id"], key) is None):
        raise Refusal(400, "invalid value for value")
    others = [k for k in card["idMembers"] if k != key]
    card["idMembers"] = [*others, key] if add else others
    data: Json = {"idMember": key, "card": card_ref(card)}
    if not add:
        data["deactivated"] = False
    data["member"] = {"id": key, "name": member["fullName"]}
    kind = "addMemberToCard" if add else "removeMemberFromCard"
    record(world, caller, kind, data, board, card, member)


def _set_cover(world: World, caller: Caller, card: Json, board: Json, wanted: Json) -> None:
    told = wanted.get("cover")
    fresh = dict(card["cover"] or {})
    if isinstance(told, dict):
        known = ("color", "idAttachment", "brightness", "size", "url")
        fresh.update((key, told[key]) for key in known if key in told)
    elif "cover" in wanted:
        fresh.update(color=None, idAttachment=None)
    if "idAttachmentCover" in wanted:
        fresh["idAttachment"] = wanted["idAttachmentCover"] or None
    ids = [attachment["id"] for attachment in card["attachments"]]
    if fresh.get("idAttachment") not in (None, *ids):
        raise Refusal(400, "invalid value for idAttachmentCover")
    _update(world, caller, card, board, "cover", fresh)
    card["manualCoverAttachment"] = fresh.get("idAttachment") is not None
    _update(world, caller, card, board, "idAttachmentCover", fresh.get("idAttachment"))


def link_attachment(world: World, caller: Caller, card: Json, url: str, name: str) -> Json:
    """An attachment that is an address."""
    last = max((a.get("pos") or 0 for a in card["attachments"]), default=0)
    return {
        "id": world.new_id(),
        "bytes": None,
        "date": world.date(),
        "edgeColor": None,
        "idMember": (caller.member or {}).get("id"),
        "isUpload": False,
        "mimeType": "",
        "name": name,
        "previews": [],
        "url": url,
        "pos": last + 16384,
        "fileName": None,
    }


def _text(name: str, value: Any) -> str | None:
    text = "" if value is None else str(value)
    if name == "name" and not text:
        raise Refusal(400, "invalid value for name")
    if len(text) > 16384:
        raise Refusal(400, f"invalid value for {name}")
    return text


def date_value(name: str, value: Any) -> str | None:
    """A date as Trello keeps it, or nothing; 400 for what is neither."""
    if value in (None, "", "null"):
        return None
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise Refusal(400, f"invalid value for {name}") from None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def custom_value(definition: Json, params: Json) -> Json:
    """`value` or `idValue` of a custom field item; values are texts (facts, other)."""
    if definition["type"] == "list":
        key = params.get("idValue") or None
        options = [option["id"] for option in definition.get("options") or []]
        if key is not None and key not in options:
            raise Refusal(400, "Invalid custom field item value.")
        return {"idValue": key}
    value = params.get("value")
    if value in (None, ""):
        return {"value": None}
    kind = "checked" if definition["type"] == "checkbox" else definition["type"]
    if not isinstance(value, dict) or set(value) != {kind}:
        raise Refusal(400, "Invalid custom field item value.")
    told = value[kind]
    text = str(told).lower() if isinstance(told, bool) else str(told)
    if kind == "number":
        try:
            float(text)
        except ValueError:
            raise Refusal(400, "Invalid custom field item value.") from None
    return {"value": {kind: date_value("value", text) if kind == "date" else text}}
