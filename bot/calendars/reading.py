"""The days on which a calendar says that somebody is away, out of an iCalendar file (RFC 5545).

A day counts as away when one busy event takes it whole: an all-day event, or one that covers the
person's working hours. One that covers half of them or more takes half a day, the morning or the
afternoon; two such events take both. What is shorter counts nothing, however much of it there is.
Events that are free, cancelled or declined count nothing, so birthdays and reminders do not.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar
from msgspec import Struct

from bot.calendars.recurring import NotUnderstoodError, recurrences
from protocol.half_days import AFTERNOON, MORNING, PARTS, half_text

MOST_BYTES = 5_000_000
_MOST_EVENTS = 20_000
_LONGEST = timedelta(days=400)  # of one event; what is longer is no time away
_A_DAY = timedelta(days=1)
Taken = tuple[date, str]  # a day, and the half of it; empty: the whole
_USUAL = time(9), time(17)


class CalendarError(Exception):
    """The text is no calendar; one sentence."""


class AwayDays(Struct, frozen=True):
    """What a calendar says."""

    # "2026-12-20..2027-01-02", "2026-12-24 afternoon", within the days that were asked for
    spans: tuple[str, ...]
    not_understood: int  # events whose times or rules could not be read


class Wanted(Struct, frozen=True):
    """The days that are asked for, and how the person works."""

    first: date
    last: date
    zone: ZoneInfo
    hours: str = "09:00-17:00"

    @property
    def working(self) -> tuple[time, time]:
        """When the working day begins and ends; nights and what cannot be read are nine to five."""
        begin, _, end = self.hours.partition("-")
        try:
            found = time.fromisoformat(begin.strip()), time.fromisoformat(end.strip())
        except ValueError:
            return _USUAL
        return found if found[0] < found[1] else _USUAL


def away_days(raw: bytes, wanted: Wanted) -> AwayDays:
    """The days away within those wanted; raises CalendarError for what is no calendar."""
    if len(raw) > MOST_BYTES:
        raise CalendarError(f"It is larger than {MOST_BYTES // 1_000_000} MB.")
    try:
        calendars = Calendar.from_ical(raw, multiple=True)
        events = [event for each in calendars for event in each.walk("VEVENT")]
    except Exception as error:  # noqa: BLE001 - the parser raises much, and the text is a stranger's
        raise CalendarError(f"It is no iCalendar ({type(error).__name__}).") from None
    if not calendars:
        raise CalendarError("It is empty.")
    taken: set[Taken] = set()
    lost = max(0, len(events) - _MOST_EVENTS)
    moved = _moved(events)
    for event in events[:_MOST_EVENTS]:
        try:
            if _takes_time(event):
                taken |= set(_days(event, wanted, moved))
        except Exception:  # noqa: BLE001 - one event that cannot be read takes no other with it
            lost += 1
    return AwayDays(tuple(_as_written(taken)), lost)


def _as_written(taken: set[Taken]) -> Iterator[str]:
    """Whole days as spans, then halves of other days; both halves of a day are the whole."""
    halves: dict[date, set[str]] = {}
    for day, part in taken:
        halves.setdefault(day, set()).add(part)
    whole = {day for day, parts in halves.items() if "" in parts or len(parts) == len(PARTS)}
    yield from _spans(whole)
    yield from (half_text(day, part) for day, part in sorted(taken) if day not in whole)


def _takes_time(event: Any) -> bool:
    status = str(event.get("STATUS", "")).upper()
    free = str(event.get("TRANSP", "")).upper() == "TRANSPARENT"
    busy = str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper()
    return status != "CANCELLED" and not free and busy not in ("FREE", "WORKINGELSEWHERE")


def _moved(events: list[Any]) -> set[tuple[str, date]]:
    """Days of recurring events that an event of its own replaces, by the event's UID."""
    found = set()
    for event in events:
        try:
            when = getattr(event.get("RECURRENCE-ID"), "dt", None)
        except Exception:  # noqa: BLE001, S112 - the event itself is counted as not understood
            continue
        if isinstance(when, date):
            found.add((str(event.get("UID", "")), _date(when)))
    return found


def _days(event: Any, wanted: Wanted, moved: set[tuple[str, date]]) -> Iterator[Taken]:
    begin, lasts = event["DTSTART"].dt, _lasting(event)
    if lasts > _LONGEST or lasts < timedelta(0):
        raise ValueError("it lasts too long")
    uid = str(event.get("UID", ""))
    dropped = {_date(value.dt) for value in _dates(event, "EXDATE")}
    if event.get("RECURRENCE-ID") is None:
        dropped |= {day for owner, day in moved if owner == uid}
    for start in _starts(event, begin, wanted):
        if _date(start) not in dropped:
            yield from _covered(start, lasts, wanted)


