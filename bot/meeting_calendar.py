"""The series as an iCalendar file (RFC 5545), for the calendars of those who take part.

The hour is the wall clock's of the meeting's zone, which the file describes; a week that is skipped
is an EXDATE, one that is moved an event of its own with the RECURRENCE-ID of the planned moment.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from icalendar import Calendar, Event, vCalAddress, vRecur, vText

from protocol.agreement import Agreement, fold
from protocol.meeting import next_meeting, planned_on
from protocol.meeting_changes import MeetingChange
from protocol.words import join_and

_WEEKDAYS = {
    "monday": "MO", "tuesday": "TU", "wednesday": "WE", "thursday": "TH", "friday": "FR",
    "saturday": "SA", "sunday": "SU",
}  # fmt: skip
_DEFAULT_NAME = "the team"


def series_ics(
    agreement: Agreement, changes: Iterable[MeetingChange], now: datetime, name: str = ""
) -> str:
    """The whole calendar. The series begins with the first changed week that is known, or with the
    next meeting."""
    terms = agreement.meeting
    known = sorted(changes, key=lambda change: change.planned)
    known = [change for change in known if _on_series(agreement, change.planned)]
    first = next_meeting(agreement, now)
    if known and known[0].planned < first.date():
        first = planned_on(agreement, known[0].planned)
    title = f"Weekly meeting of {name or agreement.name or _DEFAULT_NAME}"
    calendar = Calendar()
    calendar.add("prodid", "-//Cardkeeper//Weekly meeting//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", title)
    series = _event(agreement, title, first, now, len(known))
    series.add("rrule", vRecur({"FREQ": "WEEKLY", "BYDAY": _WEEKDAYS[terms.weekday]}))
    skipped = [planned_on(agreement, c.planned) for c in known if c.moved_to is None]
    if skipped:
        series.add("exdate", [_wall(moment) for moment in skipped])
    calendar.add_component(series)
    for change in known:
        if change.moved_to is not None:
            calendar.add_component(_moved(agreement, title, change, now, len(known)))
    calendar.add_missing_timezones(first_date=first.date() - timedelta(days=1))
    return str(calendar.to_ical().decode())


def _on_series(agreement: Agreement, day: date) -> bool:
    """Whether the series has this day: a change of an earlier weekday's is no part of it."""
    return day.weekday() == list(_WEEKDAYS).index(agreement.meeting.weekday)


def _moved(
    agreement: Agreement, title: str, change: MeetingChange, now: datetime, sequence: int
) -> Event:
    planned = planned_on(agreement, change.planned)
    assert change.moved_to is not None  # the caller has looked
    event = _event(
        agreement, title, change.moved_to.astimezone(planned.tzinfo), now, sequence
    )  # fmt: skip
    event.add("recurrence-id", _wall(planned))
    return event


def _event(
    agreement: Agreement, title: str, begins: datetime, now: datetime, sequence: int
) -> Event:
    terms = agreement.meeting
    event = Event()
    event.add("uid", f"weekly-{_identity(agreement)}@cardkeeper")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("sequence", sequence)
    event.add("dtstart", _wall(begins))
    event.add("duration", timedelta(minutes=terms.minutes))
    event.add("summary", title)
    event.add("transp", "OPAQUE")
    lines = []
    if terms.facilitators:
        lines.append(f"Led in turn by {join_and(terms.facilitators)}.")
    lines.append(f"The agenda is there {terms.prepare_hours} hours before.")
    event.add("description", " ".join(lines))
    for attendee in _attendees(agreement):
        event.add("attendee", attendee, encode=False)
    return event


def _wall(moment: datetime) -> datetime:
    """Whole seconds; a zone of the name `UTC` is written as UTC."""
    moment = moment.replace(microsecond=0)
    return moment.astimezone(UTC) if str(moment.tzinfo) in ("UTC", "Etc/UTC") else moment


def _attendees(agreement: Agreement) -> list[vCalAddress]:
    names = agreement.meeting.people or tuple(agreement.people)
    found = []
    for name in names:
        person = agreement.people.get(name)
        if person is not None and person.email:
            address = vCalAddress(f"mailto:{person.email}")
            address.params["CN"] = vText(name)
            found.append(address)
    return found


def _identity(agreement: Agreement) -> str:
    """The same for the same team, so that a calendar takes a newer file for the same series."""
    told = fold(agreement.name) or "|".join(sorted(map(fold, agreement.people)))
    return sha256(told.encode()).hexdigest()[:16]
