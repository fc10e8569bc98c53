"""Work starts before it is due.

What it checks
--------------
The start date of a card that is not finished is not later than its due date. Days are compared,
where the team is, and not times of day. A due date that is ticked is not asked about.

Why
---
One of the two dates is wrong, and whoever plans with the card takes the other.

A card that breaks it
---------------------
"Draft the figures", to be started on 23 November and due on 20 November.

A card that keeps it
--------------------
The same card, due on 27 November.

How to resolve
--------------
Set right whichever of the two dates was forgotten when the other one moved.

Fix and its safety
------------------
None: only people know which of the dates holds.

Options
-------
None.

Being exempt
------------
`<!-- cardkeeper: exempt start-after-due until 2026-12-24 because both dates will move -->` in the
description.
"""

from collections.abc import Iterator

from protocol.days import day_of, spoken_day
from protocol.rule import Breach, Options, Rule
from protocol.subject import Context, Subject


def check(card: Subject, context: Context, options: Options) -> Iterator[Breach]:
    """One breach when an unfinished card is to be started after the day it is due."""
    if card.card.start is None or card.card.due is None or card.card.due_complete:
        return
    start, due = (day_of(day, context.zone) for day in (card.card.start, card.card.due))
    if start <= due or card.role == "done":
        return
    today = day_of(context.now, context.zone)
    yield Breach(
        says=f"it is to be started on {spoken_day(start, today)}, after it is due, "
        f"on {spoken_day(due, today)}",
        resolve="Set right whichever of the two dates no longer holds.",
        who=tuple(owner.id for owner in card.owners),
        facts={"list": card.list_name, "start": start.isoformat(), "due": due.isoformat()},
    )


RULE = Rule(
    name="start-after-due",
    family="time",
    summary="The start date of a card is not later than its due date.",
    page=__doc__,
    level="advise",
    options=Options,
    check=check,
)
