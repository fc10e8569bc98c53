"""Every change leaves an action: in the feed, and in the outbox of the webhooks that watch.

Which kinds the feed leaves out: facts, polling fallback. Exactly one key in `data.old` of an
`updateCard`; a move names `listBefore` and `listAfter` and no `list`: facts, payload.
"""

from typing import Any

import msgspec

from bot.sandbox.trello.display import display_of
from bot.sandbox.trello.store import Json
from bot.sandbox.trello.wire import Caller
from bot.sandbox.trello.world import World

NOT_IN_FEED = frozenset(
    {
        "addLabelToCard",
        "removeLabelFromCard",
        "updateComment",
        "deleteComment",
        "createCheckItem",
        "updateCheckItem",
        "deleteCheckItem",
        "createLabel",
        "updateLabel",
        "deleteLabel",
        "removeMemberFromBoard",
    }
)
_COMMENT_LIMITS = {
    "reactions": {
        "perAction": {"status": "ok", "disableAt": 900, "warnAt": 720},
        "uniquePerAction": {"status": "ok", "disableAt": 17, "warnAt": 14},
    }
}


def board_ref(board: Json) -> Json:
    """A board as `data.board` names it."""
    return {key: board[key] for key in ("id", "name", "shortLink")}


def card_ref(card: Json, **changed: Any) -> Json:
    """A card as `data.card` names it, with the field that changed."""
    return {**changed, **{key: card[key] for key in ("id", "name", "idShort", "shortLink")}}


def named(thing: Json) -> Json:
    """A list, checklist or attachment as an action names it."""
    return {"id": thing["id"], "name": thing["name"]}


def member_ref(member: Json) -> Json:
    """A member as `memberCreator` shows it."""
    return {
        "id": member["id"],
        "activityBlocked": False,
        "avatarHash": None,
        "avatarUrl": None,
        "fullName": member["fullName"],
        "idMemberReferrer": None,
        "initials": member.get("initials"),
        "nonPublic": {},
        "nonPublicAvailable": True,
        "username": member["username"],
    }


def record(
    world: World,
    caller: Caller,
    kind: str,
    data: Json,
    board: Json,
    card: Json | None = None,
    member: Json | None = None,
) -> Json:
    """Note one action, move the `dateLastActivity` of board and card, and tell who watches.

    `data.board` is filled in. The card is saved here, so change it before."""
    creator = caller.member or {"id": "", "fullName": "", "username": ""}
    date = world.date()
    action: Json = {
        "id": world.new_id(),
        "idMemberCreator": creator["id"],
        "data": {**data, "board": data.get("board") or board_ref(board)},
        "appCreator": {"id": caller.app} if caller.app else None,
        "type": kind,
        "date": date,
        "limits": _COMMENT_LIMITS if kind == "commentCard" else {},
        "memberCreator": member_ref(creator),
    }
    if member is not None:
        action["member"] = member_ref(member)
    board["dateLastActivity"] = date
    world.store.put("board", board, board["id"])
    if card is not None:
        card["dateLastActivity"] = date
        save_card(world, card)
    if kind not in NOT_IN_FEED:
        keep(world, action)
    _tell(world, caller, action, board)
    return action


def save_card(world: World, card: Json) -> None:
    """Keep a card as it is now."""
    world.store.put("card", card, card["idBoard"], card["idList"])


def keep(world: World, action: Json) -> None:
    """Put an action into the feed."""
    data = action.get("data") or {}
    where = data.get("listAfter") or data.get("list") or {}
    world.store.change(
        "INSERT INTO actions (id, board, card, list, type, old, date, body)"
        " VALUES (?,?,?,?,?,?,?,?)",
        action["id"],
        (data.get("board") or {}).get("id"),
        (data.get("card") or {}).get("id"),
        where.get("id"),
        action["type"],
        next(iter(data.get("old") or {}), None),
        action["date"],
        msgspec.json.encode(action),
    )


def _tell(world: World, caller: Caller, action: Json, board: Json) -> None:
    data = action["data"]
    watched = {board["id"], action["idMemberCreator"]}
    for name in ("card", "list", "listBefore", "listAfter"):
        watched.add((data.get(name) or {}).get("id") or "")
    marks = ",".join("?" * len(watched))
    rows = world.store.rows(
        f"SELECT id, key, model, body FROM webhooks WHERE model IN ({marks})",  # noqa: S608
        *watched,
    )
    if not rows:
        return
    shown = {**action, "display": display_of(action)}
    for key, owner, model_id, body in rows:
        webhook = msgspec.json.decode(body)
        if not webhook["active"]:
            continue
        model = board if model_id == board["id"] else _model(world, model_id)
        payload = msgspec.json.encode({"action": shown, "model": model, "webhook": webhook})
        world.store.change(
            "INSERT INTO deliveries (webhook, body, client, attempts, due_at) VALUES (?,?,?,0,0)",
            key,
            payload,
            caller.client_identifier if owner == caller.key else None,
        )


def _model(world: World, key: str) -> Json:
    for kind in ("card", "list", "member"):
        found = world.store.get(kind, key)
        if found is not None:
            return found
    return {"id": key}
