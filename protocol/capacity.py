"""Capacity: the working days that a person has for cards in the coming working week."""

from datetime import date

from msgspec import Struct

from protocol.agreement import LoadTerms, Person, read_span
from protocol.words import figure

NO_TERMS = Person()


class Capacity(Struct, frozen=True):
    """Working days for cards, and what they are made of."""

    days: float  # what is left after the days away
    per_week: float  # what it is in a week without days away
    away: tuple[date, ...]  # working days of the coming week that the person is away

    @property
    def says(self) -> str:
        """The capacity as it is worked out: `3 of 5: away 2 of 5 working days`."""
        if not self.away:
            return f"{figure(self.days)} a week"
        return f"{figure(self.days)}, as {len(self.away)} of 5 working days are away"


def capacity_of(person: Person, load: LoadTerms, week: tuple[date, ...]) -> Capacity:
    """What this person can take on in the five working days of `week`.

    A day away takes a fifth of the week's capacity, so that part-time work needs no weekdays:
    3 days a week, away 2 of 5 days, leave 1.8.
    """
    per_week = load.capacity if person.capacity is None else person.capacity
    away = tuple(day for day in week if _is_away(person, day))
    return Capacity(per_week * (len(week) - len(away)) / len(week), per_week, away)


def _is_away(person: Person, day: date) -> bool:
    return any(first <= day <= last for first, last in map(read_span, person.away))
