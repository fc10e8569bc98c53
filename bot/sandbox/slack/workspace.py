"""Who and where: the team, its people, its channels and the app that is installed."""

import json
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.sandbox.slack.database import Database, Json
from bot.sandbox.slack.errors import SlackError

SLACKBOT = "USLACKBOT"


def new_id(prefix: str) -> str:
    """A fresh Slack-like id: a letter that tells the kind, then capitals and digits."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    return prefix + "".join(secrets.choice(alphabet) for _ in range(10))


class Workspace:
    """Reads and changes the team's people, channels and installed app."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self.database = database
        self.now = now

    # -- loading -------------------------------------------------------------------------------
    def load(self, workspace: Json) -> None:
        """Take over a workspace; what is already there under the same id is brought up to date.

        Keys: `team`, `users`, `channels`, `usergroups`, `app`. Tokens and the signing secret are
        made at random when the app does not bring any, and kept over restarts.
        """
        with self.database.write():
            team = {"id": "T0SANDBOX0", "name": "Sandbox", "domain": "sandbox"}
            self.database.set_meta("team", team | self.team() | workspace.get("team", {}))
            self._put_user({"id": SLACKBOT, "name": "slackbot", "real_name": "Slackbot"})
            for user in workspace.get("users", []):
                self._put_user(user)
            for group in workspace.get("usergroups", []):
                self._put("usergroups", group["id"], group)
            if "app" in workspace or not self.app():
                self.configure_app(**workspace.get("app", {}))
            for channel in workspace.get("channels", []):
                self._load_channel(channel)

    def configure_app(self, **changes: Any) -> None:
        """Change the installed app: `mode` (`http` or `socket`), `request_url`, `commands`, ..."""
        base = {
            "id": "A0SANDBOX0",
            "name": "Cardkeeper",
            "bot_user_id": "U0BOT00000",
            "bot_id": "B0BOT00000",
            "mode": "http",
            "request_url": None,
            "commands": [],
            "shortcuts": [],
            "events": ["app_home_opened", "app_mention", "message.im"],
            "scopes": None,
            "home_tab": True,
            "unfurl_domains": [],
        }
        fresh = {
            "bot_token": f"xoxb-{secrets.token_hex(20)}",
            "app_token": f"xapp-1-{secrets.token_hex(20)}",
            "signing_secret": secrets.token_hex(16),
            "verification_token": secrets.token_hex(12),
        }
        known = self.app()
        app = base | {k: known.get(k) or v for k, v in fresh.items()} | known | changes
        with self.database.write():
            self.database.set_meta("app", app)
            bot = {"id": app["bot_user_id"], "name": app["name"].lower(), "real_name": app["name"]}
            self._put_user(bot | {"is_bot": True, "bot_id": app["bot_id"]})

    def _put(self, table: str, row_id: str, data: Json) -> None:
        with self.database.write() as connection:
            connection.execute(
                f"INSERT INTO {table} (id, data) VALUES (?, ?)"  # noqa: S608 our own names
                " ON CONFLICT (id) DO UPDATE SET data = excluded.data",
                (row_id, json.dumps(data)),
            )

    def _put_user(self, user: Json) -> None:
        blank = {"email": "", "tz": "UTC", "is_bot": False, "deleted": False, "dnd": {}}
        self._put("users", user["id"], blank | user)

    def _load_channel(self, channel: Json) -> None:
        members = [*channel.get("members", []), self.app()["bot_user_id"]]
        if channel.get("without_bot"):
            members.pop()
        data = {k: v for k, v in channel.items() if k not in ("members", "without_bot")}
        self.add_channel(data, members)

    def add_channel(self, channel: Json, members: list[str]) -> None:
        """Make a channel, or bring one up to date, and let these people in."""
        blank = {
            "is_private": False,
            "is_im": False,
            "is_archived": False,
            "topic": "",
            "purpose": "",
            "created": int(self.now().timestamp()),
        }
        known = self.database.data("SELECT data FROM channels WHERE id = ?", channel["id"])
        with self.database.write():
            self._put("channels", channel["id"], blank | (known[0] if known else {}) | channel)
            for member in members:
                self.join(channel["id"], member)

    # -- reading -------------------------------------------------------------------------------
    def team(self) -> Json:
        """The team: id, name, domain."""
        team: Json = self.database.meta("team", {})
        return team

    def app(self) -> Json:
        """The installed app with its secrets; empty when nothing was loaded yet."""
        app: Json = self.database.meta("app", {})
        return app

    def users(self) -> list[Json]:
        """Everybody, bots too, in the order in which they came."""
        return self.database.data("SELECT data FROM users ORDER BY rowid")

    def user(self, user_id: str) -> Json:
        """One person. Raises user_not_found."""
        found = self.database.data("SELECT data FROM users WHERE id = ?", user_id)
        if not found:
            raise SlackError("user_not_found")
        return found[0]

    def usergroups(self) -> list[Json]:
        """The groups that can be mentioned, with their people."""
        return self.database.data("SELECT data FROM usergroups ORDER BY rowid")

    def channels(self) -> list[Json]:
        """Every channel and direct conversation."""
        return self.database.data("SELECT data FROM channels ORDER BY rowid")

    def channel(self, name_or_id: str) -> Json:
        """A channel by id or by name. Raises channel_not_found."""
        found = self.database.data("SELECT data FROM channels WHERE id = ?", name_or_id)
        if found:
            return found[0]
        for channel in self.channels():
            if not channel["is_im"] and channel.get("name") == name_or_id.lstrip("#"):
                return channel
        raise SlackError("channel_not_found")

    def members(self, channel_id: str) -> list[str]:
        """Ids of the people in a channel."""
        rows = self.database.rows("SELECT user FROM members WHERE channel = ?", channel_id)
        return [row["user"] for row in rows]

    def is_member(self, channel_id: str, user_id: str) -> bool:
        """Whether somebody is in a channel."""
        return user_id in self.members(channel_id)

    # -- changing ------------------------------------------------------------------------------
    def join(self, channel_id: str, user_id: str) -> None:
        """Let somebody into a channel."""
        with self.database.write() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO members (channel, user) VALUES (?, ?)", (channel_id, user_id)
            )

    def direct(self, user_id: str) -> str:
        """The id of the conversation between the app and one person; made when there is none."""
        self.user(user_id)
        for channel in self.channels():
            if channel["is_im"] and channel["user"] == user_id:
                return str(channel["id"])
        channel_id = new_id("D")
        data = {"id": channel_id, "is_im": True, "user": user_id}
        self.add_channel(data, [user_id, self.app()["bot_user_id"]])
        return channel_id

    def set_user(self, user_id: str, **changes: Any) -> Json:
        """Change a person (time zone, name, do-not-disturb `dnd`, `deleted`)."""
        user = self.user(user_id) | changes
        self._put("users", user_id, user)
        return user

    def next_ts(self) -> str:
        """A message time stamp: seconds and microseconds, never the same twice, never smaller."""
        with self.database.write():
            present = int(self.now().timestamp() * 1_000_000)
            micros = max(present, int(self.database.meta("last_ts", 0)) + 1)
            self.database.set_meta("last_ts", micros)
        return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"

    # -- as Slack shows them -------------------------------------------------------------------
    def user_object(self, user: Json, with_email: bool = True) -> Json:
        """A person as `users.info` answers."""
        zone = ZoneInfo(user["tz"])
        local = self.now().astimezone(zone)
        offset = local.utcoffset()
        real_name = user.get("real_name") or user["name"]
        profile: Json = {
            "real_name": real_name,
            "real_name_normalized": real_name,
            "display_name": user.get("display_name", user["name"]),
            "display_name_normalized": user.get("display_name", user["name"]),
            "first_name": real_name.split(" ")[0],
            "last_name": " ".join(real_name.split(" ")[1:]),
            "team": self.team()["id"],
            "title": user.get("title", ""),
            "status_text": user.get("status_text", ""),
            "status_emoji": user.get("status_emoji", ""),
        }
        if with_email and user["email"]:
            profile["email"] = user["email"]
        return {
            "id": user["id"],
            "team_id": self.team()["id"],
            "name": user["name"],
            "real_name": real_name,
            "deleted": user["deleted"],
            "tz": user["tz"],
            "tz_label": local.tzname(),
            "tz_offset": int(offset.total_seconds()) if offset else 0,
            "profile": profile,
            "is_admin": user.get("is_admin", False),
            "is_owner": user.get("is_owner", False),
            "is_bot": user["is_bot"],
            "is_app_user": False,
            "updated": int(self.now().timestamp()),
        }

    def channel_object(self, channel: Json) -> Json:
        """A channel or direct conversation as `conversations.info` answers."""
        shared = {
            "id": channel["id"],
            "created": channel["created"],
            "is_im": channel["is_im"],
            "is_archived": channel["is_archived"],
            "is_org_shared": False,
            "context_team_id": self.team()["id"],
        }
        if channel["is_im"]:
            return shared | {"user": channel["user"], "is_user_deleted": False, "priority": 0}
        bot = self.app()["bot_user_id"]
        words = {"creator": "", "last_set": 0}
        return shared | {
            "name": channel["name"],
            "name_normalized": channel["name"],
            "is_channel": not channel["is_private"],
            "is_group": channel["is_private"],
            "is_mpim": False,
            "is_private": channel["is_private"],
            "is_general": channel.get("is_general", False),
            "is_shared": False,
            "is_ext_shared": False,
            "is_member": self.is_member(channel["id"], bot),
            "topic": {"value": channel["topic"], **words},
            "purpose": {"value": channel["purpose"], **words},
            "num_members": len(self.members(channel["id"])),
        }
