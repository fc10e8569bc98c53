"""Days as people speak of them."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from protocol.days import ago, coming_week, dated, lasting, ordinal, spoken_day, spoken_time

TODAY = date(2026, 11, 16)


def test_a_day_near_today_needs_no_year() -> None:
    assert spoken_day(date(2026, 11, 23), TODAY) == "Mon 23 Nov"
    assert spoken_day(date(2027, 1, 4), TODAY) == "Mon 4 Jan"


def test_a_day_far_from_today_has_its_year() -> None:
    assert spoken_day(date(2022, 1, 10), TODAY) == "Mon 10 Jan 2022"
    assert dated(TODAY) == "Mon 16 Nov 2026"


def test_a_time_is_told_where_the_team_is() -> None:
    when = datetime(2026, 11, 16, 23, 5, tzinfo=UTC)
    assert spoken_time(when, ZoneInfo("Europe/Berlin")) == "Tue 17 Nov 2026, 00:05"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 16), "today"),
        (date(2026, 11, 15), "yesterday"),
        (date(2026, 11, 2), "14 days ago"),
        (date(2026, 7, 16), "4 months ago"),
        (date(2024, 1, 1), "2 years ago"),
    ],
)
def test_how_long_ago_a_day_is(day: date, words: str) -> None:
    assert ago(day, TODAY) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "0 days"), (1, "1 day"), (60, "60 days"), (61, "2 months"), (730, "1 year")],
)
def test_a_stretch_of_days_is_told_in_the_unit_people_use(days: int, words: str) -> None:
    assert lasting(days) == words


def test_the_coming_week_skips_the_weekend() -> None:
    week = coming_week(date(2026, 11, 20))
    assert [day.day for day in week] == [20, 23, 24, 25, 26]


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (22, "22nd")],
)
def test_ordinals(number: int, words: str) -> None:
    assert ordinal(number) == words
