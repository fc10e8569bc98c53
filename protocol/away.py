"""Time away, as the agreement has it under each person."""

from datetime import date, timedelta

from protocol.agreement import Person, read_span
from protocol.days import WORKDAYS_PER_WEEK


def back_on(person: Person, today: date) -> date | None:
    """The first working day after the absence that `today` lies in; None when not away today.

    Spans that only a weekend parts are one absence. A span that cannot be read counts as none.
    """
    spans = sorted(span for text in person.away if (span := _span(text)))
    last: date | None = None
    for first_day, last_day in spans:
        begun = first_day <= (today if last is None else _next_workday(last))
        if begun and last_day >= today:
            last = max(last_day, last or last_day)
    return _next_workday(last) if last else None


def _next_workday(day: date) -> date:
    if day.year == date.max.year:  # written for somebody who does not come back
        return date.max
    day += timedelta(days=1)
    while day.weekday() >= WORKDAYS_PER_WEEK:
        day += timedelta(days=1)
    return day


def _span(text: str) -> tuple[date, date] | None:
    try:
        return read_span(text)
    except ValueError:
        return None
