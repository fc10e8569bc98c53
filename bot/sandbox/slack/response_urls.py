"""response_url: five more words within half an hour, without a token."""

import secrets
from typing import TYPE_CHECKING

from bot.sandbox.slack.database import Json
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.messages import checked_content

if TYPE_CHECKING:
    from bot.sandbox.slack.standin import SlackStandIn

MOST_USES = 5
LIFE_SECONDS = 30 * 60


class ResponseUrls:
    """Hands out response URLs and does what is posted to them."""

    def __init__(self, slack: "SlackStandIn") -> None:
        self.slack = slack

    def make(self, channel: str, user: str, message_ts: str | None = None) -> str:
        """A response_url for something that a person just did."""
        key = secrets.token_urlsafe(18)
        made_at = self.slack.now().timestamp()
        with self.slack.database.write() as connection:
            connection.execute(
                "INSERT INTO response_urls VALUES (?, ?, ?, ?, ?, 0)",
                (key, channel, user, message_ts, made_at),
            )
        return f"{self.slack.base_url}/response/{key}"

    def use(self, key: str, said: Json) -> None:
        """Do what the app posted. Raises not_found, expired_url, used_url, no_text, ..."""
        with self.slack.database.write() as connection:
            row = self.slack.database.row("SELECT * FROM response_urls WHERE id = ?", key)
            if row is None:
                raise SlackError("not_found")
            if self.slack.now().timestamp() - row["made_at"] > LIFE_SECONDS:
                raise SlackError("expired_url")
            if row["uses"] >= MOST_USES:
                raise SlackError("used_url")
            answered = self.answer(row["channel"], row["user"], said, row["message_ts"])
            if answered:
                connection.execute(
                    "UPDATE response_urls SET message_ts = ? WHERE id = ?", (answered, key)
                )
            connection.execute("UPDATE response_urls SET uses = uses + 1 WHERE id = ?", (key,))

    def remember(self, url: str, message_ts: str | None) -> None:
        """Tie a response_url to the message that `replace_original` will mean."""
        with self.slack.database.write() as connection:
            connection.execute(
                "UPDATE response_urls SET message_ts = ? WHERE id = ?",
                (message_ts, url.rsplit("/", 1)[-1]),
            )

    def answer(
        self, channel: str, user: str, said: Json, original_ts: str | None = None
    ) -> str | None:
        """Post, replace or delete as a body says; the ts of a new message or None."""
        messages, workspace = self.slack.messages, self.slack.workspace
        app = workspace.app()
        if said.get("delete_original"):
            if original_ts:
                messages.delete(channel, original_ts)
            return None
        content = checked_content(said)
        if said.get("replace_original") and original_ts:
            messages.edit(channel, original_ts, app["bot_user_id"], content)
            return None
        author = {"user": app["bot_user_id"], "bot_id": app["bot_id"], "app_id": app["id"]}
        alone = said.get("response_type", "ephemeral") != "in_channel"
        thread_ts = said.get("thread_ts")
        message = messages.post(channel, author, content, thread_ts, user if alone else None)
        return str(message["ts"]) if original_ts is None else None
