"""One may speak to a person in their hours, on their days, and never otherwise."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.public_holidays import is_public_holiday, knows_country
from protocol.quiet import Dnd, Hours, Window, next_moment, read_window, silence

BERLIN, NEW_YORK, KOLKATA = map(ZoneInfo, ("Europe/Berlin", "America/New_York", "Asia/Kolkata"))
WEEK = frozenset(range(5))


def hours(zone: ZoneInfo = BERLIN, work: str = "09:00-17:00", **more: object) -> Hours:
    return Hours(zone, read_window(work), more.pop("weekdays", WEEK), **more)  # type: ignore[arg-type]


def here(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("when", "why"),
    [
        ("2026-11-23 09:00", None),
        ("2026-11-23 16:59", None),
        ("2026-11-23 08:59", "outside hours"),
        ("2026-11-23 17:00", "outside hours"),
        ("2026-11-23 03:00", "outside hours"),
        ("2026-11-21 12:00", "day off"),
    ],
)
def test_business_hours_are_those_in_which_one_speaks_and_not_the_others(
    when: str, why: str | None
) -> None:
    assert silence(hours(), here(when)) == why


def test_the_hours_are_those_where_the_person_is() -> None:
    noon_in_berlin = here("2026-11-23 12:00")

    assert silence(hours(BERLIN), noon_in_berlin) is None
    assert silence(hours(NEW_YORK), noon_in_berlin) == "outside hours"
    assert next_moment(hours(NEW_YORK), noon_in_berlin) == here("2026-11-23 09:00", NEW_YORK)


def test_a_night_shift_goes_over_midnight_and_belongs_to_the_day_it_began() -> None:
    night = hours(work="22:00-06:00")

    assert silence(night, here("2026-11-23 23:30")) is None
    assert silence(night, here("2026-11-24 05:59")) is None
    assert silence(night, here("2026-11-24 12:00")) == "outside hours"
    assert night.day(here("2026-11-24 05:59")) == date(2026, 11, 23)
    assert silence(night, here("2026-11-28 03:00")) is None  # Friday's shift, on Saturday
    assert silence(night, here("2026-11-23 03:00")) == "day off"  # Sunday's, on Monday


def test_the_whole_day_is_a_window_too() -> None:
    assert silence(hours(work="00:00-24:00"), here("2026-11-23 03:00")) is None


def test_quiet_hours_hold_within_the_working_day() -> None:
    lunch = hours(quiet=read_window("12:00-13:00"))

    assert silence(lunch, here("2026-11-23 12:30")) == "quiet hours"
    assert next_moment(lunch, here("2026-11-23 12:30")) == here("2026-11-23 13:00")


def test_a_public_holiday_of_the_persons_country_is_quiet() -> None:
    christmas = here("2026-12-25 10:00")

    assert silence(hours(country="DE"), christmas) == "public holiday"
    assert silence(hours(), christmas) is None
    assert next_moment(hours(country="DE"), christmas) == here("2026-12-28 09:00")


def test_holidays_differ_inside_a_country() -> None:
    epiphany = date(2026, 1, 6)

    assert is_public_holiday(epiphany, "DE-BY")
    assert not is_public_holiday(epiphany, "DE-BE")
    assert not is_public_holiday(epiphany, "Atlantis")
    assert knows_country("gb-sct")
    assert not knows_country("XX")


def test_time_away_is_quiet_to_its_last_day_also_for_what_is_urgent() -> None:
    away = hours(away=((date(2026, 11, 20), date(2026, 11, 25)),))

    assert silence(away, here("2026-11-25 10:00"), urgent=True) == "away"
    assert silence(away, here("2026-11-26 10:00")) is None
    assert next_moment(away, here("2026-11-23 10:00")) == here("2026-11-26 09:00")


def test_somebody_who_does_not_come_back_is_never_spoken_to() -> None:
    gone = hours(away=((date(2026, 1, 1), date.max),))

    assert next_moment(gone, here("2026-11-23 10:00")) is None


def test_what_is_urgent_is_said_at_night() -> None:
    assert silence(hours(), here("2026-11-22 03:00"), urgent=True) is None


def test_do_not_disturb_is_kept_to_its_end() -> None:
    dnd = Dnd(here("2026-11-23 10:00"), here("2026-11-23 11:30"))

    assert silence(hours(), here("2026-11-23 10:00"), dnd) == "do not disturb"
    assert next_moment(hours(), here("2026-11-23 10:30"), dnd) == here("2026-11-23 11:30")
    assert silence(hours(), here("2026-11-23 11:30"), dnd) is None


def test_do_not_disturb_over_the_evening_leads_to_the_next_morning() -> None:
    dnd = Dnd(here("2026-11-23 16:00"), here("2026-11-24 08:00"))

    assert next_moment(hours(), here("2026-11-23 16:30"), dnd) == here("2026-11-24 09:00")


@pytest.mark.parametrize("day", ["2026-03-30", "2026-10-26"])
def test_nine_o_clock_is_nine_o_clock_after_the_clocks_were_changed(day: str) -> None:
    before_the_weekend = here(day + " 09:00") - timedelta(days=3)  # in elapsed time

    found = next_moment(hours(), here(day + " 09:00") - timedelta(days=2))

    assert found == here(day + " 09:00")
    assert before_the_weekend.astimezone(BERLIN).hour != 9  # the clocks were changed in between


def test_an_hour_that_the_clock_leaves_out_is_reached_the_same_day() -> None:
    sunday_worker = hours(work="02:30-08:00", weekdays=frozenset({6}))  # 2026-03-29: 2 -> 3 o'clock

    found = next_moment(sunday_worker, here("2026-03-29 01:00"))

    assert found is not None
    assert found.astimezone(BERLIN).date() == date(2026, 3, 29)
    assert silence(sunday_worker, found) is None


def test_an_hour_that_comes_twice_is_open_both_times() -> None:
    early = hours(work="02:30-02:45", weekdays=frozenset({6}))  # 2026-10-25: 3 -> 2 o'clock
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

    assert next_moment(early, first - timedelta(hours=1)) == first
    assert next_moment(early, first + timedelta(minutes=20)) == first + timedelta(hours=1)


@given(
    st.integers(0, 365 * 24 * 60).map(lambda m: here("2026-01-01") + timedelta(minutes=m)),
    st.sampled_from([BERLIN, NEW_YORK, KOLKATA, ZoneInfo("Australia/Lord_Howe")]),
    st.times(),
    st.times(),
    st.frozensets(st.integers(0, 6), min_size=1),
)
def test_the_next_moment_is_open_and_none_before_it_is(
    now: datetime, zone: ZoneInfo, begins: time, ends: time, weekdays: frozenset[int]
) -> None:
    work = Window(begins.replace(second=0, microsecond=0), ends.replace(second=0, microsecond=0))
    terms = Hours(zone, work, weekdays)

    found = next_moment(terms, now)

    assert found is not None
    assert silence(terms, found) is None
    ahead = found - now
    for share in range(20):
        earlier = now + ahead * share / 20
        if earlier < found - timedelta(hours=1):  # the hour of a change of clocks aside
            assert silence(terms, earlier) is not None


@pytest.mark.parametrize("text", ["", "9", "9-25:00", "nine-five", "09:00"])
def test_what_is_no_part_of_a_day_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="write it as 09:00-17:00"):
        read_window(text)
