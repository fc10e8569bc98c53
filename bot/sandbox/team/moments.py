"""Times of the sample team, told in working days before "now".

A story that says "Thursday last week" would be wrong on any other day, so the stories count
working days instead: whenever the sandbox is started, the last four working days lie within the
last seven days, and nobody works on a Sunday.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

DUE_CLOCK = time(17, 0, tzinfo=UTC)
"""The hour at which the team's due dates fall."""

START_CLOCK = time(8, 0, tzinfo=UTC)
"""The hour at which the team's start dates fall."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in the past: a clock time (UTC) on a working day before today, or minutes ago.

    Meaning: with `workdays_ago` of 1 or more, that many working days strictly before today;
    with 0, `minutes_ago` minutes before now.
    """

    workdays_ago: int
    clock: time | None = None
    minutes_ago: int = 0

    def on(self, now: datetime) -> datetime:
        """This moment when today is the day of `now` (aware, any zone); the answer is in UTC."""
        if self.clock is None:
            return now.astimezone(UTC) - timedelta(minutes=self.minutes_ago)
        return datetime.combine(workday(now.astimezone(UTC).date(), -self.workdays_ago), self.clock)


def at(workdays_ago: int, clock: str) -> Moment:
    """`clock` ("09:30", UTC) on the working day `workdays_ago` (1 or more) before today."""
    if workdays_ago < 1:
        raise ValueError("a clock time needs a day that is surely past: 1 or more working days ago")
    return Moment(workdays_ago, clock=time.fromisoformat(clock).replace(tzinfo=UTC))


def ago(minutes: int) -> Moment:
    """So many minutes before now."""
    return Moment(0, minutes_ago=minutes)


def workday(today: date, offset: int) -> date:
    """The working day `offset` (not 0) working days after `today`, or before it when negative."""
    step = timedelta(days=1 if offset > 0 else -1)
    day, left = today, abs(offset)
    while left:
        day += step
        if day.weekday() < 5:
            left -= 1
    return day


def due_on(now: datetime, offset: int) -> datetime:
    """The due time `offset` working days from the day of `now`."""
    return datetime.combine(workday(now.astimezone(UTC).date(), offset), DUE_CLOCK)


def start_on(now: datetime, offset: int) -> datetime:
    """The start time `offset` working days from the day of `now`."""
    return datetime.combine(workday(now.astimezone(UTC).date(), offset), START_CLOCK)


def iso(moment: datetime) -> str:
    """A time as Trello writes it: UTC, milliseconds, `Z`."""
    return (
        moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
    )
