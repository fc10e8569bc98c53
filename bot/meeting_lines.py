"""What is kept of a meeting beside its deeds: the line that it is found by."""

import re

from msgspec import Struct

from bot.card_actions import NotDone
from protocol.meeting_life import MeetingState
from protocol.minutes import Minutes, minutes_of
from protocol.render.minutes_markdown import minutes_markdown
from storage.meeting_life import Held

_MOST_LINES = 5
_LINK = re.compile(r"(?<!\\)\[((?:\\.|[^\]\\])*)\]\(https?://[^\s()]*\)")
_ESCAPED = re.compile(r"\\([^\w\s]|_)")


class Found(Struct, frozen=True):
    """A meeting whose minutes have what was looked for, with the lines that do."""

    held: Held
    lines: tuple[str, ...]


def held_of(state: MeetingState, titles: dict[str, str]) -> Held:
    """The meeting's line, with all that a search looks into."""
    assert state.opened_at is not None  # nothing happens before it is opened
    text = minutes_markdown(minutes_of(state, titles)).casefold()
    return Held(
        state.board_id, state.day, state.stage, state.facilitator, state.opened_at,
        state.closed_at, text,
    )  # fmt: skip


def lines_with(minutes: Minutes, words: list[str]) -> tuple[str, ...]:
    """The lines of the minutes that have any of the words, as they are read: no marks, and of a
    link its title."""
    lines = minutes_markdown(minutes).splitlines()
    found = (_as_read(line) for line in lines if any(w in line.casefold() for w in words))
    return tuple(line for line in found if line)[:_MOST_LINES]


def _as_read(line: str) -> str:
    titles = _LINK.sub(r"\1", line.lstrip("# -*"))
    return _ESCAPED.sub(r"\1", titles).strip()


def in_words(text: str) -> str:
    """What somebody said, on one line; NotDone when that is nothing."""
    text = " ".join(text.split())
    if not text:
        raise NotDone("Say it in a few words first.")
    return text
