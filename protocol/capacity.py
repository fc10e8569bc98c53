"""Capacity: the working days that a person has for cards in a stretch of working days."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from protocol.agreement import Agreement, LoadTerms, Person
from protocol.card_load import days_figure
from protocol.days import WORKDAYS_PER_WEEK
from protocol.duties import Duty, duties_of
from protocol.half_days import PARTS, halves_of, whole_spans
from protocol.words import count_of, join_and

NO_TERMS = Person()


class Capacity(Struct, frozen=True):
    """Working days for cards, and what they are made of."""

    days: float  # what is left after the days away and the duties
    per_week: float  # what it is in a week without them
    away: tuple[date, ...]  # working days of the coming week that the person is away
    holidays: tuple[date, ...] = ()  # of those, public holidays where the person is
    duties: tuple[Duty, ...] = ()
    half: tuple[date, ...] = ()  # working days of which half is away

    @property
    def days_off(self) -> float:
        """Days away, public holidays among them."""
        return len(self.away) + len(self.half) / 2

    @property
    def absent(self) -> float:
        """Days away, public holidays aside."""
        return self.days_off - len(self.holidays)

    @property
    def says(self) -> str:
        """The capacity as it is worked out: `3, as 2 of 5 working days are away`."""
        reasons = []
        if self.absent:
            verb = "is" if self.absent <= 1 else "are"
            reasons.append(f"{days_figure(self.absent)} of 5 working days {verb} away")
        if self.holidays:
            reasons.append(count_of(len(self.holidays), "public holiday"))
        reasons += [f"{duty.name} takes {days_figure(duty.days)}" for duty in self.duties]
        if not reasons:
            return f"{days_figure(self.days)} a week"
        return f"{days_figure(self.days)}, as {join_and(reasons)}"


def capacity_of(
    person: Person, load: LoadTerms, week: Sequence[date], duties: tuple[Duty, ...] = ()
) -> Capacity:
    """What this person can take on in these working days, mostly the five of a week.

    A day away takes a fifth of the week's capacity, so that part-time work needs no weekdays:
    3 days a week, away 2 of 5 days, leave 1.8; half a day takes half of that. Duties take their
    days from what is left.
    """
    per_week = load.capacity if person.capacity is None else person.capacity
    spans, halves = whole_spans(person.away), halves_of(person.away)
    absent = {day for day in week if any(first <= day <= last for first, last in spans)}
    absent |= {day for day in week if len(halves.get(day, ())) == len(PARTS)}
    holidays = tuple(day for day in week if day not in absent and _is_holiday(day, person))
    away = tuple(day for day in week if day in absent or day in holidays)
    half = tuple(day for day in week if day in halves and day not in away)
    days = per_week * (len(week) - len(away) - len(half) / 2) / WORKDAYS_PER_WEEK
    taken = sum(duty.days for duty in duties)
    return Capacity(max(0.0, days - taken), per_week, away, holidays, duties, half)


def capacity_in(agreement: Agreement, name: str, person: Person, week: Sequence[date]) -> Capacity:
    """The same of a person whom the agreement calls so, with the duties whose turn it is."""
    duties = duties_of(agreement, name, week) if agreement.duties else ()
    return capacity_of(person, agreement.load, week, duties)


def _is_holiday(day: date, person: Person) -> bool:
    if not person.country:
        return False
    from protocol.public_holidays import is_public_holiday  # its tables load slowly

    return is_public_holiday(day, person.country)
