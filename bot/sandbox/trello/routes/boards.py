"""Boards, and what is read through them."""

from typing import Any

from bot.sandbox.trello.feed import feed
from bot.sandbox.trello.loading import load_board
from bot.sandbox.trello.recording import board_ref, member_ref, record
from bot.sandbox.trello.store import Json
from bot.sandbox.trello.views import (
    CardViewer,
    board_view,
    cards_of_board,
    chosen,
    lists_of_board,
    members_of_board,
    memberships_of_board,
)
from bot.sandbox.trello.wire import NOT_FOUND, Call, Endpoint, Refusal, truth
from bot.sandbox.trello.world import World

_CHANGEABLE = ("name", "desc", "closed")
_CARD_FILTERS = ("all", "closed", "none", "open", "visible")


def get_board(world: World, call: Call) -> Json:
    """`GET /boards/{id}`"""
    return board_view(world, call, world.board(call, call.ids["id"]))


def post_board(world: World, call: Call) -> Json:
    """`POST /boards`: a private board of the caller's, with three lists unless told otherwise."""
    caller = call.caller
    if caller.member is None or not caller.may_write:
        raise Refusal(401, {"message": "missing scopes"})
    name, key = call.need("name"), world.new_id()
    lists = ["To Do", "Doing", "Done"] if call.flag("defaultLists", True) else []
    export = {
        "id": key,
        "name": name,
        "desc": call.text("desc"),
        "prefs": {"permissionLevel": call.text("prefs_permissionLevel", "private")},
        "lists": [
            {"id": world.new_id(), "name": title, "pos": 16384 * (place + 1)}
            for place, title in enumerate(lists)
        ],
        "memberships": [
            {"id": world.new_id(), "idMember": caller.member["id"], "memberType": "admin"}
        ],
    }
    load_board(world, export)
    board = world.store.get("board", key) or {}
    record(world, caller, "createBoard", {"creationMethod": None}, board)
    return board_view(world, call, board)


def put_board(world: World, call: Call) -> Json:
    """`PUT /boards/{id}`: name, desc and closed, one action each."""
    board = world.board(call, call.ids["id"], write=True)
    return _changed(
        world, call, board, {k: call.params[k] for k in _CHANGEABLE if k in call.params}
    )


def put_board_field(world: World, call: Call) -> Json:
    """`PUT /boards/{id}/{field}` with `value`"""
    board, name = world.board(call, call.ids["id"], write=True), call.ids["field"]
    if name not in _CHANGEABLE:
        raise Refusal(404, f"Cannot PUT {call.path}")
    return _changed(world, call, board, {name: call.params.get("value")})


def _changed(world: World, call: Call, board: Json, wanted: Json) -> Json:
    for name, value in wanted.items():
        new = truth(value) if name == "closed" else str(value or "")
        old = board[name]
        if new == old:
            continue
        board[name] = new
        data = {"board": {**board_ref(board), name: new}, "old": {name: old}}
        record(world, call.caller, "updateBoard", data, board)
    return board_view(world, call, board)


def get_field(world: World, call: Call) -> Json:
    """`GET /boards/{id}/{field}`: one value, wrapped"""
    board, name = world.board(call, call.ids["id"]), call.ids["field"]
    if name not in board:
        raise Refusal(404, f"Cannot GET {call.path}")
    return {"_value": board[name]}


def get_cards(world: World, call: Call) -> Any:
    """`GET /boards/{id}/cards` and `/cards/{filter}`; py-trello asks for one card the same way"""
    board = world.board(call, call.ids["id"])
    which = call.ids.get("filter") or call.text("filter", "visible")
    if which not in _CARD_FILTERS:
        card = world.card(call, which)
        if card["idBoard"] != board["id"]:
            raise Refusal(404, NOT_FOUND)
        return CardViewer(world, call).show(card)
    if which == "none":
        return []
    viewer = CardViewer(world, call)
    viewer.labels_known(world.store.of_board("label", board["id"]))
    return [viewer.show(card) for card in cards_of_board(world, call, board, which, "")]


def get_lists(world: World, call: Call) -> list[Json]:
    """`GET /boards/{id}/lists` and `/lists/{filter}`"""
    board = world.board(call, call.ids["id"])
    which = call.ids.get("filter") or call.text("filter", "open")
    fields = call.text("fields", "all")
    return [chosen(each, fields) for each in lists_of_board(world, board["id"], which)]


def get_labels(world: World, call: Call) -> list[Json]:
    """`GET /boards/{id}/labels`, 50 unless told otherwise"""
    board = world.board(call, call.ids["id"])
    top = call.number("limit", 50, 1000)
    fields = call.text("fields", "all")
    labels = world.store.of_board("label", board["id"])
    return [chosen(label, fields) for label in labels[:top]]


