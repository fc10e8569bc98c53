"""Checklists and their items."""

from typing import Any

from bot.sandbox.trello.loading import keep_checklist, set_badges
from bot.sandbox.trello.recording import card_ref, named, record
from bot.sandbox.trello.store import Json
from bot.sandbox.trello.views import chosen
from bot.sandbox.trello.wire import NOT_FOUND, Call, Endpoint, Refusal, truth
from bot.sandbox.trello.world import World, number

_STATES = ("complete", "incomplete")


def _around(world: World, call: Call, checklist: Json) -> tuple[Json, Json]:
    card = world.card(call, checklist["idCard"], write=True)
    return card, world.store.get("board", card["idBoard"]) or {}


def get_of_card(world: World, call: Call) -> list[Json]:
    """`GET /cards/{id}/checklists`"""
    return world.store.of_parent("checklist", world.card(call, call.ids["id"])["id"])


def post_on_card(world: World, call: Call) -> Json:
    """`POST /cards/{id}/checklists`"""
    return _create(world, call, call.ids["id"])


def post_checklist(world: World, call: Call) -> Json:
    """`POST /checklists`"""
    return _create(world, call, call.need("idCard"))


def _create(world: World, call: Call, card_id: str) -> Json:
    card = world.card(call, card_id, write=True)
    board = world.store.get("board", card["idBoard"]) or {}
    checklist = {
        "id": world.new_id(),
        "name": call.text("name") or "Checklist",
        "idBoard": board["id"],
        "idCard": card["id"],
        "pos": world.place("checklist", card["id"], call.params.get("pos")),
        "checkItems": [],
    }
    keep_checklist(world, checklist)
    set_badges(world, card)
    data = {"card": card_ref(card), "checklist": named(checklist)}
    record(world, call.caller, "addChecklistToCard", data, board, card)
    return checklist


def get_checklist(world: World, call: Call) -> Json:
    """`GET /checklists/{id}`"""
    found = world.part(call, "checklist", call.ids["id"])
    return chosen(found, call.text("fields", "all"))


def put_checklist(world: World, call: Call) -> Json:
    """`PUT /checklists/{id}`: name and position"""
    wanted: Json = {key: call.params[key] for key in ("name", "pos") if key in call.params}
    return _change(world, call, wanted)


def put_checklist_field(world: World, call: Call) -> Json:
    """`PUT /checklists/{id}/{field}` with `value`"""
    if call.ids["field"] not in ("name", "pos"):
        raise Refusal(404, f"Cannot PUT {call.path}")
    return _change(world, call, {call.ids["field"]: call.params.get("value")})


def _change(world: World, call: Call, wanted: Json) -> Json:
    checklist = world.part(call, "checklist", call.ids["id"], write=True)
    card, board = _around(world, call, checklist)
    for name, value in wanted.items():
        fresh: Any = str(value)
        if name == "pos":
            fresh = world.place("checklist", card["id"], value)
        old = checklist.get(name)
        if fresh == old:
            continue
        checklist[name] = fresh
        keep_checklist(world, checklist)
        shown = {name: fresh, **named(checklist)}
        data = {"checklist": shown, "old": {name: old}, "card": card_ref(card)}
        record(world, call.caller, "updateChecklist", data, board, card)
    return checklist


def delete_checklist(world: World, call: Call) -> Json:
    """`DELETE /checklists/{id}` and `DELETE /cards/{id}/checklists/{idChecklist}`"""
    key = call.ids.get("idChecklist") or call.ids["id"]
    checklist = world.part(call, "checklist", key, write=True)
    card, board = _around(world, call, checklist)
    world.store.drop(checklist["id"])
    set_badges(world, card)
    data = {"card": card_ref(card), "checklist": named(checklist)}
    record(world, call.caller, "removeChecklistFromCard", data, board, card)
    return {"limits": {}}


def get_items(world: World, call: Call) -> list[Json]:
    """`GET /checklists/{id}/checkItems`"""
    items: list[Json] = world.part(call, "checklist", call.ids["id"])["checkItems"]
    return items


def post_item(world: World, call: Call) -> Json:
    """`POST /checklists/{id}/checkItems`"""
    checklist = world.part(call, "checklist", call.ids["id"], write=True)
    card, board = _around(world, call, checklist)
    item = {
        "id": world.new_id(),
        "name": call.need("name"),
        "nameData": {"emoji": {}},
        "pos": _item_pos(checklist, call.params.get("pos")),
        "due": call.text("due") or None,
        "dueReminder": None,
        "idMember": call.text("idMember") or None,
        "idChecklist": checklist["id"],
        "state": "complete" if call.flag("checked") else "incomplete",
    }
    checklist["checkItems"].append(item)
    _keep(world, checklist, card)
    _tell(world, call, "createCheckItem", board, card, checklist, item)
    return item


