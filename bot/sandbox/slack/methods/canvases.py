"""canvases.*: pages in Markdown that a channel shows as a tab."""

import json

from bot.sandbox.slack.calls import Call, method
from bot.sandbox.slack.database import Json
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.methods.chat import channel_for
from bot.sandbox.slack.workspace import new_id

MOST_BYTES = 1024 * 1024
_OPERATIONS = (
    "insert_after", "insert_before", "insert_at_start", "insert_at_end", "replace", "delete",
    "rename",
)  # fmt: skip


@method("canvases.create", 2, "canvases:write")
def create(call: Call) -> Json:
    """A canvas; in a free workspace only as a channel's one tab, in one without canvases none."""
    plan = call.slack.canvases
    if plan == "off":
        raise SlackError("canvas_disabled_user_team")
    channel_id = call.maybe("channel_id")
    if channel_id is None and plan == "free":
        raise SlackError("free_teams_cannot_create_non_tabbed_canvases")
    if channel_id is not None:
        inner = Call(call.slack, call.method, call.arguments | {"channel": channel_id}, "")
        channel_id = str(channel_for(inner)["id"])
        taken = any(each.get("channel") == channel_id for each in canvases(call))
        if plan == "free" and taken:
            raise SlackError("free_team_canvas_tab_already_exists")
    canvas_id = new_id("F")
    data = {
        "id": canvas_id,
        "title": call.text("title", "Untitled"),
        "channel": channel_id,
        "markdown": _markdown(call.json("document_content") or {}),
        "mimetype": "application/vnd.slack-docs",
    }
    with call.slack.database.write() as connection:
        connection.execute("INSERT INTO files VALUES (?, ?, NULL)", (canvas_id, json.dumps(data)))
    return {"canvas_id": canvas_id}


@method("canvases.edit", 3, "canvases:write")
def edit(call: Call) -> Json:
    """Change a canvas; of the operations, those on the whole of it are carried out."""
    canvas_id, changes = call.text("canvas_id"), call.json("changes")
    if not isinstance(changes, list) or len(changes) != 1:
        raise SlackError("invalid_arguments")  # Slack takes one change at a time
    data = next((each for each in canvases(call) if each["id"] == canvas_id), None)
    if data is None:
        raise SlackError("canvas_not_found")
    change = changes[0]
    if change.get("operation") not in _OPERATIONS:
        raise SlackError("invalid_arguments")
    if change["operation"] == "rename":
        data["title"] = _markdown(change.get("title_content") or {})
    elif change["operation"] == "replace" and not change.get("section_id"):
        data["markdown"] = _markdown(change.get("document_content") or {})
    elif change["operation"] == "insert_at_end":
        data["markdown"] += _markdown(change.get("document_content") or {})
    elif change["operation"] == "insert_at_start":
        data["markdown"] = _markdown(change.get("document_content") or {}) + data["markdown"]
    else:
        raise SlackError("section_not_found")  # the stand-in has no sections to name
    with call.slack.database.write() as connection:
        connection.execute("UPDATE files SET data = ? WHERE id = ?", (json.dumps(data), canvas_id))
    return {}


def canvases(call: Call) -> list[Json]:
    """Every canvas of the workspace."""
    return call.slack.all_canvases()


def _markdown(content: Json) -> str:
    text = content.get("markdown")
    if content.get("type") != "markdown" or not isinstance(text, str):
        raise SlackError("invalid_arguments")
    if len(text.encode()) > MOST_BYTES:
        raise SlackError("canvas_creation_failed")
    return text
