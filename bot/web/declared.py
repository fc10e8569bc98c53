"""What our own HTTP surface declares of itself in OpenAPI, where the framework cannot tell: bodies
are taken raw, because signatures are over the raw bytes."""

from typing import Any

Json = dict[str, Any]

_TEXT: Json = {"content": {"text/plain": {"schema": {"type": "string"}}}}


_TEXT_OR_JSON: Json = {"content": {**_TEXT["content"], "application/json": {"schema": {}}}}


def _answers(kind: Json = _TEXT, **says: str) -> dict[int | str, Json]:
    return {int(name[1:]): {"description": text, **kind} for name, text in says.items()}


def _body(media_type: str, schema: Json, *headers: str) -> Json:
    return {
        "requestBody": {"required": True, "content": {media_type: {"schema": schema}}},
        "parameters": [
            {"name": name, "in": "header", "required": False, "schema": {"type": "string"}}
            for name in headers
        ],
    }


_ACTION: Json = {
    "type": "object",
    "required": ["id", "type", "date"],
    "properties": {
        "id": {"type": "string"},
        "type": {"type": "string", "examples": ["updateCard"]},
        "date": {"type": "string", "format": "date-time"},
        "idMemberCreator": {"type": "string"},
        "data": {"type": "object"},
    },
}

TRELLO_BODY = _body(
    "application/json",
    {
        "type": "object",
        "required": ["action"],
        "properties": {"action": _ACTION, "model": {"type": "object"}},
    },
    "X-Trello-Webhook",
    "X-Trello-Client-Identifier",
)
TRELLO_ANSWERS = _answers(
    s401="Not signed by Trello for this address.", s413="Longer than anybody honest would send."
)
SLACK_BODY = _body(
    "application/x-www-form-urlencoded",
    {
        "type": "object",
        "properties": {"command": {"type": "string"}, "payload": {"type": "string"}},
    },
    "X-Slack-Signature",
    "X-Slack-Request-Timestamp",
)
SLACK_ANSWERS = _answers(
    _TEXT_OR_JSON,  # Slack's own library answers some of it
    s400="Not a request of Slack's.",
    s401="Not signed by Slack, or too old.",
    s404="Nothing listens to that.",
    s413="Longer than anybody honest would send.",
)
DELIVERY_BODY = _body("application/json", {"type": "object"})
DELIVERY_ANSWERS = _answers(
    s400="Not a delivery.", s401="Not signed with the webhook's secret.", s404="Not set up here.",
    s413="Longer than the system sends.",
)  # fmt: skip