def _starts(event: Any, begin: date, wanted: Wanted) -> Iterator[date]:
    """Every beginning that may reach into the days wanted; dates for all-day events."""
    rule = event.get("RRULE")
    if event.get("RECURRENCE-ID") is not None or rule is None:
        yield begin
    else:
        rules = rule if isinstance(rule, list) else [rule]
        zone = begin.tzinfo if isinstance(begin, datetime) else None
        local = (
            begin.replace(tzinfo=None)
            if isinstance(begin, datetime)
            else datetime.combine(begin, time())
        )
        for each in rules:
            try:
                for when in recurrences(_in_zone(each, zone), local, wanted.last + _A_DAY):
                    yield when.replace(tzinfo=zone) if isinstance(begin, datetime) else when.date()
            except NotUnderstoodError:
                yield begin
                raise
    yield from (value.dt for value in _dates(event, "RDATE") if isinstance(value.dt, date))


def _in_zone(rule: Any, zone: Any) -> dict[str, Any]:
    """The rule with its end in the event's own time, as its beginnings are."""
    found = {str(key).upper(): value for key, value in rule.items()}
    ends = found.get("UNTIL")
    until = ends[0] if isinstance(ends, list) and ends else ends
    if isinstance(until, datetime) and until.tzinfo is not None and zone is not None:
        found["UNTIL"] = [until.astimezone(zone)]
    return found


def _lasting(event: Any) -> timedelta:
    begin = event["DTSTART"].dt
    if event.get("DTEND") is not None:
        end = event["DTEND"].dt
        if isinstance(begin, datetime) != isinstance(end, datetime):
            raise ValueError("it begins with a time and ends with a day")
        if isinstance(begin, datetime) and (begin.tzinfo is None) != (end.tzinfo is None):
            raise ValueError("only one of its ends has a zone")
        return timedelta(seconds=(end - begin).total_seconds())
    if event.get("DURATION") is not None:
        return timedelta(seconds=event["DURATION"].dt.total_seconds())
    return timedelta(0) if isinstance(begin, datetime) else _A_DAY


def _covered(start: date, lasts: timedelta, wanted: Wanted) -> Iterator[Taken]:
    """The working days that this one time of the event takes, whole or half."""
    if not isinstance(start, datetime):
        first, last = start, start + max(lasts, _A_DAY) - _A_DAY
        begin = end = None
    else:
        here = start if start.tzinfo else start.replace(tzinfo=wanted.zone)
        begin = here.astimezone(wanted.zone)
        end = (here.astimezone(ZoneInfo("UTC")) + lasts).astimezone(wanted.zone)
        first, last = begin.date(), end.date()
    day = max(first, wanted.first)
    while day <= min(last, wanted.last):
        if begin is None or end is None:
            yield day, ""
        else:
            yield from _covered_hours(day, begin, end, wanted)
        day += _A_DAY


def _covered_hours(day: date, begin: datetime, end: datetime, wanted: Wanted) -> Iterator[Taken]:
    """The day when its working hours are taken, whole or at least by half."""
    opens, closes = (datetime.combine(day, at, wanted.zone) for at in wanted.working)
    first, last = max(begin, opens), min(end, closes)
    if (first, last) == (opens, closes):
        yield day, ""
    elif (last - first) * 2 >= closes - opens:
        is_early = (first - opens) < (closes - last)
        yield day, MORNING if is_early else AFTERNOON


def _dates(event: Any, key: str) -> Iterator[Any]:
    value = event.get(key)
    for each in value if isinstance(value, list) else [value] if value is not None else []:
        yield from getattr(each, "dts", [])


def _date(when: date) -> date:
    return when.date() if isinstance(when, datetime) else when


def _spans(days: set[date]) -> Iterator[str]:
    """The days as spans, each as long as it goes; weekends within one absence are in between."""
    first = last = None
    for day in sorted(days):
        if last is not None and first is not None and day - last <= _A_DAY:
            last = day
            continue
        if first is not None and last is not None:
            yield _span(first, last)
        first = last = day
    if first is not None and last is not None:
        yield _span(first, last)


def _span(first: date, last: date) -> str:
    return first.isoformat() if first == last else f"{first.isoformat()}..{last.isoformat()}"
