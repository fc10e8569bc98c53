"""Who leads through the meeting: in turn, and never somebody who is away."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from protocol.agreement_file import read_agreement
from protocol.rotation import facilitator

FIRST = date(2026, 11, 23)
TEAM = read_agreement(
    """
[meeting]
facilitators = ["Ana", "Ben", "Cleo"]
[people.Ana]
[people.Ben]
away = ["2026-11-30..2026-12-04"]
[people.Cleo]
""",
    "protocol.toml",
)


def weeks(count: int, turns: dict[date, str] | None = None) -> list[str]:
    turns = dict(turns or {})
    for week in range(count):
        day = FIRST + timedelta(weeks=week)
        turns[day] = facilitator(TEAM, day, turns)
    return list(turns.values())


def test_whoever_is_away_is_passed_over_and_comes_next() -> None:
    assert weeks(4) == ["Ana", "Cleo", "Ben", "Ana"]


@given(st.integers(6, 60))
def test_turns_are_fair(count: int) -> None:
    counts = Counter(weeks(count)).values()

    assert max(counts) - min(counts) <= 1


def test_without_facilitators_nobody_is_named() -> None:
    assert facilitator(read_agreement("", "protocol.toml"), FIRST, {}) == ""
