"""The Slack app's manifest for this configuration: it asks for nothing that is not used."""

from typing import Any

from bot.slack.commands import COMMANDS

# Every Web API method that the code calls, with the bot scopes it needs. A test compares this
# table with the code, so that no scope is asked for without a use and no use is without its scope.
SCOPES_OF_METHOD: dict[str, tuple[str, ...]] = {
    "auth_test": (),
    "chat_postMessage": ("chat:write",),
    "chat_update": ("chat:write",),
    "chat_postEphemeral": ("chat:write",),
    "conversations_history": ("channels:history", "groups:history"),  # only after a crash
    "conversations_list": ("channels:read", "groups:read"),
    "conversations_open": ("im:write",),
    "dnd_info": ("dnd:read",),
    "users_info": ("users:read", "users:read.email"),
    "users_list": ("users:read", "users:read.email"),
    "users_lookupByEmail": ("users:read", "users:read.email"),
    "usergroups_list": ("usergroups:read",),
    "usergroups_users_list": ("usergroups:read",),
    "views_open": (),
    "views_publish": (),
    "views_push": (),
    "views_update": (),
    "files_upload_v2": ("files:write",),
}

_DESCRIPTION = "Keeps the team's Trello board to the team's own agreement, quietly."


def manifest(
    methods: set[str],
    events: set[str],
    *,
    home_tab: bool,
    shortcuts: list[dict[str, str]],
    request_url: str = "",
    prefix: str = "",
) -> dict[str, Any]:
    """The manifest; without `request_url` the app uses Socket Mode.

    `methods` are the Web API methods that are called, `events` those that are listened to.
    """
    scopes = {"commands"}
    for method in methods:
        scopes |= set(SCOPES_OF_METHOD[method])
    features: dict[str, Any] = {
        "bot_user": {"display_name": "Cardkeeper", "always_online": True},
        "slash_commands": [
            {
                "command": f"/{prefix}{command.name}",
                "description": command.summary,
                "usage_hint": command.usage,
                "should_escape": True,
                **({"url": request_url} if request_url else {}),
            }
            for command in COMMANDS
        ],
        "app_home": {
            "home_tab_enabled": home_tab,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": True,
        },
    }
    if shortcuts:
        features["shortcuts"] = shortcuts
    settings: dict[str, Any] = {
        "interactivity": {
            "is_enabled": True,
            **({"request_url": request_url} if request_url else {}),
        },
        "org_deploy_enabled": False,
        "socket_mode_enabled": not request_url,
        "token_rotation_enabled": False,
    }
    if events:
        settings["event_subscriptions"] = {
            **({"request_url": request_url} if request_url else {}),
            "bot_events": sorted(events),
        }
    return {
        "_metadata": {"major_version": 1},
        "display_information": {"name": "Cardkeeper", "description": _DESCRIPTION},
        "features": features,
        "oauth_config": {"scopes": {"bot": sorted(scopes)}},
        "settings": settings,
    }
