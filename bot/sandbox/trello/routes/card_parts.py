"""What hangs on a card: members, labels, attachments."""

from bot.sandbox.trello import changes
from bot.sandbox.trello.loading import set_badges
from bot.sandbox.trello.recording import card_ref, named, record
from bot.sandbox.trello.store import Json
from bot.sandbox.trello.views import chosen
from bot.sandbox.trello.wire import NOT_FOUND, Call, Endpoint, Refusal
from bot.sandbox.trello.world import World

_MOST_ATTACHMENTS = 1000


def _card_and_board(world: World, call: Call) -> tuple[Json, Json]:
    card = world.card(call, call.ids["id"], write=True)
    return card, world.store.get("board", card["idBoard"]) or {}


def get_members(world: World, call: Call) -> list[Json]:
    """`GET /cards/{id}/members`"""
    card = world.card(call, call.ids["id"])
    fields = call.text("fields", "id,fullName,username,avatarHash,initials")
    found = [world.store.get("member", key) for key in card["idMembers"]]
    return [chosen(member, fields) for member in found if member]


def post_member(world: World, call: Call) -> list[Json]:
    """`POST /cards/{id}/idMembers`"""
    card, board = _card_and_board(world, call)
    if call.need("value") in card["idMembers"]:
        raise Refusal(400, "member is already on the card")
    changes.change_member(world, call.caller, card, board, call.need("value"), add=True)
    return get_members(world, call)


def delete_member(world: World, call: Call) -> list[Json]:
    """`DELETE /cards/{id}/idMembers/{idMember}`"""
    card, board = _card_and_board(world, call)
    if call.ids["idMember"] not in card["idMembers"]:
        raise Refusal(400, "member is not on the card")
    changes.change_member(world, call.caller, card, board, call.ids["idMember"], add=False)
    return get_members(world, call)


def post_label(world: World, call: Call) -> list[str]:
    """`POST /cards/{id}/idLabels`"""
    card, board = _card_and_board(world, call)
    if call.need("value") in card["idLabels"]:
        raise Refusal(400, "that label is already on the card")
    wanted = [*card["idLabels"], call.need("value")]
    changes.set_labels(world, call.caller, card, board, wanted)
    labels: list[str] = card["idLabels"]
    return labels


def delete_label(world: World, call: Call) -> Json:
    """`DELETE /cards/{id}/idLabels/{idLabel}`"""
    card, board = _card_and_board(world, call)
    if call.ids["idLabel"] not in card["idLabels"]:
        raise Refusal(400, "that label is not on the card")
    changes.change_label(world, call.caller, card, board, call.ids["idLabel"], add=False)
    return {"_value": None}


def post_new_label(world: World, call: Call) -> Json:
    """`POST /cards/{id}/labels`: make a label and put it on"""
    card, board = _card_and_board(world, call)
    color = call.text("color") or None
    label: Json = {
        "id": world.new_id(),
        "idBoard": board["id"],
        "name": call.text("name"),
        "color": color,
    }
    world.store.put("label", label, board["id"])
    record(world, call.caller, "createLabel", {"label": label}, board)
    changes.change_label(world, call.caller, card, board, label["id"], add=True)
    return label


def get_attachments(world: World, call: Call) -> list[Json]:
    """`GET /cards/{id}/attachments`"""
    card = world.card(call, call.ids["id"])
    only_cover = call.text("filter") == "cover"
    wanted = [a for a in card["attachments"] if not only_cover or a["id"] == _cover_of(card)]
    return [chosen(attachment, call.text("fields", "all")) for attachment in wanted]


def _cover_of(card: Json) -> str | None:
    cover: str | None = card["idAttachmentCover"]
    return cover


def get_attachment(world: World, call: Call) -> Json:
    """`GET /cards/{id}/attachments/{idAttachment}`"""
    card = world.card(call, call.ids["id"])
    return chosen(_attachment(card, call.ids["idAttachment"]), call.text("fields", "all"))


def _attachment(card: Json, key: str) -> Json:
    for attachment in card["attachments"]:
        if attachment["id"] == key:
            found: Json = attachment
            return found
    raise Refusal(404, NOT_FOUND)


def post_attachment(world: World, call: Call) -> Json:
    """`POST /cards/{id}/attachments`: an address, or an uploaded file"""
    card, board = _card_and_board(world, call)
    if len(card["attachments"]) >= _MOST_ATTACHMENTS:
        raise Refusal(400, "Maximum attachments per card reached")
    upload, url = call.upload, call.text("url")
    if upload is None and not url.startswith(("http://", "https://")):
        raise Refusal(400, "Must provide either url or file")
    name = call.text("name") or (upload.filename if upload else url)
    attachment = changes.link_attachment(world, call.caller, card, url, name)
    if upload is not None:
        place = f"cards/{card['id']}/attachments/{attachment['id']}/download/{upload.filename}"
        attachment |= {
            "bytes": len(upload.content),
            "isUpload": True,
            "mimeType": call.text("mimeType") or upload.mime_type,
            "url": f"https://trello.com/1/{place}",
            "fileName": upload.filename,
        }
    card["attachments"].append(attachment)
    set_badges(world, card)
    where = world.store.get("list", card["idList"]) or {}
    shown = {**named(attachment), "url": attachment["url"]}
    data = {"attachment": shown, "card": card_ref(card), "list": named(where)}
    record(world, call.caller, "addAttachmentToCard", data, board, card)
    if call.flag("setCover"):
        wanted = {"idAttachmentCover": attachment["id"]}
        changes.change_card(world, call.caller, card, wanted)
    return attachment


def delete_attachment(world: World, call: Call) -> Json:
    """`DELETE /cards/{id}/attachments/{idAttachment}`"""
    card, board = _card_and_board(world, call)
    attachment = _attachment(card, call.ids["idAttachment"])
    if card["idAttachmentCover"] == attachment["id"]:
        changes.change_card(world, call.caller, card, {"idAttachmentCover": None})
    card["attachments"] = [a for a in card["attachments"] if a["id"] != attachment["id"]]
    set_badges(world, card)
    data = {"attachment": named(attachment), "card": card_ref(card)}
    record(world, call.caller, "deleteAttachmentFromCard", data, board, card)
    return {"limits": {}}


ENDPOINTS = [
    Endpoint("GET", "/cards/{id}/attachments", get_attachments),
    Endpoint("POST", "/cards/{id}/attachments", post_attachment),
    Endpoint("GET", "/cards/{id}/attachments/{idAttachment}", get_attachment),
    Endpoint("DELETE", "/cards/{id}/attachments/{idAttachment}", delete_attachment),
    Endpoint("POST", "/cards/{id}/idLabels", post_label),
    Endpoint("DELETE", "/cards/{id}/idLabels/{idLabel}", delete_label),
    Endpoint("POST", "/cards/{id}/idMembers", post_member),
    Endpoint("DELETE", "/cards/{id}/idMembers/{idMember}", delete_member),
    Endpoint("POST", "/cards/{id}/labels", post_new_label),
    Endpoint("GET", "/cards/{id}/members", get_members),
]
