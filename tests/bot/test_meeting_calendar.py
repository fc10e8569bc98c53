"""The series in people's calendars: read back by a calendar's own rules."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar

from bot.meeting_calendar import series_ics
from protocol.agreement_file import read_agreement
from protocol.meeting_changes import MeetingChange

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
TEAM = read_agreement(
    """
name = "Genomes"
timezone = "Europe/Berlin"
[meeting]
weekday = "monday"
time = "10:00"
facilitators = ["Ana", "Ben"]
people = ["Ana"]
[people.Ana]
email = "ana@larkspur.example"
[people.Ben]
email = "ben@larkspur.example"
""",
    "protocol.toml",
)
CHANGES = (
    MeetingChange(date(2026, 11, 30), None, "Ana"),
    MeetingChange(date(2026, 12, 7), datetime(2026, 12, 10, 13, tzinfo=UTC), "Ana"),
)


def read(*changes: MeetingChange) -> Calendar:
    text = series_ics(TEAM, changes, NOW)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return Calendar.from_ical(text)  # type: ignore[return-value]  # one calendar


def test_the_series_keeps_its_wall_clock_in_a_zone_that_the_file_describes() -> None:
    calendar = read()
    (series,) = calendar.walk("VEVENT")

    assert series.decoded("dtstart") == datetime(2026, 11, 23, 10, tzinfo=BERLIN)
    assert series["dtstart"].params["TZID"] == "Europe/Berlin"
    assert [zone["tzid"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Berlin"]
    assert series["rrule"].to_ical() == b"FREQ=WEEKLY;BYDAY=MO"
    assert str(series["attendee"]) == "mailto:ana@larkspur.example"


def test_a_skipped_week_is_left_out_and_a_moved_one_stands_elsewhere() -> None:
    series, moved = read(*CHANGES).walk("VEVENT")

    assert [each.dt for each in series["exdate"].dts] == [datetime(2026, 11, 30, 10, tzinfo=BERLIN)]
    assert moved.decoded("recurrence-id") == datetime(2026, 12, 7, 10, tzinfo=BERLIN)
    assert moved.decoded("dtstart") == datetime(2026, 12, 10, 14, tzinfo=BERLIN)
    assert moved["uid"] == series["uid"]


def test_a_newer_file_is_taken_for_the_same_series() -> None:
    (before,), (after, *_) = read().walk("VEVENT"), read(*CHANGES).walk("VEVENT")

    assert before["uid"] == after["uid"]
    assert before["sequence"] < after["sequence"]
