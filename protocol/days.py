"""Days as people speak of them: weekdays, weeks, "3 days ago", "3rd time"."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from protocol.words import count_of

WORKDAYS_PER_WEEK = 5
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_of(when: datetime, zone: ZoneInfo) -> date:
    """The day that this moment falls on where the team is."""
    try:
        return when.astimezone(zone).date()
    except OverflowError:  # the first or the last day there is: a date that stands for "never"
        return when.date()


def spoken_day(day: date, today: date) -> str:
    """`Mon 23 Nov`, with the year when the day is half a year or more away from `today`."""
    year = f" {day.year}" if abs((day - today).days) > 180 else ""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}{year}"


def dated(day: date) -> str:
    """`Mon 23 Nov 2026`."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def spoken_time(when: datetime, zone: ZoneInfo) -> str:
    """`Mon 23 Nov 2026, 10:00` where the team is."""
    try:
        here = when.astimezone(zone)
    except OverflowError:  # as above
        here = when
    return f"{dated(here.date())}, {here.hour:02}:{here.minute:02}"


def coming_week(today: date) -> tuple[date, ...]:
    """The five working days from `today` on: Monday to Friday when asked on a weekend or Monday."""
    found: list[date] = []
    day = today
    while len(found) < WORKDAYS_PER_WEEK:
        if day.weekday() < WORKDAYS_PER_WEEK:
            found.append(day)
        day += timedelta(days=1)
    return tuple(found)


def ago(day: date, today: date) -> str:
    """`today`, `yesterday`, `5 days ago`, `5 months ago`, `2 years ago`."""
    days = (today - day).days
    if days <= 0:
        return "today"
    if days == 1:
        return "yesterday"
    return f"{lasting(days)} ago"


def lasting(days: int) -> str:
    """A stretch of days in the unit people use for it: `13 days`, `5 months`, `2 years`."""
    for limit, unit, size in ((61, "day", 1.0), (730, "month", 30.44)):
        if days < limit:
            return count_of(int(days / size), unit)
    return count_of(int(days / 365.25), "year")


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `3rd`, `4th`, `11th`."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if 10 <= number % 100 <= 20 else ending}"
