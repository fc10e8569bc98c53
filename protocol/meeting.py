"""When the weekly meeting is, and since when its agenda looks back."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from protocol.agreement import Agreement

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def meeting_zone(agreement: Agreement) -> ZoneInfo:
    """The zone in which the meeting's hour is meant: its own, else the team's."""
    return ZoneInfo(agreement.meeting.timezone or agreement.timezone)


def next_meeting(agreement: Agreement, now: datetime) -> datetime:
    """The first meeting that is not over at `now`; its hour is the wall clock's, whatever DST does.

    A meeting is over when its planned minutes have passed.
    """
    terms = agreement.meeting
    # a meeting that began before midnight may still go on: yesterday's is looked at too
    day = now.astimezone(meeting_zone(agreement)).date() - timedelta(days=1)
    day += timedelta(days=(_WEEKDAYS.index(terms.weekday) - day.weekday()) % 7)
    start = planned_on(agreement, day)
    if start.astimezone(UTC) + timedelta(minutes=terms.minutes) <= now:
        start = planned_on(agreement, day + timedelta(days=7))
    return start


def meeting_before(agreement: Agreement, meeting: datetime) -> datetime:
    """The meeting a week earlier, at the same hour of the wall clock."""
    day = meeting.astimezone(meeting_zone(agreement)).date()
    return planned_on(agreement, day - timedelta(days=7))


def planned_on(agreement: Agreement, day: date) -> datetime:
    """The meeting of this day, at the agreement's hour of the wall clock."""
    hour, minute = (int(part) for part in agreement.meeting.time.split(":"))
    return datetime.combine(day, time(hour, minute), meeting_zone(agreement))


def is_to_prepare(agreement: Agreement, now: datetime) -> datetime | None:
    """The meeting whose agenda is due to be posted at `now`, if there is one.

    It is due `prepare_hours` before the meeting, on the clock of the world rather than the wall's.
    """
    meeting = next_meeting(agreement, now)
    lead = timedelta(hours=agreement.meeting.prepare_hours)
    return meeting if now >= meeting.astimezone(UTC) - lead else None
