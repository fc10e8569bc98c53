"""Cards: reading, creating, copying, changing, deleting."""

from typing import Any

from bot.sandbox.trello import changes
from bot.sandbox.trello.feed import feed
from bot.sandbox.trello.loading import keep_checklist, new_card, set_badges
from bot.sandbox.trello.recording import card_ref, named, record
from bot.sandbox.trello.store import Json
from bot.sandbox.trello.views import CardViewer, board_view, chosen
from bot.sandbox.trello.wire import Call, Endpoint, Refusal, words
from bot.sandbox.trello.world import World, short_link

_ACTIONS_DEFAULT = "commentCard,updateCard:idList"


def get_card(world: World, call: Call) -> Json:
    """`GET /cards/{id}` with what is to be nested"""
    card = world.card(call, call.ids["id"])
    shown = CardViewer(world, call).show(card)
    if call.text("actions", "none") not in ("none", "false"):
        shown["actions"] = feed(world, call, "card", card["id"], "all", "actions_")
    if call.flag("list"):
        found = world.store.get("list", card["idList"]) or {}
        shown["list"] = chosen(found, call.text("list_fields", "all"))
    if call.flag("board"):
        found = world.store.get("board", card["idBoard"]) or {}
        shown["board"] = chosen(found, call.text("board_fields", "id,name,desc,closed,url"))
    if call.flag("checkItemStates"):
        shown["checkItemStates"] = check_item_states(world, card)
    return shown


def check_item_states(world: World, card: Json) -> list[Json]:
    """The checked items of a card."""
    return [
        {"idCheckItem": item["id"], "state": item["state"]}
        for checklist in world.store.of_parent("checklist", card["id"])
        for item in checklist["checkItems"]
        if item["state"] == "complete"
    ]


def get_check_item_states(world: World, call: Call) -> list[Json]:
    """`GET /cards/{id}/checkItemStates`"""
    return check_item_states(world, world.card(call, call.ids["id"]))


def post_card(world: World, call: Call) -> Json:
    """`POST /cards`: new, or a copy of `idCardSource`"""
    where = world.part(call, "list", call.need("idList"), write=True)
    board = world.store.get("board", where["idBoard"]) or {}
    source = world.card(call, call.text("idCardSource")) if call.text("idCardSource") else None
    key = world.new_id()
    card = new_card(
        key,
        name=call.text("name") or (source or {}).get("name", ""),
        desc=call.text("desc"),
        idBoard=board["id"],
        idList=where["id"],
        idShort=world.store.count(f"idShort:{board['id']}"),
        pos=world.place("card", where["id"], call.params.get("pos")),
        shortLink=short_link(key),
        isTemplate=call.flag("isTemplate"),
    )
    for name in ("due", "start"):
        card[name] = changes.date_value(name, call.params.get(name))
    card["dueComplete"] = call.flag("dueComplete")
    if source is not None:
        _copy_into(world, card, source, call.text("keepFromSource", "all"))
    card["idLabels"] = _known(world, "label", words(call.params.get("idLabels")), card["idLabels"])
    card["idMembers"] = _known(
        world, "member", words(call.params.get("idMembers")), card["idMembers"]
    )
    if call.text("urlSource"):
        link = call.text("urlSource")
        card["attachments"].append(changes.link_attachment(world, call.caller, card, link, link))
    set_badges(world, card)
    data: Json = {"card": card_ref(card), "list": named(where)}
    if source is not None:
        data["cardSource"] = card_ref(source)
    kind = "createCard" if source is None else "copyCard"
    record(world, call.caller, kind, data, board, card)
    return CardViewer(world, call).show(card) | {"attachments": card["attachments"]}


def _known(world: World, kind: str, wanted: list[str], inherited: list[str]) -> list[str]:
    for key in wanted:
        if world.store.get(kind, key) is None:
            raise Refusal(400, f"invalid value for id{kind.capitalize()}s")
    return list(dict.fromkeys([*inherited, *wanted]))


def _copy_into(world: World, card: Json, source: Json, keep: str) -> None:
    kept = {"attachments", "checklists", "due", "labels", "members", "start"}
    if keep != "all":
        kept = set(words(keep))
    card["desc"] = card["desc"] or source["desc"]
    if "labels" in kept and source["idBoard"] == card["idBoard"]:
        card["idLabels"] = list(source["idLabels"])
    if "members" in kept:
        card["idMembers"] = list(source["idMembers"])
    if "due" in kept:
        card["due"] = card["due"] or source["due"]
    if "start" in kept:
        card["start"] = card["start"] or source["start"]
    if "attachments" in kept:
        card["attachments"] = [{**a, "id": world.new_id()} for a in source["attachments"]]
    if "checklists" in kept:
        for checklist in world.store.of_parent("checklist", source["id"]):
            items = [{**i, "id": world.new_id()} for i in checklist["checkItems"]]
            copy = {**checklist, "id": world.new_id(), "checkItems": items}
            keep_checklist(world, {**copy, "idCard": card["id"], "idBoard": card["idBoard"]})


def put_card(world: World, call: Call) -> Json:
    """`PUT /cards/{id}`: each changed field is an action of its own"""
    card = world.card(call, call.ids["id"], write=True)
    changes.change_card(world, call.caller, card, call.params)
    return CardViewer(world, call).show(card)


