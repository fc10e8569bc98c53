"""Actions by themselves, and comments, which are actions that people write."""

import msgspec

from bot.sandbox.trello.loading import set_badges
from bot.sandbox.trello.recording import card_ref, named, record
from bot.sandbox.trello.store import Json
from bot.sandbox.trello.views import chosen
from bot.sandbox.trello.wire import NOT_FOUND, Call, Endpoint, Refusal
from bot.sandbox.trello.world import World, checked_id

_LONGEST = 16384


def post_comment(world: World, call: Call) -> Json:
    """`POST /cards/{id}/actions/comments`"""
    card = world.card(call, call.ids["id"], write=True)
    text = _text(call, "text")
    board = world.store.get("board", card["idBoard"]) or {}
    where = world.store.get("list", card["idList"]) or {}
    set_badges(world, card, (card["badges"].get("comments") or 0) + 1)
    data = {
        "idCard": card["id"],
        "text": text,
        "textData": {"emoji": {}},
        "card": card_ref(card),
        "list": named(where),
    }
    return record(world, call.caller, "commentCard", data, board, card)


def get_action(world: World, call: Call) -> Json:
    """`GET /actions/{id}`"""
    action, _ = _action(world, call, call.ids["id"], write=False)
    return chosen(action, call.text("fields", "all"))


def put_action(world: World, call: Call) -> Json:
    """`PUT /actions/{id}`: edit an own comment"""
    return _edit(world, call, call.ids["id"], _text(call, "text"))


def put_action_text(world: World, call: Call) -> Json:
    """`PUT /actions/{id}/text`"""
    return _edit(world, call, call.ids["id"], _text(call, "value"))


def put_comment(world: World, call: Call) -> Json:
    """`PUT /cards/{id}/actions/{idAction}/comments`"""
    world.card(call, call.ids["id"], write=True)
    return _edit(world, call, call.ids["idAction"], _text(call, "text"))


def _edit(world: World, call: Call, key: str, text: str) -> Json:
    action, card = _action(world, call, key, write=True)
    _only_comments(action)
    if action["idMemberCreator"] != (call.caller.member or {}).get("id"):
        raise Refusal(401, "unauthorized permission requested")
    old, data = action["data"]["text"], action["data"]
    data["text"], data["dateLastEdited"] = text, world.date()
    body = msgspec.json.encode(action)
    world.store.change("UPDATE actions SET body=? WHERE id=?", body, key)
    told = {
        "action": {"id": key, "text": text},
        "old": {"text": old},
        "card": card_ref(card),
        "list": named(world.store.get("list", card["idList"]) or {}),
    }
    board = world.store.get("board", card["idBoard"]) or {}
    record(world, call.caller, "updateComment", told, board, card)
    return action


def delete_action(world: World, call: Call) -> Json:
    """`DELETE /actions/{id}`"""
    return _delete(world, call, call.ids["id"])


def delete_comment(world: World, call: Call) -> Json:
    """`DELETE /cards/{id}/actions/{idAction}/comments`"""
    world.card(call, call.ids["id"], write=True)
    return _delete(world, call, call.ids["idAction"])


def _delete(world: World, call: Call, key: str) -> Json:
    action, card = _action(world, call, key, write=True)
    _only_comments(action)
    member = (call.caller.member or {}).get("id", "")
    membership = world.membership(card["idBoard"], member) or {}
    if action["idMemberCreator"] != member and membership.get("memberType") != "admin":
        raise Refusal(401, "unauthorized permission requested")
    world.store.change("DELETE FROM actions WHERE id=?", key)
    set_badges(world, card, max(0, (card["badges"].get("comments") or 0) - 1))
    told = {
        "action": {"id": key},
        "card": card_ref(card),
        "list": named(world.store.get("list", card["idList"]) or {}),
    }
    board = world.store.get("board", card["idBoard"]) or {}
    record(world, call.caller, "deleteComment", told, board, card)
    return {"_value": None}


def _action(world: World, call: Call, key: str, write: bool) -> tuple[Json, Json]:
    rows = world.store.rows("SELECT body FROM actions WHERE id=?", checked_id(key))
    if not rows:
        raise Refusal(404, NOT_FOUND)
    action: Json = msgspec.json.decode(rows[0][0])
    data = action["data"]
    if "card" in data and world.store.get("card", data["card"]["id"]) is not None:
        return action, world.card(call, data["card"]["id"], write)
    world.board(call, (data.get("board") or {}).get("id", ""), write)
    return action, {}


def _only_comments(action: Json) -> None:
    if action["type"] not in ("commentCard", "copyCommentCard"):
        raise Refusal(400, "only comments can be changed")


def _text(call: Call, name: str) -> str:
    text = call.need(name)
    if len(text) > _LONGEST:
        raise Refusal(400, f"invalid value for {name}")
    return text


ENDPOINTS = [
    Endpoint("GET", "/actions/{id}", get_action),
    Endpoint("PUT", "/actions/{id}", put_action),
    Endpoint("DELETE", "/actions/{id}", delete_action),
    Endpoint("PUT", "/actions/{id}/text", put_action_text),
    Endpoint("POST", "/cards/{id}/actions/comments", post_comment),
    Endpoint("PUT", "/cards/{id}/actions/{idAction}/comments", put_comment),
    Endpoint("DELETE", "/cards/{id}/actions/{idAction}/comments", delete_comment),
]
