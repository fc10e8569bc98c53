"""The shape that every slash command has: a question in, a reply out."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from msgspec import Struct

from bot.desk import Asker, Desk
from bot.slack.text import Block, context, section
from bot.slack.tools import Place, Tools


class Question(Struct, frozen=True):
    """What somebody typed, with all that an answer may rest on."""

    asker: Asker
    words: str  # behind the command, outer spaces taken off
    desk: Desk
    now: datetime
    tools: Tools
    place: Place


class Stranger(Struct, frozen=True):
    """The same from somebody of whom it is not known who they are on Trello."""

    words: str
    tools: Tools
    place: Place


class Reply(Struct, frozen=True):
    """An answer for the asker's eyes only, unless they share it."""

    text: str  # what a notification and a screen reader say
    blocks: list[Block]
    simpler: list[Block] = []  # the same for a Slack that does not take these blocks
    page: str = ""  # address of the page that shows the same, behind the pages' own

    def payload(self) -> dict[str, Any]:
        """As Slack takes it; an answer never holds more blocks than Slack allows."""
        return {"text": self.text, "blocks": self.blocks[:50], "response_type": "ephemeral"}

    def plainly(self) -> "Reply":
        """The same without what not every Slack takes."""
        return Reply(self.text, self.simpler or self.blocks)


class Command(Struct, frozen=True):
    """One slash command."""

    name: str  # without the slash
    summary: str
    usage: str
    answer: Callable[[Question], Reply | None]  # None: it has answered by a dialog


AGE = "As of"  # how the small print of what is made from kept data begins


def plain(text: str, small: str = "") -> Reply:
    """A reply of one sentence, and perhaps small print below it."""
    blocks = [section(text)]
    if small:
        blocks.append(context(small))
    return Reply(text, blocks)


def not_known(slack_id: str) -> Reply:  # noqa: ARG001 - whoever asks, the way is the same
    """What somebody is told whom nothing ties to a member of a board."""
    return plain(
        "I do not know yet who you are on Trello, so I cannot show you cards.",
        "`/card me` ties you to your Trello account; a team lead can do it in the agreement too.",
    )


def age(read_at: datetime, now: datetime) -> str:
    """How old an answer's data is, in words, with the moment in the reader's own time zone."""
    minutes = max(0, int((now - read_at).total_seconds() // 60))
    ago = "just now" if minutes == 0 else f"{minutes} min ago"
    if minutes >= 60:
        ago = f"{minutes // 60} h ago" if minutes < 48 * 60 else f"{minutes // 1440} days ago"
    stamp = int(read_at.timestamp())
    return f"{AGE} <!date^{stamp}^{{date_short_pretty}} {{time}}|{read_at:%H:%M UTC}> ({ago})"


_COMMAND = re.compile(r"(?<=`)/(?=(?:card|workload|agenda|protocol)\b)")


def with_prefix(content: Any, prefix: str) -> Any:
    """The same text or blocks, with the commands that they name as this workspace has them."""
    if not prefix:
        return content
    if isinstance(content, str):
        return _COMMAND.sub(f"/{prefix}", content)
    if isinstance(content, list):
        return [with_prefix(part, prefix) for part in content]
    if isinstance(content, dict):
        return {key: with_prefix(part, prefix) for key, part in content.items()}
    return content