def put_card_field(world: World, call: Call) -> Json:
    """`PUT /cards/{id}/{field}` with `value`: not in the OpenAPI file, but what py-trello uses"""
    card, name = world.card(call, call.ids["id"], write=True), call.ids["field"]
    if name not in changes.CHANGEABLE:
        raise Refusal(404, f"Cannot PUT {call.path}")
    wanted = {name: call.params.get("value")}
    if name == "idBoard" and call.text("idList"):
        wanted["idList"] = call.text("idList")
    changes.change_card(world, call.caller, card, wanted)
    return CardViewer(world, call).show(card)


def delete_card(world: World, call: Call) -> Json:
    """`DELETE /cards/{id}`: of its actions only the deletion stays (facts, polling fallback)"""
    card = world.card(call, call.ids["id"], write=True)
    board = world.store.get("board", card["idBoard"]) or {}
    where = world.store.get("list", card["idList"]) or {}
    world.store.change("DELETE FROM actions WHERE card=?", card["id"])
    for checklist in world.store.of_parent("checklist", card["id"]):
        world.store.drop(checklist["id"])
    ref = {key: card[key] for key in ("id", "idShort", "shortLink")}
    record(world, call.caller, "deleteCard", {"card": ref, "list": named(where)}, board)
    world.store.drop(card["id"])
    return {"limits": {}}


def get_field(world: World, call: Call) -> Any:
    """`GET /cards/{id}/{field}`: one value, wrapped"""
    card, name = world.card(call, call.ids["id"]), call.ids["field"]
    if name not in card:
        raise Refusal(404, f"Cannot GET {call.path}")
    return {"_value": card[name]}


def get_actions(world: World, call: Call) -> list[Json]:
    """`GET /cards/{id}/actions`"""
    card = world.card(call, call.ids["id"])
    return feed(world, call, "card", card["id"], _ACTIONS_DEFAULT)


def get_board(world: World, call: Call) -> Json:
    """`GET /cards/{id}/board`"""
    card = world.card(call, call.ids["id"])
    return board_view(world, call, world.board(call, card["idBoard"]))


def get_list(world: World, call: Call) -> Json:
    """`GET /cards/{id}/list`"""
    card = world.card(call, call.ids["id"])
    return chosen(world.store.get("list", card["idList"]) or {}, call.text("fields", "all"))


def get_plugin_data(world: World, call: Call) -> list[Json]:
    """`GET /cards/{id}/pluginData`: the stand-in has no Power-Ups"""
    world.card(call, call.ids["id"])
    return []


def put_custom_field_item(world: World, call: Call) -> Json:
    """`PUT /cards/{idCard}/customField/{idCustomField}/item`: set, or clear with an empty value"""
    card = world.card(call, call.ids["idCard"], write=True)
    definition = world.store.get("customField", call.ids["idCustomField"])
    if definition is None or definition["idModel"] != card["idBoard"]:
        raise Refusal(404, "custom field not found")
    fresh = changes.custom_value(definition, call.params)
    old = next(
        (i for i in card["customFieldItems"] if i["idCustomField"] == definition["id"]), None
    )
    item = {
        "id": old["id"] if old else world.new_id(),
        **fresh,
        "idCustomField": definition["id"],
        "idModel": card["id"],
        "modelType": "card",
    }
    others = [i for i in card["customFieldItems"] if i is not old]
    cleared = item.get("value") is None and item.get("idValue") is None
    card["customFieldItems"] = others if cleared else [*others, item]
    before = {key: (old or {}).get(key) for key in fresh}
    data = {
        "old": before,
        "customField": {key: definition[key] for key in ("id", "name", "type")},
        "customFieldItem": item,
        "card": card_ref(card),
    }
    board = world.store.get("board", card["idBoard"]) or {}
    record(world, call.caller, "updateCustomFieldItem", data, board, card)
    return item


def get_custom_field_items(world: World, call: Call) -> list[Json]:
    """`GET /cards/{id}/customFieldItems`"""
    items: list[Json] = world.card(call, call.ids["id"])["customFieldItems"]
    return items


ENDPOINTS = [
    Endpoint("POST", "/cards", post_card),
    Endpoint("GET", "/cards/{id}", get_card),
    Endpoint("PUT", "/cards/{id}", put_card),
    Endpoint("DELETE", "/cards/{id}", delete_card),
    Endpoint("GET", "/cards/{id}/actions", get_actions),
    Endpoint("GET", "/cards/{id}/board", get_board),
    Endpoint("GET", "/cards/{id}/checkItemStates", get_check_item_states),
    Endpoint("GET", "/cards/{id}/customFieldItems", get_custom_field_items),
    Endpoint("PUT", "/cards/{idCard}/customField/{idCustomField}/item", put_custom_field_item),
    Endpoint("GET", "/cards/{id}/list", get_list),
    Endpoint("GET", "/cards/{id}/pluginData", get_plugin_data),
]
FIELD_ENDPOINTS = [
    Endpoint("GET", "/cards/{id}/{field}", get_field),
    Endpoint("PUT", "/cards/{id}/{field}", put_card_field),
]
