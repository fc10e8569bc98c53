"""Members, and the caller's own token."""

import msgspec

from bot.sandbox.trello.store import Json
from bot.sandbox.trello.views import CardViewer, chosen
from bot.sandbox.trello.wire import NOT_FOUND, Call, Endpoint, Refusal
from bot.sandbox.trello.world import World

_FIELDS = "all"


def _member(world: World, call: Call) -> Json:
    key = call.ids["id"]
    if call.caller.member is None:
        raise Refusal(401, "unauthorized permission requested")
    if key == "me":
        return world.store.get("member", call.caller.member["id"]) or {}
    found = world.store.get("member", key)
    if found is None:
        query = "SELECT body FROM docs WHERE kind='member' AND json_extract(body, '$.username')=?"
        rows = world.store.rows(query, key)
        if not rows:
            raise Refusal(404, "model not found")
        found = msgspec.json.decode(rows[0][0])
    return found


def get_member(world: World, call: Call) -> Json:
    """`GET /members/{id}`: by id, username or `me`"""
    member = _member(world, call)
    shown = chosen(member, call.text("fields", _FIELDS))
    if call.text("boards", "none") != "none":
        shown["boards"] = _boards(world, member, call.text("board_fields", "all"))
    return shown


def get_boards(world: World, call: Call) -> list[Json]:
    """`GET /members/{id}/boards`"""
    return _boards(world, _member(world, call), call.text("fields", "all"))


def _boards(world: World, member: Json, fields: str) -> list[Json]:
    memberships = world.store.of_parent("membership", member["id"])
    found = [world.store.get("board", each["idBoard"]) for each in memberships]
    return [chosen(board, fields) for board in found if board]


def get_cards(world: World, call: Call) -> list[Json]:
    """`GET /members/{id}/cards`: the open cards that the member is on"""
    member = _member(world, call)
    viewer = CardViewer(world, call)
    boards = _boards(world, member, "id")
    cards = [card for board in boards for card in world.store.of_board("card", board["id"])]
    own = [c for c in cards if member["id"] in c["idMembers"] and not c["closed"]]
    return [viewer.show(card) for card in own]


def own_token(call: Call) -> str:
    """The token in the path, when it is the caller's own; 401 `invalid token` else."""
    token = call.ids["token"]
    if call.caller.token is None or token != call.caller.token:
        raise Refusal(401, "invalid token")
    return token


def get_token(world: World, call: Call) -> Json:
    """`GET /tokens/{token}`: whose it is, since when, and what it may do"""
    query = "SELECT id, member, created, write FROM tokens WHERE token=?"
    rows = world.store.rows(query, own_token(call))
    if not rows:
        raise Refusal(404, NOT_FOUND)
    key, member, created, write = rows[0]
    permissions = [
        {"idModel": "*", "modelType": kind, "read": True, "write": bool(write)}
        for kind in ("board", "organization")
    ]
    return {
        "id": key,
        "identifier": "Cardkeeper sandbox",
        "idMember": member,
        "dateCreated": created,
        "dateExpires": None,
        "permissions": permissions,
    }


def get_token_member(world: World, call: Call) -> Json:
    """`GET /tokens/{token}/member`"""
    own_token(call)
    member = call.caller.member or {}
    return chosen(world.store.get("member", member["id"]) or {}, call.text("fields", _FIELDS))


ENDPOINTS = [
    Endpoint("GET", "/members/{id}", get_member),
    Endpoint("GET", "/members/{id}/boards", get_boards),
    Endpoint("GET", "/members/{id}/cards", get_cards),
    Endpoint("GET", "/tokens/{token}", get_token),
    Endpoint("GET", "/tokens/{token}/member", get_token_member),
]
