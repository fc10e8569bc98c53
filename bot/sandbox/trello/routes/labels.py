"""Labels of a board."""

from bot.sandbox.trello import changes
from bot.sandbox.trello.recording import record
from bot.sandbox.trello.store import Json
from bot.sandbox.trello.views import chosen
from bot.sandbox.trello.wire import Call, Endpoint, Refusal
from bot.sandbox.trello.world import World

_HUES = ("green", "yellow", "orange", "red", "purple", "blue", "sky", "lime", "pink", "black")
_COLORS = frozenset(hue + shade for hue in _HUES for shade in ("", "_dark", "_light"))


def _color(value: object) -> str | None:
    if value in (None, "", "null"):
        return None
    if value not in _COLORS:
        raise Refusal(400, "invalid value for color")
    return str(value)


def post_label(world: World, call: Call) -> Json:
    """`POST /labels` with `idBoard`, and `POST /boards/{id}/labels`"""
    board = world.board(call, call.ids.get("id") or call.need("idBoard"), write=True)
    label: Json = {
        "id": world.new_id(),
        "idBoard": board["id"],
        "name": call.text("name"),
        "color": _color(call.params.get("color")),
        "uses": 0,
    }
    world.store.put("label", label, board["id"])
    record(world, call.caller, "createLabel", {"label": _shown(label)}, board)
    return {**label, "limits": {}}


def _shown(label: Json) -> Json:
    return {key: label.get(key) for key in ("id", "name", "color")}


def get_label(world: World, call: Call) -> Json:
    """`GET /labels/{id}`"""
    return chosen(world.part(call, "label", call.ids["id"]), call.text("fields", "all"))


def put_label(world: World, call: Call) -> Json:
    """`PUT /labels/{id}`: name and color"""
    return _change(world, call, {k: call.params[k] for k in ("name", "color") if k in call.params})


def put_field(world: World, call: Call) -> Json:
    """`PUT /labels/{id}/{field}` with `value`"""
    if call.ids["field"] not in ("name", "color"):
        raise Refusal(404, f"Cannot PUT {call.path}")
    return _change(world, call, {call.ids["field"]: call.params.get("value")})


def _change(world: World, call: Call, wanted: Json) -> Json:
    label = world.part(call, "label", call.ids["id"], write=True)
    board = world.store.get("board", label["idBoard"]) or {}
    for name, value in wanted.items():
        fresh = _color(value) if name == "color" else str(value or "")
        old = label.get(name)
        if fresh == old:
            continue
        label[name] = fresh
        world.store.put("label", label, board["id"])
        data = {"label": _shown(label), "old": {name: old}}
        record(world, call.caller, "updateLabel", data, board)
    return label


def delete_label(world: World, call: Call) -> Json:
    """`DELETE /labels/{id}`: it leaves all cards first"""
    label = world.part(call, "label", call.ids["id"], write=True)
    board = world.store.get("board", label["idBoard"]) or {}
    for card in world.store.of_board("card", board["id"]):
        if label["id"] in card["idLabels"]:
            changes.change_label(world, call.caller, card, board, label["id"], add=False)
    world.store.drop(label["id"])
    record(world, call.caller, "deleteLabel", {"label": {"id": label["id"]}}, board)
    return {"limits": {}}


ENDPOINTS = [
    Endpoint("POST", "/boards/{id}/labels", post_label),
    Endpoint("POST", "/labels", post_label),
    Endpoint("GET", "/labels/{id}", get_label),
    Endpoint("PUT", "/labels/{id}", put_label),
    Endpoint("DELETE", "/labels/{id}", delete_label),
    Endpoint("PUT", "/labels/{id}/{field}", put_field),
]
