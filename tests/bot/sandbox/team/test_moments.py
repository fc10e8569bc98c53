"""Working days are counted backwards and forwards without ever landing on a weekend."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.team.moments import ago, at, due_on, iso, start_on, workday

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
OFFSETS = st.integers(-80, 80).filter(bool)


@given(DAYS, OFFSETS)
def test_a_working_day_is_never_on_a_weekend(today: date, offset: int) -> None:
    assert workday(today, offset).weekday() < 5


@given(DAYS)
def test_four_working_days_ago_lies_within_the_last_week(today: date) -> None:
    assert timedelta(days=4) <= today - workday(today, -4) <= timedelta(days=6)


def test_one_working_day_before_a_monday_is_the_friday() -> None:
    assert workday(date(2026, 11, 23), -1) == date(2026, 11, 20)


def test_one_working_day_after_a_saturday_is_the_monday() -> None:
    assert workday(date(2026, 11, 21), 1) == date(2026, 11, 23)


def test_a_clock_time_keeps_its_hour_on_its_day() -> None:
    now = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
    assert at(2, "09:30").on(now) == datetime(2026, 11, 18, 9, 30, tzinfo=UTC)


def test_a_clock_time_today_is_refused_for_it_may_lie_ahead() -> None:
    with pytest.raises(ValueError, match="surely past"):
        at(0, "09:30")


def test_minutes_ago_are_counted_from_now() -> None:
    now = datetime(2026, 11, 20, 0, 10, tzinfo=UTC)
    assert ago(30).on(now) == datetime(2026, 11, 19, 23, 40, tzinfo=UTC)


def test_due_dates_fall_in_the_evening_and_starts_in_the_morning() -> None:
    now = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
    assert iso(start_on(now, 1)) == "2026-11-23T08:00:00.000Z"
    assert iso(due_on(now, 1)) == "2026-11-23T17:00:00.000Z"
