"""The Slack side of the page: what a person sees there, and what they do."""

from typing import Any

from bot.sandbox.slack import SlackError, SlackStandIn

ACTIONS = frozenset(
    {
        *("say", "click", "click_in_view", "suggest", "submit", "close"),
        *("shortcut", "message_shortcut", "open_home"),
    }
)


class SlackSide:
    """Reads the stand-in as a person, and acts as one."""

    def __init__(self, slack: SlackStandIn) -> None:
        self.slack = slack

    def fixed(self) -> dict[str, Any]:
        """The app and its commands and shortcuts; nothing of its secrets."""
        app = self.slack.workspace.app()
        public = ("id", "name", "bot_user_id", "commands", "shortcuts", "home_tab")
        team = self.slack.workspace.team()["name"]
        return {"app": {key: app[key] for key in public}, "team": team}

    def seen(self, user: str, channel: str) -> dict[str, Any]:
        """Channels, the messages of one of them, open modals and the home tab."""
        version, client = self.slack.version, self.slack.client
        channels = client.channels(user)
        known = {each["id"] for each in channels}
        chosen = channel if channel in known else channels[0]["id"] if channels else ""
        return {
            "version": version,
            "channels": channels,
            "channel": chosen,
            "latest": {
                each: self.slack.messages.latest_seen_by(each, user) for each in sorted(known)
            },
            "messages": client.messages(user, chosen) if chosen else [],
            "modals": client.modals(user),
            "home": client.home(user),
            "users": {each["id"]: _shown(each) for each in self.slack.workspace.users()},
        }

    def act(self, user: str, what: str, said: dict[str, Any]) -> dict[str, Any]:
        """Do something as a person. Raises SlackError."""
        if what not in ACTIONS:
            raise SlackError("unknown_method")
        result = getattr(self.slack.client, what)(user, **said)
        return result if isinstance(result, dict) else {"ok": True, what: result}


def _shown(user: dict[str, Any]) -> dict[str, Any]:
    name = user.get("real_name") or user["name"]
    return {"name": name, "handle": user["name"], "is_bot": user["is_bot"]}
