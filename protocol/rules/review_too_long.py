"""What waits for another pair of eyes is looked at within a week.

What it checks
--------------
A card has not been in `review` for more than 7 days, whichever of the board's lists for review it
has been in. Days are calendar days; when the board's history does not reach far enough back, the
card has been there "at least" so long.

Why
---
A review that takes longer than the work makes people skip it. Nearly always nobody in particular
was asked.

A card that breaks it
---------------------
"Add the spike-in controls" has been in *Review* for 12 days.

A card that keeps it
--------------------
The same card in *Review* for 3 days, or back in *Doing* with a comment on what is to change.

How to resolve
--------------
Ask one named person to look at it by a day, or move it back when it is not ready to be looked at.

Fix and its safety
------------------
None: whom to ask is a decision.

Options
-------
`days`: the limit, in calendar days.

Being exempt
------------
`<!-- cardkeeper: exempt review-too-long until 2026-12-24 because the auditor comes then -->` in the
description.
"""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from protocol.rule import Breach, Options, Rule
from protocol.subject import Context, Subject
from protocol.words import count_of


class ReviewTooLong(Options, frozen=True):
    """How long a review may take, in calendar days."""

    days: Annotated[int, Meta(ge=0)] = 7


def check(card: Subject, context: Context, options: ReviewTooLong) -> Iterator[Breach]:
    """One breach when the card has waited for a review for longer than agreed."""
    if card.role != "review" or card.is_goal or card.role_since is None:
        return
    days = int(context.days_since(card.role_since.when))
    if days <= options.days:
        return
    least = "" if card.role_since.exact else "at least "
    yield Breach(
        says=f"it has waited for a review for {least}{count_of(days, 'day')}; "
        f"the agreement says {options.days}",
        resolve="Ask one named person to look at it by a day, or move it back if it is not ready.",
        who=tuple(owner.id for owner in card.owners),
        since=card.role_since.when,
        facts={"list": card.list_name, "days": str(days), "limit_days": str(options.days)},
    )


RULE = Rule(
    name="review-too-long",
    family="time",
    summary="A card in review is looked at within a week.",
    page=__doc__,
    level="advise",
    options=ReviewTooLong,
    check=check,
)
