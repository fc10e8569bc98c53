"""When the weekly meeting is, and since when its agenda looks back."""

from datetime import datetime, time, timedelta
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
    zone = meeting_zone(agreement)
    hour, minute = (int(part) for part in terms.time.split(":"))
    today = now.astimezone(zone).date()
    ahead = (_WEEKDAYS.index(terms.weekday) - today.weekday()) % 7
    start = datetime.combine(today + timedelta(days=ahead), time(hour, minute), zone)
    if start + timedelta(minutes=terms.minutes) <= now:
        start = datetime.combine(start.date() + timedelta(days=7), time(hour, minute), zone)
    return start


def meeting_before(agreement: Agreement, meeting: datetime) -> datetime:
    """The meeting a week earlier, at the same hour of the wall clock."""
    zone = meeting_zone(agreement)
    local = meeting.astimezone(zone)
    return datetime.combine(local.date() - timedelta(days=7), local.time(), zone)


def is_to_prepare(agreement: Agreement, now: datetime) -> datetime | None:
    """The meeting whose agenda is due to be posted at `now`, if there is one."""
    meeting = next_meeting(agreement, now)
    lead = timedelta(hours=agreement.meeting.prepare_hours)
    return meeting if now >= meeting - lead else None
