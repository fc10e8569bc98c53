"""One week's meeting skipped or moved, and the topics that people add to it.

A meeting is told by the day on which the agreement plans it, also when it is moved.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from msgspec import Struct

from protocol.agreement import Agreement
from protocol.meeting import meeting_before, meeting_zone, next_meeting


class Topic(Struct, frozen=True):
    """Something that somebody wants to talk about."""

    text: str
    who: str
    added: datetime
    number: int = 0  # by which it is kept


class MeetingChange(Struct, frozen=True):
    """One week's meeting that is not held as planned; `moved_to` None: it is cancelled."""

    planned: date
    moved_to: datetime | None
    who: str


class Coming(Struct, frozen=True):
    """A meeting that is held: the moment the agreement plans, and the moment that it is."""

    planned: datetime
    when: datetime
    moved_by: str = ""  # empty: it is held as planned
    cancelled: tuple[MeetingChange, ...] = ()  # meetings before it that are not held

    @property
    def day(self) -> date:
        """The planned day, by which the meeting is told."""
        return self.planned.date()


def coming_meeting(
    agreement: Agreement, now: datetime, changes: Mapping[date, MeetingChange]
) -> Coming:
    """The first meeting that is held and not over at `now`, with those before it that are not.

    A meeting moved into a later week is held then, and the later week's own stays as it is.
    """
    lasts = timedelta(minutes=agreement.meeting.minutes)
    planned = meeting_before(agreement, next_meeting(agreement, now))
    held: list[Coming] = []
    cancelled: list[MeetingChange] = []
    while not held or planned <= held[0].when:
        change = changes.get(planned.date())
        when = change.moved_to if change and change.moved_to else planned
        if when.astimezone(UTC) + lasts > now.astimezone(UTC):
            if change and change.moved_to is None:
                cancelled.append(change)
            else:
                zoned = when.astimezone(meeting_zone(agreement))
                held.append(Coming(planned, zoned, change.who if change else ""))
                held.sort(key=lambda coming: coming.when)
        planned = _week_later(agreement, planned)
    first = held[0]
    before = tuple(c for c in cancelled if c.planned < first.when.date())
    return Coming(first.planned, first.when, first.moved_by, before)


def first_day_to_know(agreement: Agreement, now: datetime) -> date:
    """The earliest planned day whose change may still matter at `now`."""
    return meeting_before(agreement, next_meeting(agreement, now)).date()


def is_due(agreement: Agreement, coming: Coming, now: datetime) -> bool:
    """Whether the agenda of this meeting is to be posted by now: `prepare_hours` before it."""
    lead = timedelta(hours=agreement.meeting.prepare_hours)
    return now >= coming.when.astimezone(UTC) - lead


def _week_later(agreement: Agreement, planned: datetime) -> datetime:
    """The next week's planned meeting, at the same hour of the wall clock."""
    moment = planned + timedelta(days=7)  # wall-clock arithmetic: the zone's own hour is kept
    return moment.astimezone(meeting_zone(agreement)).replace(
        hour=planned.hour, minute=planned.minute
    )