def get_members(world: World, call: Call) -> list[Json]:
    """`GET /boards/{id}/members`"""
    board = world.board(call, call.ids["id"])
    fields = call.text("fields", "id,fullName,username")
    return members_of_board(world, board["id"], call.text("filter", "all"), fields)


def get_memberships(world: World, call: Call) -> list[Json]:
    """`GET /boards/{id}/memberships`"""
    return memberships_of_board(world, world.board(call, call.ids["id"])["id"])


def get_checklists(world: World, call: Call) -> list[Json]:
    """`GET /boards/{id}/checklists`"""
    return world.store.of_board("checklist", world.board(call, call.ids["id"])["id"])


def get_custom_fields(world: World, call: Call) -> list[Json]:
    """`GET /boards/{id}/customFields`"""
    return world.store.of_board("customField", world.board(call, call.ids["id"])["id"])


def get_actions(world: World, call: Call) -> list[Json]:
    """`GET /boards/{id}/actions`: newest first"""
    board = world.board(call, call.ids["id"])
    return feed(world, call, "board", board["id"], "all")


def put_member(world: World, call: Call) -> Json:
    """`PUT /boards/{id}/members/{idMember}`: add a member, or change what they may do"""
    board = world.board(call, call.ids["id"], write=True)
    member = world.store.get("member", call.ids["idMember"])
    kind = call.text("type", "normal")
    if member is None:
        raise Refusal(404, "member not found")
    if kind not in ("admin", "normal", "observer"):
        raise Refusal(400, "invalid value for type")
    there = world.membership(board["id"], member["id"])
    membership = there or {"id": world.new_id(), "idMember": member["id"], "idBoard": board["id"]}
    kept = {"unconfirmed": False, "deactivated": False, **membership, "memberType": kind}
    world.store.put("membership", kept, board["id"], member["id"])
    if there is None:
        data = {"memberType": kind, "idMemberAdded": member["id"]}
        record(world, call.caller, "addMemberToBoard", data, board, member=member)
    elif there.get("memberType") != kind:
        verbs = {"admin": "makeAdminOfBoard", "observer": "makeObserverOfBoard"}
        verb = verbs.get(kind, "makeNormalMemberOfBoard")
        record(world, call.caller, verb, {"idMember": member["id"]}, board, member=member)
    return _with_memberships(world, board)


def delete_member(world: World, call: Call) -> Json:
    """`DELETE /boards/{id}/members/{idMember}`"""
    board = world.board(call, call.ids["id"], write=True)
    membership = world.membership(board["id"], call.ids["idMember"])
    member = world.store.get("member", call.ids["idMember"])
    if membership is None or member is None:
        raise Refusal(404, "membership not found")
    world.store.drop(membership["id"])
    data = {"idMember": member["id"], "member": {"id": member["id"], "name": member["fullName"]}}
    record(world, call.caller, "removeMemberFromBoard", data, board, member=member)
    return _with_memberships(world, board)


def _with_memberships(world: World, board: Json) -> Json:
    members = [
        member_ref(member)
        for each in world.store.of_board("membership", board["id"])
        if (member := world.store.get("member", each["idMember"]))
    ]
    shown = memberships_of_board(world, board["id"])
    return {"id": board["id"], "members": members, "memberships": shown}


ENDPOINTS = [
    Endpoint("POST", "/boards", post_board),
    Endpoint("GET", "/boards/{id}", get_board),
    Endpoint("PUT", "/boards/{id}", put_board),
    Endpoint("GET", "/boards/{id}/actions", get_actions),
    Endpoint("GET", "/boards/{id}/cards", get_cards),
    Endpoint("GET", "/boards/{id}/cards/{filter}", get_cards),
    Endpoint("GET", "/boards/{id}/checklists", get_checklists),
    Endpoint("GET", "/boards/{id}/customFields", get_custom_fields),
    Endpoint("GET", "/boards/{id}/labels", get_labels),
    Endpoint("GET", "/boards/{id}/lists", get_lists),
    Endpoint("GET", "/boards/{id}/lists/{filter}", get_lists),
    Endpoint("GET", "/boards/{id}/members", get_members),
    Endpoint("PUT", "/boards/{id}/members/{idMember}", put_member),
    Endpoint("DELETE", "/boards/{id}/members/{idMember}", delete_member),
    Endpoint("GET", "/boards/{id}/memberships", get_memberships),
    Endpoint("GET", "/boards/{id}/{field}", get_field),
    Endpoint("PUT", "/boards/{id}/{field}", put_board_field),
]
