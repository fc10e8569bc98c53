"""When a recurring event takes place within a stretch of days (RFC 5545, 3.3.10).

Calendars come from outside, so the work is bounded whatever a rule says: daily and weekly rules
are walked day by day, monthly and yearly ones are dateutil's, and a rule by hours or less is none
that a time away has.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from dateutil.rrule import rrulestr  # type: ignore[import-untyped]

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BY_DAYS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTH", "WKST"}
_BY_TIMES = {"BYHOUR", "BYMINUTE", "BYSECOND"}
_OLDEST = 1900
_A_DAY = timedelta(days=1)


class NotUnderstoodError(ValueError):
    """A rule that is not followed; the event counts for its first time alone."""


def recurrences(rule: Mapping[str, Any], begin: datetime, last: date) -> Iterator[datetime]:
    """The beginnings up to the end of `last`, the first among them; all without a zone."""
    freq = str(_one(rule, "FREQ")).upper()
    if begin.year < _OLDEST:
        raise NotUnderstoodError("it begins too long ago")
    until = _until(rule, begin)
    end = datetime.combine(last, time.max)
    end = min(end, until) if until is not None else end
    if freq in ("DAILY", "WEEKLY"):
        days = _by_days(rule, begin, freq, end.date())
        yield from (when for when in days if when <= end)
        return
    if freq not in ("MONTHLY", "YEARLY") or _BY_TIMES & set(rule):
        raise NotUnderstoodError(f"a rule by {freq.lower()}")
    text = ";".join(
        f"{key}={','.join(map(_text, _all(rule, key)))}" for key in rule if key != "UNTIL"
    )
    try:
        for when in rrulestr(text, dtstart=begin):
            if when > end:
                return
            yield when
    except (ValueError, TypeError, OverflowError) as error:
        raise NotUnderstoodError(str(error)) from None


def _by_days(rule: Mapping[str, Any], begin: datetime, freq: str, last: date) -> Iterator[datetime]:
    if not set(rule) <= _BY_DAYS:
        raise NotUnderstoodError(f"a {freq.lower()} rule with {', '.join(set(rule) - _BY_DAYS)}")
    try:
        every = max(1, int(_one(rule, "INTERVAL", 1)))
        count = int(_one(rule, "COUNT", 0))
        months = {int(month) for month in _all(rule, "BYMONTH")}
        weekdays = {_WEEKDAYS.index(str(day).upper()) for day in _all(rule, "BYDAY")}
        week_begins = _WEEKDAYS.index(str(_one(rule, "WKST", "MO")).upper())
    except (ValueError, TypeError) as error:
        raise NotUnderstoodError(str(error)) from None
    if freq == "WEEKLY" and not weekdays:
        weekdays = {begin.weekday()}
    first = begin.date()
    week = first - (first.weekday() - week_begins) % 7 * _A_DAY
    found = 0
    for number in range((last - first).days + 1):
        day = first + number * _A_DAY
        due = number % every == 0 if freq == "DAILY" else (day - week).days // 7 % every == 0
        fits = not weekdays or day.weekday() in weekdays
        if not due or not fits or (months and day.month not in months):
            continue
        found += 1
        if count and found > count:
            return
        yield datetime.combine(day, begin.time())


def _until(rule: Mapping[str, Any], begin: datetime) -> datetime | None:
    until = _one(rule, "UNTIL", None)
    if isinstance(until, datetime):
        return until.replace(tzinfo=None)
    if isinstance(until, date):
        return datetime.combine(until, time.max)
    if until is not None:
        raise NotUnderstoodError(f"it ends at {until}, from {begin:%Y-%m-%d}")
    return None


def _all(rule: Mapping[str, Any], key: str) -> list[Any]:
    value = rule.get(key, [])
    return list(value) if isinstance(value, list | tuple) else [value]


def _one(rule: Mapping[str, Any], key: str, default: Any = "") -> Any:
    values = _all(rule, key)
    return values[0] if values else default


def _text(value: Any) -> str:
    return f"{value:%Y%m%d}" if isinstance(value, date) else str(value)
