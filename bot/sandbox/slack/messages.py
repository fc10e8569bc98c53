"""Messages of channels, threads and direct conversations, and who may see them."""

import json
import secrets
from typing import Any

from bot.sandbox.slack.block_check import check_blocks, elements_of, nested
from bot.sandbox.slack.database import Database, Json
from bot.sandbox.slack.errors import SlackError, invalid_blocks
from bot.sandbox.slack.workspace import Workspace

MOST_TEXT = 40_000
MOST_TEXT_IN_UPDATE = 4_000


def with_ids(blocks: list[Json]) -> list[Json]:
    """The blocks with a block_id each and an action_id on every element, as Slack fills them in."""
    copied: list[Json] = json.loads(json.dumps(blocks))
    for block in nested(copied):
        block.setdefault("block_id", secrets.token_urlsafe(4))
        for element in elements_of(block):
            element.setdefault("action_id", secrets.token_urlsafe(4))
    return copied


def checked_content(content: Json, most_text: int | None = None) -> Json:
    """Text, blocks and attachments of a message that Slack would take.

    Raises no_text, msg_too_long, invalid_blocks. Text beyond 40,000 characters is cut, as
    chat.postMessage does; `most_text` makes it an error instead, as chat.update does.
    """
    text, blocks = content.get("text") or "", content.get("blocks") or []
    attachments = content.get("attachments") or []
    if not (text or blocks or attachments):
        raise SlackError("no_text")
    if most_text is not None and len(text) > most_text:
        raise SlackError("msg_too_long")
    problems = check_blocks(blocks, "message")
    if problems:
        raise invalid_blocks(problems)
    kept: Json = {"text": text[:MOST_TEXT]}
    if blocks:
        kept["blocks"] = with_ids(blocks)
    if attachments:
        kept["attachments"] = attachments
    return kept


class Messages:
    """Keeps messages. Every method that changes one bumps the stand-in's version."""

    def __init__(self, database: Database, workspace: Workspace) -> None:
        self.database = database
        self.workspace = workspace

    def post(
        self,
        channel: str,
        author: Json,
        content: Json,
        thread_ts: str | None = None,
        visible_to: str | None = None,
    ) -> Json:
        """Add a message; `author` brings `user` and perhaps `bot_id`. As Slack shows it."""
        with self.database.write() as connection:
            ts = self.workspace.next_ts()
            message: Json = {"type": "message", "ts": ts, "team": self.workspace.team()["id"]}
            message |= author | content
            if thread_ts:
                message["thread_ts"] = thread_ts
            if visible_to:
                message["is_ephemeral"] = True
            connection.execute(
                "INSERT INTO messages VALUES (?, ?, ?, ?, ?)",
                (channel, ts, thread_ts, visible_to, json.dumps(message)),
            )
        return message

    def get(self, channel: str, ts: str) -> Json:
        """One message. Raises message_not_found."""
        found = self.database.data(
            "SELECT data FROM messages WHERE channel = ? AND ts = ?", channel, ts
        )
        if not found:
            raise SlackError("message_not_found")
        return found[0]

    def visible_to(self, channel: str, ts: str) -> str | None:
        """Whose eyes alone an ephemeral message is for; None for an ordinary one."""
        sql = "SELECT visible_to FROM messages WHERE channel = ? AND ts = ?"
        row = self.database.row(sql, channel, ts)
        return None if row is None else row["visible_to"]

    def change(self, channel: str, ts: str, **changes: Any) -> Json:
        """Replace parts of a message; a part set to None goes. Raises message_not_found."""
        with self.database.write() as connection:
            message = self.get(channel, ts) | changes
            message = {k: v for k, v in message.items() if v is not None}
            connection.execute(
                "UPDATE messages SET data = ? WHERE channel = ? AND ts = ?",
                (json.dumps(message), channel, ts),
            )
        return message

    def edit(self, channel: str, ts: str, editor: str, content: Json) -> Json:
        """Replace a message's words; it carries an edited mark from now on."""
        mark = {"user": editor, "ts": self.workspace.next_ts()}
        gone: Json = {"blocks": None, "attachments": None}
        return self.change(channel, ts, **(gone | content), edited=mark)

    def delete(self, channel: str, ts: str) -> Json:
        """Take a message away. Raises message_not_found."""
        message = self.get(channel, ts)
        with self.database.write() as connection:
            connection.execute("DELETE FROM messages WHERE channel = ? AND ts = ?", (channel, ts))
        return message

    def history(self, channel: str) -> list[Json]:
        """What everybody sees at the top of a channel, newest first, with thread counts."""
        messages = self.database.data(
            "SELECT data FROM messages WHERE channel = ? AND visible_to IS NULL"
            " AND (thread_ts IS NULL OR thread_ts = ts"
            " OR json_extract(data, '$.subtype') = 'thread_broadcast')"
            " ORDER BY ts DESC",
            channel,
        )
        return [self._with_thread(channel, message) for message in messages]

    def thread(self, channel: str, ts: str) -> list[Json]:
        """A message and its replies, oldest first. Raises thread_not_found."""
        try:
            parent = self.get(channel, ts)
        except SlackError:
            raise SlackError("thread_not_found") from None
        replies = self.database.data(
            "SELECT data FROM messages WHERE channel = ? AND thread_ts = ? AND ts <> ?"
            " AND visible_to IS NULL ORDER BY ts",
            channel,
            ts,
            ts,
        )
        return [self._with_thread(channel, parent), *replies]

    def seen_by(self, channel: str, user: str) -> list[Json]:
        """All messages and replies that a person sees in a channel, oldest first."""
        return self.database.data(
            "SELECT data FROM messages WHERE channel = ?"
            " AND (visible_to IS NULL OR visible_to = ?) ORDER BY ts",
            channel,
            user,
        )

    def latest_seen_by(self, channel: str, user: str) -> str:
        """The ts of the newest message that a person sees in a channel; empty when none."""
        row = self.database.row(
            "SELECT max(ts) AS ts FROM messages WHERE channel = ?"
            " AND (visible_to IS NULL OR visible_to = ?)",
            channel,
            user,
        )
        return row["ts"] or "" if row else ""

    def _with_thread(self, channel: str, message: Json) -> Json:
        replies = self.database.data(
            "SELECT data FROM messages WHERE channel = ? AND thread_ts = ? AND ts <> ?"
            " AND visible_to IS NULL ORDER BY ts",
            channel,
            message["ts"],
            message["ts"],
        )
        if not replies:
            return message
        return message | {
            "thread_ts": message["ts"],
            "reply_count": len(replies),
            "reply_users": list(dict.fromkeys(reply["user"] for reply in replies)),
            "latest_reply": replies[-1]["ts"],
        }

    def react(self, channel: str, ts: str, user: str, name: str) -> None:
        """Add a reaction. Raises already_reacted."""
        message = self.get(channel, ts)
        reactions: list[Json] = message.get("reactions", [])
        known = next((r for r in reactions if r["name"] == name), None)
        if known is None:
            reactions.append({"name": name, "users": [user], "count": 1})
        elif user in known["users"]:
            raise SlackError("already_reacted")
        else:
            known["users"].append(user)
            known["count"] += 1
        self.change(channel, ts, reactions=reactions)
