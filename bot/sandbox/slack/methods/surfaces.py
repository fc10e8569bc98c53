"""views.*, blocks.validate and apps.connections.open: modals, home, and the way to the app."""

import secrets

from bot.sandbox.slack.block_check import check_blocks, check_view
from bot.sandbox.slack.calls import Call, method
from bot.sandbox.slack.database import Json
from bot.sandbox.slack.errors import SlackError


@method("views.open", 4)
def open_view(call: Call) -> Json:
    """Open a modal for whoever caused the trigger."""
    view = call.json("view")
    return {"view": call.slack.views.open(call.text("trigger_id"), view)}


@method("views.push", 4)
def push_view(call: Call) -> Json:
    """Put a modal on top of the open one."""
    return {"view": call.slack.views.push(call.text("trigger_id"), call.json("view"))}


@method("views.update", 4)
def update_view(call: Call) -> Json:
    """Replace the content of a modal."""
    view_id, external_id = call.maybe("view_id"), call.maybe("external_id")
    if not (view_id or external_id):
        raise SlackError("invalid_arguments")
    view = call.slack.views.update(call.json("view"), view_id, external_id, call.maybe("hash"))
    return {"view": view}


@method("views.publish", 4)
def publish_view(call: Call) -> Json:
    """Replace somebody's home tab. Raises not_enabled when the app has none."""
    if not call.slack.workspace.app()["home_tab"]:
        raise SlackError("not_enabled")
    view = call.slack.views.publish(call.text("user_id"), call.json("view"), call.maybe("hash"))
    return {"view": view}


@method("blocks.validate", 4, token="none")  # noqa: S106 a kind of token, not one
def validate(call: Call) -> Json:
    """Say which of Slack's rules some blocks, a message or a view break."""
    blocks, message, view = call.json("blocks"), call.json("message"), call.json("view")
    if sum(each is not None for each in (blocks, message, view)) != 1:
        raise SlackError("invalid_arguments")
    if view is not None:
        problems = check_view(view)
    else:
        content = blocks if blocks is not None else (message or {}).get("blocks") or []
        problems = check_blocks(content, "message")
    errors = []
    for problem in problems:
        sentence, _, pointer = problem.rpartition(" [json-pointer:")
        errors.append({"pointer": pointer.rstrip("]"), "code": "invalid", "message": sentence})
    if errors:
        raise SlackError("invalid_blocks", errors=errors)
    return {"errors": []}


@method("apps.connections.open", 1, "connections:write", token="app")  # noqa: S106
def open_connection(call: Call) -> Json:
    """The address of a WebSocket for Socket Mode, good for one connection."""
    if call.slack.workspace.app()["mode"] != "socket":
        raise SlackError("socket_mode_not_enabled")
    ticket = secrets.token_urlsafe(18)
    with call.slack.database.write() as connection:
        connection.execute(
            "INSERT INTO socket_tickets VALUES (?, ?)", (ticket, call.slack.now().timestamp())
        )
    address = "ws" + call.base_url.removeprefix("http")
    return {"url": f"{address}/link/?ticket={ticket}&app_id={call.slack.workspace.app()['id']}"}
