"""A card is small enough to be finished.

What it checks
--------------
The estimate of a card that is neither finished nor a goal is at most 10 days.

Why
---
What takes longer than two weeks is not one piece of work. It stands in *Doing* for a month and
nobody can say how far it is.

A card that breaks it
---------------------
"Rewrite the variant pipeline (25)".

A card that keeps it
--------------------
"Variant pipeline: read the new panel file (4)", one of six.

How to resolve
--------------
Split it into parts that each end with something to show, or make it a goal with cards below it.

Fix and its safety
------------------
None: where to cut is a decision.

Options
-------
`days`: the largest estimate a card may have, in days.

Being exempt
------------
`<!-- cardkeeper: exempt estimate-too-large until 2026-12-24 because it is a fixed contract -->` in
the description.
"""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from protocol.rule import Breach, Options, Rule
from protocol.subject import Context, Subject
from protocol.words import figure


class EstimateTooLarge(Options, frozen=True):
    """The largest estimate that one card may have, in days."""

    days: Annotated[float, Meta(ge=0)] = 10


def check(card: Subject, context: Context, options: EstimateTooLarge) -> Iterator[Breach]:
    """One breach when unfinished work is estimated at more than one card should hold."""
    if card.role == "done" or card.estimate is None or card.estimate <= options.days:
        return
    if not card.is_goal:
        yield Breach(
            says=f"it is estimated at {figure(card.estimate)} days; "
            f"the agreement says at most {figure(options.days)}",
            resolve="Split it into parts that each end with something to show.",
            who=tuple(owner.id for owner in card.owners),
            facts={
                "list": card.list_name,
                "estimate_days": figure(card.estimate),
                "limit_days": figure(options.days),
            },
        )


RULE = Rule(
    name="estimate-too-large",
    family="content",
    summary="A card that is not finished is estimated at ten days or less.",
    page=__doc__,
    level="shadow",
    options=EstimateTooLarge,
    check=check,
)
