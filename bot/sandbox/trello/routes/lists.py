"""Lists of a board."""

from typing import Any

from bot.sandbox.trello import changes
from bot.sandbox.trello.feed import feed
from bot.sandbox.trello.recording import named, record
from bot.sandbox.trello.store import Json
from bot.sandbox.trello.views import CardViewer, board_view, chosen
from bot.sandbox.trello.wire import Call, Endpoint, Refusal, truth
from bot.sandbox.trello.world import World

_CHANGEABLE = ("name", "closed", "pos", "subscribed")


def post_list(world: World, call: Call) -> Json:
    """`POST /lists` with `idBoard`, and `POST /boards/{id}/lists`"""
    board = world.board(call, call.ids.get("id") or call.need("idBoard"), write=True)
    fresh = {
        "id": world.new_id(),
        "name": call.need("name"),
        "closed": False,
        "color": None,
        "idBoard": board["id"],
        "pos": _place(world, board["id"], call.params.get("pos", "top")),
        "subscribed": False,
        "softLimit": None,
        "type": None,
    }
    world.store.put("list", fresh, board["id"])
    record(world, call.caller, "createList", {"list": named(fresh)}, board)
    return fresh


def _place(world: World, board_id: str, wanted: Any) -> float:
    if str(wanted) not in ("top", "bottom"):
        return world.place("list", "", wanted)
    found = [each["pos"] for each in world.store.of_board("list", board_id)]
    if not found:
        return 65536
    return float(min(found) / 2 if wanted == "top" else max(found) + 65536)


def get_list(world: World, call: Call) -> Json:
    """`GET /lists/{id}`"""
    found = world.part(call, "list", call.ids["id"])
    return chosen(found, call.text("fields", "all"))


def put_list(world: World, call: Call) -> Json:
    """`PUT /lists/{id}`: name, closed, position, one action each"""
    wanted = {key: call.params[key] for key in _CHANGEABLE if key in call.params}
    return _change(world, call, wanted)


def put_field(world: World, call: Call) -> Json:
    """`PUT /lists/{id}/{field}` with `value`"""
    if call.ids["field"] not in _CHANGEABLE:
        raise Refusal(404, f"Cannot PUT {call.path}")
    return _change(world, call, {call.ids["field"]: call.params.get("value")})


def _change(world: World, call: Call, wanted: Json) -> Json:
    found = world.part(call, "list", call.ids["id"], write=True)
    board = world.store.get("board", found["idBoard"]) or {}
    for name, value in wanted.items():
        fresh: Any = str(value or "")
        if name in ("closed", "subscribed"):
            fresh = truth(value)
        elif name == "pos":
            fresh = _place(world, board["id"], value)
        elif not fresh:
            raise Refusal(400, "invalid value for name")
        old = found.get(name)
        if fresh == old:
            continue
        found[name] = fresh
        world.store.put("list", found, board["id"])
        if name != "subscribed":
            data = {"list": {**named(found), name: fresh}, "old": {name: old}}
            record(world, call.caller, "updateList", data, board)
    return found


def get_cards(world: World, call: Call) -> list[Json]:
    """`GET /lists/{id}/cards`"""
    found = world.part(call, "list", call.ids["id"])
    which = call.text("filter", "open")
    limit = call.number("limit", world.limits.cards_at_once, 1000)
    cards = world.store.of_parent("card", found["id"])
    if which != "all":
        cards = [card for card in cards if card["closed"] == (which == "closed")]
    if before := call.text("before"):
        cards = [card for card in cards if card["id"] < before]
    if "limit" in call.params:
        cards.sort(key=lambda card: str(card["id"]), reverse=True)
    viewer = CardViewer(world, call)
    return [viewer.show(card) for card in cards[:limit]]


def get_actions(world: World, call: Call) -> list[Json]:
    """`GET /lists/{id}/actions`"""
    found = world.part(call, "list", call.ids["id"])
    return feed(world, call, "list", found["id"], "all")


def get_board(world: World, call: Call) -> Json:
    """`GET /lists/{id}/board`"""
    found = world.part(call, "list", call.ids["id"])
    return board_view(world, call, world.board(call, found["idBoard"]))


def archive_all(world: World, call: Call) -> Json:
    """`POST /lists/{id}/archiveAllCards`"""
    found = world.part(call, "list", call.ids["id"], write=True)
    for card in world.store.of_parent("card", found["id"]):
        changes.change_card(world, call.caller, card, {"closed": True})
    return {}


def move_all(world: World, call: Call) -> list[Json]:
    """`POST /lists/{id}/moveAllCards`, to a list of the same board or another"""
    found = world.part(call, "list", call.ids["id"], write=True)
    target = {"idBoard": call.need("idBoard"), "idList": call.need("idList")}
    cards = [c for c in world.store.of_parent("card", found["id"]) if not c["closed"]]
    for card in cards:
        changes.change_card(world, call.caller, card, target)
    return [CardViewer(world, call).show(card) for card in cards]


ENDPOINTS = [
    Endpoint("POST", "/boards/{id}/lists", post_list),
    Endpoint("POST", "/lists", post_list),
    Endpoint("GET", "/lists/{id}", get_list),
    Endpoint("PUT", "/lists/{id}", put_list),
    Endpoint("GET", "/lists/{id}/actions", get_actions),
    Endpoint("POST", "/lists/{id}/archiveAllCards", archive_all),
    Endpoint("GET", "/lists/{id}/board", get_board),
    Endpoint("GET", "/lists/{id}/cards", get_cards),
    Endpoint("POST", "/lists/{id}/moveAllCards", move_all),
    Endpoint("PUT", "/lists/{id}/{field}", put_field),
]
