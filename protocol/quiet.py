"""When one may speak to a person: their working hours and days, and what keeps even those quiet.

Hours are those of the wall clock where the person is, whatever daylight saving does. A window such
as 22:00-06:00 goes over midnight; the day of such a shift is the one on which it began.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from msgspec import Struct

from protocol.public_holidays import is_public_holiday

Silence = Literal[
    "away", "public holiday", "day off", "outside hours", "quiet hours", "do not disturb"
]
MOST_DAYS_AHEAD = 400  # how far the next moment is looked for; an absence for good has none


class Window(Struct, frozen=True):
    """A part of the day; one that ends where it begins is the whole day."""

    begins: time
    ends: time

    @property
    def is_over_midnight(self) -> bool:
        """Whether it ends on the day after the one on which it begins."""
        return self.ends <= self.begins

    def holds(self, wall: time) -> bool:
        """Whether the clock shows a time inside; the first minute is inside, the last is not."""
        if self.is_over_midnight:
            return wall >= self.begins or wall < self.ends
        return self.begins <= wall < self.ends


class Dnd(Struct, frozen=True):
    """When Slack is told not to disturb somebody; the end is not part of it."""

    begins: datetime
    ends: datetime

    def holds(self, now: datetime) -> bool:
        """Whether it is so now."""
        return self.begins <= now < self.ends


class Hours(Struct, frozen=True):
    """When a person may be spoken to, as everything that is known of them adds up."""

    zone: ZoneInfo
    work: Window
    weekdays: frozenset[int]  # Monday is 0
    quiet: Window | None = None
    away: tuple[tuple[date, date], ...] = ()  # first and last day
    country: str = ""  # whose public holidays count

    def day(self, now: datetime) -> date:
        """The working day that a moment belongs to: where the person is, by the shift's begin."""
        local = now.astimezone(self.zone)
        in_second_half = self.work.is_over_midnight and local.time() < self.work.ends
        if in_second_half and self.work.begins != self.work.ends:
            return local.date() - timedelta(days=1)
        return local.date()

    def moment(self, day: date, wall: time) -> datetime:
        """When the clock shows this time in the working day that began on `day`, in UTC."""
        if self.work.is_over_midnight and wall < self.work.ends and wall < self.work.begins:
            day += timedelta(days=1)
        return datetime.combine(day, wall, self.zone).astimezone(UTC)


def silence(
    hours: Hours, now: datetime, dnd: Dnd | None = None, *, urgent: bool = False
) -> Silence | None:
    """Why one may not speak to this person now; None when one may.

    What is urgent waits only for those who are away: their work is not theirs to do now.
    """
    day = hours.day(now)
    if any(first <= day <= last for first, last in hours.away):
        return "away"
    if urgent:
        return None
    if day.weekday() not in hours.weekdays:
        return "day off"
    if is_public_holiday(day, hours.country):
        return "public holiday"
    wall = now.astimezone(hours.zone).time()
    if not hours.work.holds(wall):
        return "outside hours"
    if hours.quiet is not None and hours.quiet.holds(wall):
        return "quiet hours"
    if dnd is not None and dnd.holds(now):
        return "do not disturb"
    return None


def next_moment(hours: Hours, now: datetime, dnd: Dnd | None = None) -> datetime | None:
    """The first moment, `now` included, at which one may speak to this person.

    None when there is none in the next 400 days, as for somebody who does not come back.
    """
    if silence(hours, now, dnd) is None:
        return now
    openings = _openings(hours, now)
    found = next((moment for moment in openings if silence(hours, moment, dnd) is None), None)
    ends = dnd.ends if dnd is not None and dnd.ends > now else None
    if ends is not None and silence(hours, ends, dnd) is None:
        return ends if found is None else min(found, ends)
    return found


def _openings(hours: Hours, now: datetime) -> Iterator[datetime]:
    """Every moment after `now` at which a silence may end, in order."""
    walls = {time(), hours.work.begins, *([hours.quiet.ends] if hours.quiet else [])}
    first = now.astimezone(hours.zone).date()
    for number in range(MOST_DAYS_AHEAD):
        day = first + timedelta(days=number)
        moments = {
            # twice when the clock is put back over it; both are tried
            datetime.combine(day, wall, hours.zone).replace(fold=fold).astimezone(UTC)
            for wall in walls
            for fold in (0, 1)
        }
        yield from (moment for moment in sorted(moments) if moment > now)


def read_window(text: str) -> Window:
    """The window in `09:00-17:00`; raises ValueError with a sentence."""
    begins, dash, ends = text.partition("-")
    try:
        if not dash:
            raise ValueError
        return Window(_read_time(begins), _read_time(ends))
    except ValueError:
        raise ValueError(f"'{text}' is no part of a day; write it as 09:00-17:00.") from None


def _read_time(text: str) -> time:
    hour, _, minute = text.strip().partition(":")
    if hour == "24" and minute == "00":
        return time()
    return time(int(hour), int(minute))
