"""No due date has passed without a word.

What it checks
--------------
The due time of a card that is not finished is ahead, or its due date is ticked as complete. With
`done_days`, a card that came to `done` within so many days has its due date ticked too: Trello
keeps showing an unticked date in red.

Why
---
A date that has passed unnoticed tells everyone that dates here mean nothing, the next one too.

A card that breaks it
---------------------
"Send the count matrix to the clinic" in *Doing*, due four days ago.

A card that keeps it
--------------------
The same card with a new due date and a comment to the clinic, or with its date ticked.

How to resolve
--------------
Agree on a new date with whoever waits for it; if the work is done, tick the date.

Fix and its safety
------------------
When the card is done, or every line of its checklists is ticked, the fix ticks the due date. It
asks first: whether the promise was kept is for people to say.

Options
-------
`days`: how many days after the due time the rule speaks; `done_days`: how many days back it looks
at finished cards, 0 for not at all.

Being exempt
------------
`<!-- cardkeeper: exempt due-passed until 2026-12-24 because the clinic moves the day -->` in the
description.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from msgspec import Meta

from protocol.days import ago, day_of, spoken_day
from protocol.rule import Breach, Change, Fix, Options, Rule
from protocol.subject import Context, Subject


class DuePassed(Options, frozen=True):
    """How soon the rule speaks, and how far back it looks at finished cards, in calendar days."""

    days: Annotated[int, Meta(ge=0)] = 0
    done_days: Annotated[int, Meta(ge=0)] = 0


def check(card: Subject, context: Context, options: DuePassed) -> Iterator[Breach]:
    """One breach when the due time has passed and nobody has ticked it."""
    due = card.card.due
    if due is None or card.card.due_complete or due >= context.now:
        return
    if card.role == "done":
        if options.done_days and card.done_within(options.done_days):
            yield _unticked(card, due, context)
    elif context.days_since(due) >= options.days:
        yield _overdue(card, due, context)


def _overdue(card: Subject, due: datetime, context: Context) -> Breach:
    today = day_of(context.now, context.zone)
    day = day_of(due, context.zone)
    return Breach(
        says=f"it was due {ago(day, today)}, on {spoken_day(day, today)}",
        resolve="Agree on a new date with whoever waits for it; if it is done, tick the date.",
        who=tuple(owner.id for owner in card.owners),
        since=due,
        facts={"list": card.list_name, "due": day.isoformat()},
        fix=_tick() if _is_worked_off(card) else None,
    )


def _unticked(card: Subject, due: datetime, context: Context) -> Breach:
    today = day_of(context.now, context.zone)
    day = day_of(due, context.zone)
    return Breach(
        says=f"it is in '{card.list_name}', and its due date, {spoken_day(day, today)}, "
        "is not ticked",
        resolve="Tick the due date, or say in a comment what became of the promise.",
        who=tuple(owner.id for owner in card.owners),
        since=due,
        facts={"list": card.list_name, "due": day.isoformat()},
        fix=_tick(),
    )


def _is_worked_off(card: Subject) -> bool:
    """Whether the card has checklists and every line of them is ticked."""
    return any(checklist.items for checklist in card.card.checklists) and not card.card.open_items


def _tick() -> Fix:
    return Fix(does="Ticks the due date as complete.", changes=(Change("tick", "due"),), safe=False)


RULE = Rule(
    name="due-passed",
    family="time",
    summary="The due date of a card that is not finished has not passed unticked.",
    page=__doc__,
    level="advise",
    options=DuePassed,
    check=check,
)
