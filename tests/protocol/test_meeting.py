"""When the weekly meeting is: by the wall clock of its zone, whatever daylight saving does."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.agreement import Agreement
from protocol.meeting import is_to_prepare, meeting_before, meeting_zone, next_meeting
from tests.protocol.cards import agreement_of, at

LONDON = '[meeting]\nweekday = "monday"\ntime = "10:00"\ntimezone = "Europe/London"'
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def meets(text: str = LONDON) -> Agreement:
    return agreement_of(text)


def utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}"


def test_the_next_meeting_is_this_weeks_until_it_has_begun() -> None:
    assert utc(next_meeting(meets(), at("2026-11-20 12:00"))) == "2026-11-23 10:00"
    assert utc(next_meeting(meets(), at("2026-11-23 09:59"))) == "2026-11-23 10:00"


def test_a_meeting_that_goes_on_is_still_the_one_meant() -> None:
    assert utc(next_meeting(meets(), at("2026-11-23 10:00"))) == "2026-11-23 10:00"
    assert utc(next_meeting(meets(), at("2026-11-23 10:44"))) == "2026-11-23 10:00"


def test_once_its_minutes_have_passed_the_next_one_is_meant() -> None:
    assert utc(next_meeting(meets(), at("2026-11-23 10:45"))) == "2026-11-30 10:00"


def test_a_meeting_that_lasts_past_midnight_goes_on() -> None:
    late = meets('[meeting]\nweekday = "monday"\ntime = "23:30"\nminutes = 60')

    assert utc(next_meeting(late, at("2026-11-24 00:10"))) == "2026-11-23 23:30"
    assert utc(next_meeting(late, at("2026-11-24 00:30"))) == "2026-11-30 23:30"


def test_in_spring_the_hour_stays_and_the_distance_is_an_hour_less() -> None:
    """Europe's clocks went forward on Sunday, 29 March 2026."""
    meeting = next_meeting(meets(), at("2026-03-25 12:00"))
    before = meeting_before(meets(), meeting)

    assert (utc(before), utc(meeting)) == ("2026-03-23 10:00", "2026-03-30 09:00")
    assert f"{meeting:%H:%M %Z}" == "10:00 BST"


def test_in_autumn_the_hour_stays_and_the_distance_is_an_hour_more() -> None:
    """Europe's clocks went back on Sunday, 25 October 2026."""
    meeting = next_meeting(meets(), at("2026-10-23 12:00"))
    before = meeting_before(meets(), meeting)

    assert (utc(before), utc(meeting)) == ("2026-10-19 09:00", "2026-10-26 10:00")


def test_an_hour_that_the_clocks_leave_out_is_held_when_they_have_gone_on() -> None:
    """On 29 March 2026 there is no 01:30 in London; a week before there is."""
    odd = meets('[meeting]\nweekday = "sunday"\ntime = "01:30"\ntimezone = "Europe/London"')
    meeting = next_meeting(odd, at("2026-03-28 12:00"))

    assert utc(meeting) == "2026-03-29 01:30"
    assert utc(meeting_before(odd, meeting.astimezone(UTC))) == "2026-03-22 01:30"


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Asia/Kolkata", "2026-11-23 04:30"),
        ("America/Los_Angeles", "2026-11-23 18:00"),
        ("Pacific/Kiritimati", "2026-11-22 20:00"),
        ("Australia/Lord_Howe", "2026-11-22 23:00"),
    ],
)
def test_the_hour_is_that_of_the_meetings_own_zone(zone: str, expected: str) -> None:
    agreement = meets(f'[meeting]\nweekday = "monday"\ntime = "10:00"\ntimezone = "{zone}"')

    assert utc(next_meeting(agreement, at("2026-11-20 12:00"))) == expected


def test_without_a_zone_of_its_own_the_teams_zone_counts() -> None:
    assert meeting_zone(meets('timezone = "Asia/Kolkata"')) == ZoneInfo("Asia/Kolkata")
    assert meeting_zone(meets(f'timezone = "Asia/Kolkata"\n{LONDON}')) == ZoneInfo("Europe/London")


def test_the_agenda_is_due_so_many_hours_before_and_until_the_meeting_is_over() -> None:
    agreement = meets(f"{LONDON}\nprepare_hours = 18")

    assert is_to_prepare(agreement, at("2026-11-22 15:59")) is None
    for moment in ("2026-11-22 16:00", "2026-11-23 10:30"):
        due = is_to_prepare(agreement, at(moment))
        assert due is not None
        assert utc(due) == "2026-11-23 10:00"
    assert is_to_prepare(agreement, at("2026-11-23 10:45")) is None


def test_the_hours_before_are_real_hours_when_the_clocks_change_among_them() -> None:
    agreement = meets(f"{LONDON}\nprepare_hours = 48")  # the clocks go back between

    assert is_to_prepare(agreement, at("2026-10-24 09:59")) is None
    assert is_to_prepare(agreement, at("2026-10-24 10:00")) is not None


@given(
    minute=st.integers(0, 6 * 366 * 24 * 60),
    weekday=st.sampled_from(WEEKDAYS),
    hour=st.times().map(lambda time: f"{time:%H:%M}"),
    minutes=st.integers(5, 480),
    zone=st.sampled_from(["UTC", "Europe/London", "America/New_York", "Pacific/Auckland"]),
)
def test_it_is_the_first_meeting_that_is_not_over(
    minute: int, weekday: str, hour: str, minutes: int, zone: str
) -> None:
    agreement = meets(
        f'[meeting]\nweekday = "{weekday}"\ntime = "{hour}"\nminutes = {minutes}\n'
        f'timezone = "{zone}"'
    )
    moment, lasts = at("2024-01-01 00:00") + timedelta(minutes=minute), timedelta(minutes=minutes)

    meeting = next_meeting(agreement, moment)
    before = meeting_before(agreement, meeting)

    assert WEEKDAYS[meeting.weekday()] == WEEKDAYS[before.weekday()] == weekday
    assert f"{meeting:%H:%M}" == f"{before:%H:%M}" == hour
    assert meeting.astimezone(UTC) + lasts > moment
    assert before.astimezone(UTC) + lasts <= moment