def _item_pos(checklist: Json, wanted: Any) -> float:
    places = [item["pos"] for item in checklist["checkItems"]]
    if wanted in (None, "", "bottom"):
        return number(max(places, default=0) + 16384)
    if wanted == "top":
        return number(min(places, default=32768) / 2)
    try:
        return number(float(wanted))
    except (TypeError, ValueError):
        raise Refusal(400, "invalid value for pos") from None


def get_item(world: World, call: Call) -> Json:
    """`GET /checklists/{id}/checkItems/{idCheckItem}`, and the same through the card"""
    return _find(world, call, write=False)[1]


def put_item(world: World, call: Call) -> Json:
    """`PUT /cards/{id}/checkItem/{idCheckItem}`: state, name, due, member, position"""
    checklist, item = _find(world, call, write=True)
    card, board = _around(world, call, checklist)
    if "state" in call.params:
        told = call.text("state")
        state = told if told in _STATES else "complete" if truth(told) else "incomplete"
        if state != item["state"]:
            item["state"] = state
            _keep(world, checklist, card)
            _tell(world, call, "updateCheckItemStateOnCard", board, card, checklist, item)
    for name in ("name", "due", "idMember", "pos"):
        if name not in call.params:
            continue
        value = call.params[name]
        fresh = _item_pos(checklist, value) if name == "pos" else (value or None)
        if fresh != item[name]:
            old, item[name] = item[name], fresh
            _keep(world, checklist, card)
            _tell(world, call, "updateCheckItem", board, card, checklist, item, {name: old})
    return item


def delete_item(world: World, call: Call) -> Json:
    """`DELETE /checklists/{id}/checkItems/{idCheckItem}`, and the same through the card"""
    checklist, item = _find(world, call, write=True)
    card, board = _around(world, call, checklist)
    checklist["checkItems"] = [i for i in checklist["checkItems"] if i["id"] != item["id"]]
    _keep(world, checklist, card)
    _tell(world, call, "deleteCheckItem", board, card, checklist, item)
    return {"limits": {}}


def _find(world: World, call: Call, write: bool) -> tuple[Json, Json]:
    if call.path.startswith("/cards/"):
        key = call.ids.get("idCard") or call.ids["id"]
        checklists = world.store.of_parent("checklist", world.card(call, key, write)["id"])
    else:
        checklists = [world.part(call, "checklist", call.ids["id"], write)]
    for checklist in checklists:
        for item in checklist["checkItems"]:
            if item["id"] == call.ids["idCheckItem"]:
                return checklist, item
    raise Refusal(404, NOT_FOUND)


def _keep(world: World, checklist: Json, card: Json) -> None:
    keep_checklist(world, checklist)
    set_badges(world, card)


def _tell(
    world: World,
    call: Call,
    kind: str,
    board: Json,
    card: Json,
    checklist: Json,
    item: Json,
    old: Json | None = None,
) -> None:
    shown = {key: item[key] for key in ("id", "name", "state")} | {"textData": {"emoji": {}}}
    data = {"card": card_ref(card), "checklist": named(checklist), "checkItem": shown}
    if old is not None:
        data["old"] = old
    record(world, call.caller, kind, data, board, card)


ENDPOINTS = [
    Endpoint("GET", "/cards/{id}/checkItem/{idCheckItem}", get_item),
    Endpoint("PUT", "/cards/{id}/checkItem/{idCheckItem}", put_item),
    Endpoint("DELETE", "/cards/{id}/checkItem/{idCheckItem}", delete_item),
    Endpoint("PUT", "/cards/{idCard}/checklist/{idChecklist}/checkItem/{idCheckItem}", put_item),
    Endpoint("GET", "/cards/{id}/checklists", get_of_card),
    Endpoint("POST", "/cards/{id}/checklists", post_on_card),
    Endpoint("DELETE", "/cards/{id}/checklists/{idChecklist}", delete_checklist),
    Endpoint("POST", "/checklists", post_checklist),
    Endpoint("GET", "/checklists/{id}", get_checklist),
    Endpoint("PUT", "/checklists/{id}", put_checklist),
    Endpoint("DELETE", "/checklists/{id}", delete_checklist),
    Endpoint("GET", "/checklists/{id}/checkItems", get_items),
    Endpoint("POST", "/checklists/{id}/checkItems", post_item),
    Endpoint("GET", "/checklists/{id}/checkItems/{idCheckItem}", get_item),
    Endpoint("DELETE", "/checklists/{id}/checkItems/{idCheckItem}", delete_item),
    Endpoint("PUT", "/checklists/{id}/{field}", put_checklist_field),
]
