"""A board from Trello's "Export as JSON" into the store.

Exports of different years lack different keys: what a live Trello always has is filled in.
"""

from typing import Any

from bot.sandbox.trello.recording import keep, save_card
from bot.sandbox.trello.store import Json
from bot.sandbox.trello.world import World, short_link

_PARTS = frozenset(
    {
        "actions",
        "cards",
        "checklists",
        "customFields",
        "labels",
        "lists",
        "members",
        "memberships",
        "pluginData",
        "invitations",
    }
)
_BOARD = {"name": "", "desc": "", "descData": None, "closed": False, "pinned": False}
_PREFS = {"permissionLevel": "private", "comments": "members", "invitations": "members"}


def new_card(key: str, **known: Any) -> Json:
    """A card with every key that a live one has."""
    link = known.get("shortLink") or short_link(key)
    card: Json = {
        "id": key,
        "address": None,
        "badges": {},
        "cardRole": None,
        "checkItemStates": None,
        "closed": False,
        "coordinates": None,
        "creationMethod": None,
        "dateLastActivity": None,
        "desc": "",
        "descData": None,
        "due": None,
        "dueComplete": False,
        "dueReminder": None,
        "email": None,
        "idAttachmentCover": None,
        "idBoard": "",
        "idChecklists": [],
        "idLabels": [],
        "idList": "",
        "idMembers": [],
        "idMembersVoted": [],
        "idShort": 0,
        "isTemplate": False,
        "locationName": None,
        "manualCoverAttachment": False,
        "name": "",
        "pos": 65536,
        "shortLink": link,
        "shortUrl": f"https://trello.com/c/{link}",
        "start": None,
        "subscribed": False,
        "url": f"https://trello.com/c/{link}",
        "cover": {
            "idAttachment": None,
            "color": None,
            "idUploadedBackground": None,
            "size": "normal",
            "brightness": "dark",
        },
        "attachments": [],
        "customFieldItems": [],
    }
    card.update(known)
    return card


def set_badges(world: World, card: Json, comments: int | None = None) -> None:
    """Count the badges of a card anew; comments only when their number is told."""
    checklists = world.store.of_parent("checklist", card["id"])
    items = [item for checklist in checklists for item in checklist["checkItems"]]
    before = card.get("badges") or {}
    card["idChecklists"] = [checklist["id"] for checklist in checklists]
    card["badges"] = {
        "attachmentsByType": {"trello": {"board": 0, "card": 0}},
        "location": False,
        "votes": 0,
        "viewingMemberVoted": False,
        "subscribed": card["subscribed"],
        "fogbugz": "",
        "checkItems": len(items),
        "checkItemsChecked": sum(item["state"] == "complete" for item in items),
        "checkItemsEarliestDue": None,
        "comments": before.get("comments", 0) if comments is None else comments,
        "attachments": len(card["attachments"]),
        "description": bool(card["desc"]),
        "due": card["due"],
        "dueComplete": card["dueComplete"],
        "start": card["start"],
    }


def load_board(world: World, export: Json) -> str:
    """Serve the board of an export; its id. Loading the same board again replaces its parts."""
    store, key = world.store, str(export["id"])
    store.change("DELETE FROM docs WHERE board=? AND kind != 'member'", key)
    store.change("DELETE FROM actions WHERE board=?", key)
    link = export.get("shortLink") or short_link(key)
    board = {
        **_BOARD,
        "shortLink": link,
        "shortUrl": f"https://trello.com/b/{link}",
        "url": f"https://trello.com/b/{link}",
        "idOrganization": None,
        "idEnterprise": None,
        "labelNames": {},
        "dateLastActivity": world.date(),
        **{name: value for name, value in export.items() if name not in _PARTS},
    }
    board["prefs"] = _PREFS | (export.get("prefs") or {})
    store.put("board", board, key, None)
    _load_parts(world, export, key)
    _load_people(world, export, key)
    _load_cards(world, export, key)
    for action in reversed(export.get("actions") or []):
        keep(world, action)
    store.set_counter(
        f"idShort:{key}", max((c.get("idShort") or 0 for c in export.get("cards") or []), default=0)
    )
    return key


def _load_parts(world: World, export: Json, board_id: str) -> None:
    own: Json = {"idBoard": board_id}
    for each in export.get("lists") or []:
        world.store.put("list", {"closed": False, "subscribed": False, **each, **own}, board_id)
    for label in export.get("labels") or []:
        world.store.put("label", {"color": None, **label, **own}, board_id)
    for definition in export.get("customFields") or []:
        field = {**definition, "idModel": board_id, "modelType": "board"}
        world.store.put("customField", field, board_id)
    for checklist in export.get("checklists") or []:
        keep_checklist(world, {**checklist, **own})


def keep_checklist(world: World, checklist: Json) -> None:
    """Keep a checklist, its items with every key that a live one has."""
    extra = {"nameData": None, "due": None, "dueReminder": None, "idMember": None}
    items = [
        {**extra, "idChecklist": checklist["id"], **item}
        for item in checklist.get("checkItems") or []
    ]
    items.sort(key=lambda item: item.get("pos") or 0)
    kept = {**checklist, "checkItems": items}
    world.store.put("checklist", kept, checklist["idBoard"], checklist.get("idCard"))


def _load_people(world: World, export: Json, board_id: str) -> None:
    for member in export.get("members") or []:
        keep_member(world, member)
    memberships = export.get("memberships") or [
        {"id": f"{board_id[:8]}{index:016x}", "idMember": m["id"], "memberType": "normal"}
        for index, m in enumerate(export.get("members") or [])
    ]
    for membership in memberships:
        kept = {"unconfirmed": False, "deactivated": False, **membership, "idBoard": board_id}
        world.store.put("membership", kept, board_id, membership["idMember"])


def keep_member(world: World, member: Json) -> None:
    """Keep a member with every key that a live one has; what is known already stays."""
    name = member.get("fullName") or member.get("username") or ""
    known = world.store.get("member", member["id"]) or {}
    url = f"https://trello.com/{member.get('username', '')}"
    kept = {
        "initials": "".join(word[0] for word in name.split()[:3]).upper(),
        "activityBlocked": False,
        "avatarHash": None,
        "avatarUrl": None,
        "bio": "",
        "bioData": None,
        "confirmed": True,
        "email": None,
        "status": "disconnected",
        "memberType": "normal",
        "url": url,
        **known,
        **member,
    }
    world.store.put("member", kept, None)


def _load_cards(world: World, export: Json, board_id: str) -> None:
    comments: dict[str, int] = {}
    for action in export.get("actions") or []:
        if action.get("type") in ("commentCard", "copyCommentCard"):
            card_id = ((action.get("data") or {}).get("card") or {}).get("id", "")
            comments[card_id] = comments.get(card_id, 0) + 1
    for each in export.get("cards") or []:
        known = {name: value for name, value in each.items() if name not in ("labels", "actions")}
        card = new_card(each["id"], **{**known, "idBoard": board_id})
        if not each.get("idLabels"):
            labels = each.get("labels") or []
            card["idLabels"] = [label["id"] for label in labels if label.get("id")]
        for name in ("attachments", "customFieldItems", "idMembers", "idChecklists"):
            card[name] = card[name] or []
        told = (each.get("badges") or {}).get("comments") or 0
        # An export holds at most 1,000 actions: its badges know of more comments than its feed.
        set_badges(world, card, max(told, comments.get(each["id"], 0)))
        save_card(world, card)
