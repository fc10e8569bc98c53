"""The Slack app's manifest for this configuration: it asks for nothing that is not used."""

from typing import Any

from bot.slack.registry import COMMANDS, SHORTCUTS
from bot.slack.unfurl import DOMAINS

# Every Web API method that the code calls, with the bot scopes it needs (facts/slack-github.md
# 1.8). A test compares this table and the events below with the code, so that no scope is asked
# for without a use and no use is without its scope.
SCOPES_OF_METHOD: dict[str, tuple[str, ...]] = {
    "auth_test": (),
    "canvases_create": ("canvases:write",),
    "canvases_edit": ("canvases:write",),
    "apps_connections_open": (),  # by the app-level token, not the bot's
    "chat_getPermalink": (),
    "chat_postMessage": ("chat:write",),
    "chat_update": ("chat:write",),
    "chat_postEphemeral": ("chat:write",),
    "chat_unfurl": ("links:write",),
    # only after a crash: whether a message in the channel, or a digest, was sent already
    "conversations_history": ("channels:history", "groups:history", "im:history"),
    "conversations_info": ("channels:read", "groups:read"),
    "conversations_list": ("channels:read", "groups:read"),
    "conversations_open": ("im:write",),
    "dnd_teamInfo": ("dnd:read",),
    "files_upload_v2": ("files:write",),
    "usergroups_users_list": ("usergroups:read",),
    "users_info": ("users:read", "users:read.email"),
    "users_lookupByEmail": ("users:read", "users:read.email"),
    "views_open": (),
    "views_publish": (),
    "views_update": (),
}
# Calls that are made, and events that are heard, only where somebody has switched them on.
SWITCHED_ON: dict[str, tuple[str, ...]] = {
    "canvas": ("canvases_create", "canvases_edit"),
    "unfurl": ("chat_unfurl", "link_shared"),
}
SCOPES_OF_EVENT: dict[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "link_shared": ("links:read",),
    "user_change": ("users:read",),
}

_DESCRIPTION = "Keeps the team's Trello board to the team's own agreement, quietly."


def app_manifest(request_url: str = "", prefix: str = "", *on: str) -> dict[str, Any]:
    """The manifest; without `request_url` the app uses Socket Mode. `prefix` is that of the
    commands' names, `on` names what is switched on beside the usual."""
    at = {"request_url": request_url} if request_url else {}
    return {
        "_metadata": {"major_version": 1},
        "display_information": {"name": "Cardkeeper", "description": _DESCRIPTION},
        "features": {
            "bot_user": {"display_name": "Cardkeeper", "always_online": True},
            "slash_commands": commands(request_url, prefix),
            "shortcuts": shortcuts(),
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            **({"unfurl_domains": list(DOMAINS)} if "unfurl" in on else {}),
        },
        "oauth_config": {"scopes": {"bot": scopes(*on)}},
        "settings": {
            "interactivity": {"is_enabled": True, **at},
            "event_subscriptions": {**at, "bot_events": events(*on)},
            "org_deploy_enabled": False,
            "socket_mode_enabled": not request_url,
            "token_rotation_enabled": False,
        },
    }


def commands(request_url: str = "", prefix: str = "") -> list[dict[str, Any]]:
    """The slash commands as the manifest names them."""
    return [
        {
            "command": f"/{prefix}{command.name}",
            "description": command.summary,
            "usage_hint": command.usage,
            "should_escape": True,  # so that @ana arrives as a person's id
            **({"url": request_url} if request_url else {}),
        }
        for command in COMMANDS
    ]


def shortcuts() -> list[dict[str, str]]:
    """The shortcuts as the manifest names them."""
    return [
        {
            "name": shortcut.name,
            "type": shortcut.kind,
            "callback_id": shortcut.callback,
            "description": shortcut.description,
        }
        for shortcut in SHORTCUTS
    ]


def events(*on: str) -> list[str]:
    """The events that are listened to; `on` names what is switched on."""
    return sorted(SCOPES_OF_EVENT.keys() - _off(on))


def scopes(*on: str) -> list[str]:
    """The bot scopes that the calls and the events need; `on` names what is switched on."""
    off, needed = _off(on), {"commands"}
    for use, names in (SCOPES_OF_METHOD | SCOPES_OF_EVENT).items():
        needed |= set(names) if use not in off else set()
    return sorted(needed)


def _off(on: tuple[str, ...]) -> set[str]:
    return {use for name, uses in SWITCHED_ON.items() if name not in on for use in uses}
