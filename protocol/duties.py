"""Rotation duties: a week on call, at the help desk, or as the meeting's host costs days.

The people of a duty take turns in the order in which the agreement names them.
"""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from protocol.agreement import Agreement, DutyTerms, fold
from protocol.days import WORKDAYS_PER_WEEK


class Duty(Struct, frozen=True):
    """What one duty takes from one person's week."""

    name: str
    days: float


def on_duty(terms: DutyTerms, day: date) -> str:
    """Whose turn it is on this day; empty before the first turn and when nobody is named."""
    since = (day - terms.starts).days
    if since < 0 or not terms.people:
        return ""
    return terms.people[since // (7 * terms.weeks) % len(terms.people)]


def duties_of(agreement: Agreement, name: str, week: Sequence[date]) -> tuple[Duty, ...]:
    """The duties that this person of the agreement has on some of these days, and their cost.

    A duty costs its days for a whole working week; two of five days of it cost two fifths.
    """
    found = []
    for duty, terms in agreement.duties.items():
        turns = sum(fold(on_duty(terms, day)) == fold(name) for day in week)
        if turns:
            found.append(Duty(duty, terms.days * turns / WORKDAYS_PER_WEEK))
    return tuple(found)
