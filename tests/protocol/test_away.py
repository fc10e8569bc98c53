"""When somebody who is away is back."""

from datetime import date

import pytest

from protocol.agreement import Person
from protocol.away import back_on

MONDAY = date(2026, 11, 16)


def back(*away: str, today: date = MONDAY) -> str:
    found = back_on(Person(away=away), today)
    return found.isoformat() if found else "here"


def test_nobody_is_away_without_a_span() -> None:
    assert back() == "here"


@pytest.mark.parametrize(
    ("span", "when"),
    [
        ("2026-11-16", "2026-11-17"),
        ("2026-11-09..2026-11-16", "2026-11-17"),
        ("2026-11-16..2026-11-20", "2026-11-23"),
        ("2026-11-09..2026-11-15", "here"),
        ("2026-11-17..2026-11-20", "here"),
    ],
)
def test_both_ends_of_a_span_are_away_and_a_weekend_after_it_too(span: str, when: str) -> None:
    assert back(span) == when


def test_spans_that_only_a_weekend_parts_are_one_absence() -> None:
    assert back("2026-11-23..2026-11-24", "2026-11-16..2026-11-20") == "2026-11-25"
    assert back("2026-11-16..2026-11-20", "2026-11-24") == "2026-11-23"


def test_a_span_within_another_does_not_shorten_it() -> None:
    assert back("2026-11-09..2026-11-27", "2026-11-16..2026-11-18") == "2026-11-30"


def test_a_span_that_has_passed_does_not_lengthen_one() -> None:
    assert back("2026-11-02..2026-11-06", "2026-11-16") == "2026-11-17"


def test_somebody_who_does_not_come_back_is_away_until_the_last_day_there_is() -> None:
    assert back("2026-11-01..9999-12-31") == "9999-12-31"


def test_a_span_that_cannot_be_read_is_none() -> None:
    assert back("next week", "2026-02-31", "2026-11-16") == "2026-11-17"
