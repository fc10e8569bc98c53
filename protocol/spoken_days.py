"""Days as people type them: `friday`, `tomorrow`, `24 dec`, `2026-12-24`, `in 2 weeks`."""

import re
from datetime import date, timedelta

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_IN = re.compile(r"(?:in\s+)?(\d{1,3}|a|an|one|two|three|four)\s+(day|week|month)s?")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\.?\s+([a-z]{3,9})(?:\s+(\d{4}))?")
_MONTH_DAY = re.compile(r"([a-z]{3,9})\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?")
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4}
_DAYS_IN = {"day": 1, "week": 7, "month": 30}


def read_day(text: str, today: date) -> date | None:
    """The day that the words mean, seen from `today`; None when they mean none.

    A weekday is the next one, never today; a day without a year is the next such day.
    """
    words = " ".join(text.casefold().split()).removeprefix("next ").removeprefix("on ")
    if words in ("today", "tonight"):
        return today
    if words == "tomorrow":
        return today + timedelta(days=1)
    if words == "week":
        return today + timedelta(days=7)
    for number, weekday in enumerate(_WEEKDAYS):
        if words in (weekday, weekday[:3]):
            return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    return _counted(words, today) or _iso(words) or _named(words, today)


def _counted(words: str, today: date) -> date | None:
    found = _IN.fullmatch(words)
    if not found:
        return None
    count = _NUMBERS.get(found[1]) or int(found[1])
    return today + timedelta(days=count * _DAYS_IN[found[2]])


def _iso(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def _named(words: str, today: date) -> date | None:
    day_month, month_day = _DAY_MONTH.fullmatch(words), _MONTH_DAY.fullmatch(words)
    if day_month:
        day, name, year = day_month.groups()
    elif month_day:
        name, day, year = month_day.groups()
    else:
        return None
    months = [n for n, month in enumerate(_MONTHS, 1) if month.startswith(name)]
    if len(months) != 1:
        return None
    return _next_such(int(day), months[0], int(year) if year else None, today)


def _next_such(day: int, month: int, year: int | None, today: date) -> date | None:
    for candidate in [year] if year else range(today.year, today.year + 9):
        try:
            found = date(candidate, month, day)
        except ValueError:  # 29 February of most years
            continue
        if year or found >= today:
            return found
    return None
