"""What a calendar says of time away: all-day events, recurrence, zones, and whatever else comes."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.calendars.reading import AwayDays, CalendarError, Wanted, away_days
from protocol.agreement import read_span
from protocol.half_days import read_half

WANTED = Wanted(date(2026, 11, 1), date(2027, 2, 28), ZoneInfo("Europe/Berlin"))


def event(*lines: str) -> str:
    return "\r\n".join(["BEGIN:VEVENT", "UID:1", *lines, "END:VEVENT"])


def read(*events: str, wanted: Wanted = WANTED) -> AwayDays:
    text = "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *events, "END:VCALENDAR", ""])
    return away_days(text.encode(), wanted)


def spans(*lines: str) -> tuple[str, ...]:
    return read(event(*lines)).spans


def test_an_all_day_event_is_time_away_and_its_end_is_not_included() -> None:
    found = spans("DTSTART;VALUE=DATE:20261123", "DTEND;VALUE=DATE:20261128")
    assert found == ("2026-11-23..2026-11-27",)


def test_an_all_day_event_without_an_end_is_one_day() -> None:
    assert spans("DTSTART;VALUE=DATE:20261123") == ("2026-11-23",)


@pytest.mark.parametrize(
    "line",
    ["TRANSP:TRANSPARENT", "STATUS:CANCELLED", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"],
)
def test_free_and_cancelled_events_count_nothing(line: str) -> None:
    assert spans("DTSTART;VALUE=DATE:20261123", line) == ()


def test_a_meeting_is_no_time_away_and_a_whole_working_day_is() -> None:
    assert spans("DTSTART:20261123T090000Z", "DTEND:20261123T100000Z") == ()
    assert spans("DTSTART:20261123T080000Z", "DTEND:20261123T160000Z") == ("2026-11-23",)


def test_half_of_the_working_hours_is_half_a_day_and_two_halves_are_one() -> None:
    """Nine to five in Berlin: from 8:00 to 16:00 UTC."""
    assert spans("DTSTART:20261123T120000Z", "DTEND:20261123T170000Z") == ("2026-11-23 afternoon",)
    assert spans("DTSTART:20261123T060000Z", "DURATION:PT6H") == ("2026-11-23 morning",)
    morning = event("DTSTART:20261123T080000Z", "DTEND:20261123T120000Z")
    afternoon = event("DTSTART:20261123T120000Z", "DTEND:20261124T120000Z")
    assert read(morning, afternoon).spans == ("2026-11-23", "2026-11-24 morning")
    assert read(morning, morning).spans == ("2026-11-23 morning",)


def test_the_working_day_is_that_of_the_persons_zone() -> None:
    lines = ("DTSTART;TZID=Asia/Kolkata:20261123T090000", "DTEND;TZID=Asia/Kolkata:20261123T170000")
    india = Wanted(WANTED.first, WANTED.last, ZoneInfo("Asia/Kolkata"))
    assert read(event(*lines), wanted=india).spans == ("2026-11-23",)
    assert read(event(*lines)).spans == ()


def test_a_recurring_day_is_away_each_time_but_for_those_taken_out() -> None:
    found = spans(
        "DTSTART;VALUE=DATE:20261103",
        "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4",
        "EXDATE;VALUE=DATE:20261117",
    )
    assert found == ("2026-11-03", "2026-12-01", "2026-12-15")


def test_a_time_that_was_moved_counts_where_it_is_now() -> None:
    series = event("DTSTART;VALUE=DATE:20261103", "RRULE:FREQ=WEEKLY;COUNT=2")
    moved = event("RECURRENCE-ID;VALUE=DATE:20261110", "DTSTART;VALUE=DATE:20261112")
    assert read(series, moved).spans == ("2026-11-03", "2026-11-12")


def test_monthly_and_yearly_rules_are_followed() -> None:
    monthly = spans("DTSTART;VALUE=DATE:20260907", "RRULE:FREQ=MONTHLY;BYDAY=1MO")
    assert monthly == ("2026-11-02", "2026-12-07", "2027-01-04", "2027-02-01")
    assert spans("DTSTART;VALUE=DATE:20001224", "RRULE:FREQ=YEARLY") == ("2026-12-24",)


def test_summer_time_does_not_shift_a_recurring_day() -> None:
    found = spans(
        "DTSTART;TZID=Europe/Berlin:20260706T090000",
        "DTEND;TZID=Europe/Berlin:20260706T170000",
        "RRULE:FREQ=WEEKLY;UNTIL=20261109T230000Z",
    )
    assert found == ("2026-11-02", "2026-11-09")


def test_one_event_that_cannot_be_read_takes_no_other_with_it() -> None:
    bad = event("DTSTART;VALUE=DATE:20261101", "RRULE:FREQ=SECONDLY")
    found = read(bad, event("DTSTART;VALUE=DATE:20261123"))
    assert (found.spans, found.not_understood) == (("2026-11-23",), 1)


@pytest.mark.parametrize("raw", [b"", b"hello", b"<html></html>", b"\xff\xfe\x00", b"[]"])
def test_what_is_no_calendar_is_refused_in_one_sentence(raw: bytes) -> None:
    with pytest.raises(CalendarError, match=r"^It is .*\.$"):
        away_days(raw, WANTED)


VALUES = st.sampled_from(
    ["20261123", "20261123T090000Z", "00010101", "99991231", "20261123T250000", "", "P1D", "-PT0S",
     "TZID=Nowhere:20261123T090000", "x" * 50]
)  # fmt: skip
RULES = st.builds(
    lambda freq, parts: ";".join([f"FREQ={freq}", *parts]),
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY", "SECONDLY", "NEVER", ""]),
    st.lists(
        st.sampled_from(
            ["COUNT=3", "COUNT=-1", "COUNT=99999999", "INTERVAL=0", "INTERVAL=999999999",
             "UNTIL=20261201", "UNTIL=20261201T000000Z", "BYDAY=MO,XX", "BYDAY=5MO",
             "BYMONTHDAY=30;BYMONTH=2", "BYMONTHDAY=31", "BYSETPOS=5", "BYHOUR=1,2,3", "WKST=SU"]
        ),
        max_size=3,
    ),
)  # fmt: skip
LINES = st.lists(
    st.one_of(
        st.builds("DTSTART;VALUE=DATE:{}".format, VALUES),
        st.builds("DTSTART:{}".format, VALUES),
        st.builds("DTEND:{}".format, VALUES),
        st.builds("DURATION:{}".format, VALUES),
        st.builds("EXDATE:{}".format, VALUES),
        st.builds("RDATE:{}".format, VALUES),
        st.builds("RECURRENCE-ID:{}".format, VALUES),
        st.builds("RRULE:{}".format, RULES),
        st.text(max_size=30),
    ),
    max_size=6,
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(events=st.lists(LINES, max_size=3), noise=st.binary(max_size=20))
def test_whatever_comes_gives_days_that_were_asked_for_or_one_sentence(
    events: list[list[str]], noise: bytes
) -> None:
    text = "\r\n".join(["BEGIN:VCALENDAR", *(event(*lines) for lines in events), "END:VCALENDAR"])
    for raw in (text.encode("utf-8", "surrogatepass"), noise + text.encode("utf-8", "replace")):
        try:
            found = away_days(raw, WANTED)
        except CalendarError:
            continue
        for span in found.spans:
            half = read_half(span)
            first, last = (half[0], half[0]) if half else read_span(span)
            assert WANTED.first <= first <= last <= WANTED.last
