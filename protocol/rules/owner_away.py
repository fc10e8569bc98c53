"""Work under way does not wait for people who are away for long.

What it checks
--------------
When every owner of a card is away, by the days that the agreement has under their names, and none
is back within five days, the card is neither in `doing` nor in `review`, and is not due before the
first of them is back. Days are calendar days, today included.

Why
---
Such a card stands still, and nobody notices until the owner is back and the date is gone.

A card that breaks it
---------------------
"Send the count matrix to the clinic" in *Ready*, due on 18 November; Petra, its one owner, is away
from 9 to 27 November.

A card that keeps it
--------------------
The same card with Yusuf on it too, or due on 4 December.

How to resolve
--------------
Agree with somebody who is here to take it over, or move it to where it waits and change the date.

Fix and its safety
------------------
None: somebody has to agree to take it.

Options
-------
`days`: how long all owners must be away still, in calendar days; `roles`: the roles in which the
card is asked about whether it has a date or not.

Being exempt
------------
`<!-- cardkeeper: exempt owner-away until 2026-12-24 because the clinic is closed too -->` in the
description.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from msgspec import Meta

from protocol.away import back_on
from protocol.days import day_of, spoken_day
from protocol.rule import Breach, Options, Rule
from protocol.subject import Context, Subject
from protocol.words import Role, join_and


class OwnerAway(Options, frozen=True):
    """How long an absence is long, in calendar days, and where it matters."""

    days: Annotated[int, Meta(ge=1)] = 5
    roles: tuple[Role, ...] = ("doing", "review")


def check(card: Subject, context: Context, options: OwnerAway) -> Iterator[Breach]:
    """One breach when all owners stay away and the card is under way, or due before that ends."""
    if not context.agreement.people or not card.owners or card.role == "done":
        return
    today = day_of(context.now, context.zone)
    back = _first_back(card, context, today)
    if back is None or (back - today).days < options.days:
        return
    due = _open_due(card, context)
    due_before = due is not None and today <= due < back
    if card.role not in options.roles and not due_before:
        return
    place = f"due on {spoken_day(due, today)}" if due and due_before else f"in '{card.list_name}'"
    verb = "is" if len(card.owners) == 1 else "are all"
    yield Breach(
        says=f"it is {place}, and {join_and(card.owner_names)} {verb} away "
        f"until {spoken_day(back, today)}",
        resolve="Agree with somebody who is here to take it over, or let it wait and say so.",
        who=context.leads,
        facts={
            "list": card.list_name,
            "owners": join_and(card.owner_names),
            "back": back.isoformat(),
            "due": due.isoformat() if due else "none",
        },
    )


def _open_due(card: Subject, context: Context) -> date | None:
    """The day the card is due on, when nobody has ticked it yet."""
    due = card.card.due
    return day_of(due, context.zone) if due and not card.card.due_complete else None


def _first_back(card: Subject, context: Context, today: date) -> date | None:
    """The day on which the first owner is back; None when one of them is here."""
    days = []
    for owner in card.owners:
        known = context.person_of(owner)
        back = back_on(known[1], today) if known else None
        if back is None:
            return None
        days.append(back)
    return min(days)


RULE = Rule(
    name="owner-away",
    family="ownership",
    summary="Work under way or due soon has an owner who is not away for long.",
    page=__doc__,
    level="advise",
    options=OwnerAway,
    check=check,
)
