"""Work that has begun has a due date.

What it checks
--------------
A card whose list means `doing` or `review` has a due date. Goals are left to the rules on goals.

Why
---
Some teams promise days, others only an order. For the first, a card without a day is a promise to
nobody; the others leave this rule as it is: in `shadow` it counts and says nothing.

A card that breaks it
---------------------
"Send the count matrix to the clinic" lies in *Doing* without a due date.

A card that keeps it
--------------------
The same card, due on 4 December.

How to resolve
--------------
Set the day on which somebody expects the result. When nobody does, ask whether it is wanted now.

Fix and its safety
------------------
None: a day is a promise, and only people make one.

Options
-------
`roles`: the roles from which a due date is needed.

Being exempt
------------
`<!-- cardkeeper: exempt due-missing until 2026-12-24 because the clinic names the day -->` in the
description.
"""

from collections.abc import Iterator

from protocol.rule import Breach, Options, Rule
from protocol.subject import Context, Subject
from protocol.words import Role


class DueMissing(Options, frozen=True):
    """Where a due date is needed."""

    roles: tuple[Role, ...] = ("doing", "review")


def check(card: Subject, context: Context, options: DueMissing) -> Iterator[Breach]:
    """One breach when the card is where a due date is needed and has none."""
    if card.card.due is not None or card.role not in options.roles or card.is_goal:
        return
    yield Breach(
        says=f"it has no due date, and it is in '{card.list_name}'",
        resolve="Set the day on which somebody expects the result.",
        who=tuple(owner.id for owner in card.owners),
        facts={"list": card.list_name, "role": str(card.role)},
    )


RULE = Rule(
    name="due-missing",
    family="time",
    summary="Work that has begun has a due date.",
    page=__doc__,
    level="shadow",
    options=DueMissing,
    check=check,
)
