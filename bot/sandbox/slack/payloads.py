"""What Slack tells the app when a person does something: complete, in Slack's own shape."""

import re
from html import escape
from typing import Any

from bot.sandbox.slack.database import Json
from bot.sandbox.slack.workspace import Workspace


def composed(workspace: Workspace, text: str) -> str:
    """What a person typed, as Slack passes it on: escaped, with people, channels and links marked.

    `@ana` becomes `<@U1|ana>`, `#team` becomes `<#C1|team>`, `@group` `<!subteam^S1|@group>`.
    """
    marked = escape(text, quote=False)
    marked = re.sub(r"(?<![\w<|])(https?://[^\s<>]+)", r"<\1>", marked)

    def person(found: re.Match[str]) -> str:
        name = found[1].rstrip(".,").lower()
        rest = found[1][len(name) :]
        for user in workspace.users():
            known = {user["name"], user.get("display_name", ""), user.get("real_name", "")}
            if name in {each.lower() for each in known}:
                return f"<@{user['id']}|{user['name']}>{rest}"
        for group in workspace.usergroups():
            if name == group["handle"].lower():
                return f"<!subteam^{group['id']}|@{group['handle']}>{rest}"
        return found[0]

    def channel(found: re.Match[str]) -> str:
        for each in workspace.channels():
            if each.get("name") == found[1]:
                return f"<#{each['id']}|{each['name']}>"
        return found[0]

    marked = re.sub(r"(?<![\w<|@])@([\w][\w.-]*)", person, marked)
    return re.sub(r"(?<![\w<|&])#([\w-]+)", channel, marked)


def shared(workspace: Workspace) -> Json:
    """Parts that every interactive payload has."""
    app, team = workspace.app(), workspace.team()
    return {
        "team": {"id": team["id"], "domain": team["domain"]},
        "enterprise": None,
        "is_enterprise_install": False,
        "api_app_id": app["id"],
        "token": app["verification_token"],
    }


def acting(workspace: Workspace, user_id: str) -> Json:
    """The person in an interactive payload."""
    user = workspace.user(user_id)
    team_id = workspace.team()["id"]
    return {"id": user_id, "username": user["name"], "name": user["name"], "team_id": team_id}


def place(channel: Json) -> Json:
    """The channel in an interactive payload."""
    return {"id": channel["id"], "name": channel.get("name", "directmessage")}


def slash_command(
    workspace: Workspace, user_id: str, channel: Json, command: str, text: str, rest: Json
) -> dict[str, str]:
    """A slash command; `rest` brings response_url and trigger_id."""
    app, team, user = workspace.app(), workspace.team(), workspace.user(user_id)
    return {
        "token": app["verification_token"],
        "team_id": team["id"],
        "team_domain": team["domain"],
        "channel_id": channel["id"],
        "channel_name": channel.get("name", "directmessage"),
        "user_id": user_id,
        "user_name": user["name"],
        "command": command,
        "text": text,
        "api_app_id": app["id"],
        "is_enterprise_install": "false",
        **rest,
    }


def action(element: Json, block_id: str, action_ts: str, state: Json) -> Json:
    """One entry of `actions` in block_actions."""
    told: Json = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block_id,
        "action_ts": action_ts,
    }
    for name in ("text", "value", "style", "url", "placeholder", "confirm"):
        if name in element:
            told[name] = element[name]
    return told | {name: value for name, value in state.items() if name != "type"}


def message_container(message: Json, channel: Json) -> Json:
    """The container of an action inside a message."""
    container: dict[str, Any] = {
        "type": "message",
        "message_ts": message["ts"],
        "channel_id": channel["id"],
        "is_ephemeral": bool(message.get("is_ephemeral")),
    }
    if message.get("thread_ts"):
        container["thread_ts"] = message["thread_ts"]
    return container
