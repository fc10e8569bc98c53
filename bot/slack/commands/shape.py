"""The shape that every slash command has: a question in, a reply out."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from msgspec import Struct

from bot.desk import Asker, Desk
from bot.slack.text import Block, context, escape, section


class Question(Struct, frozen=True):
    """What somebody typed, with all that an answer may rest on."""

    asker: Asker
    words: str  # behind the command, outer spaces taken off
    desk: Desk
    now: datetime


class Reply(Struct, frozen=True):
    """An answer for the asker's eyes only, unless they share it."""

    text: str  # what a notification and a screen reader say
    blocks: list[Block]

    def payload(self) -> dict[str, Any]:
        """As Slack takes it; an answer never holds more blocks than Slack allows."""
        return {"text": self.text, "blocks": self.blocks[:50], "response_type": "ephemeral"}


class Command(Struct, frozen=True):
    """One slash command."""

    name: str  # without the slash
    summary: str
    usage: str
    answer: Callable[[Question], Reply]


def plain(text: str, small: str = "") -> Reply:
    """A reply of one sentence, and perhaps small print below it."""
    blocks = [section(text)]
    if small:
        blocks.append(context(small))
    return Reply(text, blocks)


def not_known(slack_id: str) -> Reply:
    """What somebody is told whom the agreement does not tie to a member of a board."""
    return plain(
        "I do not know yet who you are on Trello, so I cannot show you cards.",
        "Ask a team lead to add you to the agreement: under `[people]`, "
        f'`slack = "{escape(slack_id)}"` beside your Trello user name.',
    )


def age(read_at: datetime, now: datetime) -> str:
    """How old an answer's data is, in words, with the moment in the reader's own time zone."""
    seconds = max(0, int((now - read_at).total_seconds()))
    ago = f"{seconds // 60} min ago" if seconds >= 60 else "just now"
    stamp = int(read_at.timestamp())
    return f"As of <!date^{stamp}^{{date_short_pretty}} {{time}}|{read_at:%H:%M UTC}> ({ago})"
