"""Time away of half a day, as `2026-12-24 afternoon`: it takes half a day's capacity.

Whoever is away for half a day is there that day: nobody passes them over for it.
"""

import re
from collections.abc import Iterable
from datetime import date

from protocol.agreement import read_span

MORNING, AFTERNOON = PARTS = "morning", "afternoon"
_HALF = re.compile(rf"^(\d{{4}}-\d\d-\d\d) ({MORNING}|{AFTERNOON})$")


def read_half(text: str) -> tuple[date, str] | None:
    """The day and its part; None for what is no half of a day. ValueError for no day at all."""
    found = _HALF.match(" ".join(text.split()))
    return (date.fromisoformat(found[1]), found[2]) if found else None


def half_text(day: date, part: str) -> str:
    """A half of a day as it is written."""
    return f"{day.isoformat()} {part}"


def whole_spans(away: Iterable[str]) -> list[tuple[date, date]]:
    """First and last day of each span that takes whole days."""
    return [read_span(text) for text in away if read_half(text) is None]


def halves_of(away: Iterable[str]) -> dict[date, set[str]]:
    """The parts that are taken of each day."""
    found: dict[date, set[str]] = {}
    for half in filter(None, map(read_half, away)):
        found.setdefault(half[0], set()).add(half[1])
    return found
