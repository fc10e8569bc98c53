"""Definitions of custom fields, and the options of those of type list."""

from typing import Any

from bot.sandbox.trello.recording import record
from bot.sandbox.trello.store import Json
from bot.sandbox.trello.wire import NOT_FOUND, Call, Endpoint, Refusal, truth
from bot.sandbox.trello.world import World

_TYPES = ("checkbox", "date", "list", "number", "text")


def _options(world: World, field_id: str, told: Any) -> list[Json]:
    options = []
    for place, option in enumerate(told if isinstance(told, list) else []):
        value = option.get("value") if isinstance(option, dict) else option
        text = value if isinstance(value, dict) else {"text": str(value)}
        options.append(
            {
                "id": world.new_id(),
                "idCustomField": field_id,
                "value": text,
                "color": (option.get("color") if isinstance(option, dict) else None) or "none",
                "pos": 16384 * (place + 1),
            }
        )
    return options


def post_field(world: World, call: Call) -> Json:
    """`POST /customFields`"""
    board = world.board(call, call.need("idModel"), write=True)
    kind = call.need("type")
    if kind not in _TYPES:
        raise Refusal(400, "invalid value for type")
    key = world.new_id()
    field: Json = {
        "id": key,
        "idModel": board["id"],
        "modelType": "board",
        "fieldGroup": key * 2,
        "display": {"cardFront": call.flag("display_cardFront", True)},
        "name": call.need("name"),
        "pos": 16384 * (len(world.store.of_board("customField", board["id"])) + 1),
        "type": kind,
        "isSuggestedField": False,
    }
    if kind == "list":
        field["options"] = _options(world, key, call.params.get("options"))
    world.store.put("customField", field, board["id"])
    _tell(world, call, "createCustomField", field, board)
    return field


def _tell(world: World, call: Call, kind: str, field: Json, board: Json) -> None:
    shown = {key: field[key] for key in ("id", "name", "type")}
    record(world, call.caller, kind, {"customField": shown}, board)


def get_field(world: World, call: Call) -> Json:
    """`GET /customFields/{id}`"""
    return world.part(call, "customField", call.ids["id"])


def put_field(world: World, call: Call) -> Json:
    """`PUT /customFields/{id}`: name and display"""
    field, board = _for_write(world, call)
    if call.text("name"):
        field["name"] = call.text("name")
    if "display/cardFront" in call.params:
        field["display"] = {"cardFront": truth(call.params["display/cardFront"])}
    world.store.put("customField", field, board["id"])
    _tell(world, call, "updateCustomField", field, board)
    return field


def delete_field(world: World, call: Call) -> Json:
    """`DELETE /customFields/{id}`: its items stay on the cards (facts, py-trello 5)"""
    field, board = _for_write(world, call)
    world.store.drop(field["id"])
    _tell(world, call, "deleteCustomField", field, board)
    return {"limits": {}}


def _for_write(world: World, call: Call) -> tuple[Json, Json]:
    field = world.part(call, "customField", call.ids["id"], write=True)
    return field, world.store.get("board", field["idModel"]) or {}


def get_options(world: World, call: Call) -> list[Json]:
    """`GET /customFields/{id}/options`"""
    options: list[Json] = world.part(call, "customField", call.ids["id"]).get("options") or []
    return options


def post_option(world: World, call: Call) -> Json:
    """`POST /customFields/{id}/options`"""
    field, board = _for_write(world, call)
    if field["type"] != "list":
        raise Refusal(400, "Custom field is not a list.")
    fresh = _options(world, field["id"], [{"value": call.params.get("value")}])[0]
    fresh["pos"] = 16384 * (len(field["options"]) + 1)
    field["options"].append(fresh)
    world.store.put("customField", field, board["id"])
    _tell(world, call, "updateCustomField", field, board)
    return fresh


def get_option(world: World, call: Call) -> Json:
    """`GET /customFields/{id}/options/{idCustomFieldOption}`"""
    for option in get_options(world, call):
        if option["id"] == call.ids["idCustomFieldOption"]:
            return option
    raise Refusal(404, NOT_FOUND)


def delete_option(world: World, call: Call) -> Json:
    """`DELETE /customFields/{id}/options/{idCustomFieldOption}`"""
    option = get_option(world, call)
    field, board = _for_write(world, call)
    field["options"] = [each for each in field["options"] if each["id"] != option["id"]]
    world.store.put("customField", field, board["id"])
    _tell(world, call, "updateCustomField", field, board)
    return {"limits": {}}


ENDPOINTS = [
    Endpoint("POST", "/customFields", post_field),
    Endpoint("GET", "/customFields/{id}", get_field),
    Endpoint("PUT", "/customFields/{id}", put_field),
    Endpoint("DELETE", "/customFields/{id}", delete_field),
    Endpoint("GET", "/customFields/{id}/options", get_options),
    Endpoint("POST", "/customFields/{id}/options", post_option),
    Endpoint("GET", "/customFields/{id}/options/{idCustomFieldOption}", get_option),
    Endpoint("DELETE", "/customFields/{id}/options/{idCustomFieldOption}", delete_option),
]
