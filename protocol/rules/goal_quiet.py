"""Something moves for every goal.

What it checks
--------------
Of the cards that serve a goal, at least one was made or moved within the last `weeks`. A goal that
no card serves is quiet from the day it was made, where other goals of the board have cards. Goals
in a `done` list are left alone.

Why
---
Long-term goals are not dropped; they are not got round to. A quiet goal wants to be worked on or to
be given up aloud.

A card that breaks it
---------------------
"Atlas of 35 cell types" is in *Goals*; the last of its four cards was moved 40 days ago.

A card that keeps it
--------------------
The same goal in the week after one of its cards came to *Doing*.

How to resolve
--------------
Start its next card, say in the meeting why it rests, or close it.

Fix and its safety
------------------
None: whether a goal stands is the team's decision.

Options
-------
`weeks`: how long a goal may be quiet.

Being exempt
------------
`<!-- cardkeeper: exempt goal-quiet until 2027-03-31 because it rests until the grant comes -->` in
the description.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated

from msgspec import Meta

from protocol.rule import Breach, Options, Rule
from protocol.subject import Context, Subject
from protocol.words import count_of


class GoalQuiet(Options, frozen=True):
    """How long a goal may be quiet, in weeks."""

    weeks: Annotated[float, Meta(gt=0)] = 4


def check(card: Subject, context: Context, options: GoalQuiet) -> Iterator[Breach]:
    """One breach when no card that serves this goal has moved for so long."""
    if not card.is_goal or card.role == "done":
        return
    work = context.goals.work_of(card.id)
    if not work and not context.goals.ties_are_used:
        return
    last = max((moment for entry in work if (moment := _stirred(entry))), default=None)
    since = last or card.card.created
    if since is None or context.now - since <= timedelta(weeks=options.weeks):
        return
    days = count_of(int(context.days_since(since)), "day")
    open_work = sum(entry.role != "done" for entry in work)
    if not work:
        says = f"no card serves this goal, and it is {days} old"
    elif not open_work:
        says = f"all that serves this goal is done, and nothing has moved for it for {days}"
    else:
        says = f"none of the {count_of(len(work), 'card')} that serve this goal moved for {days}"
        if len(work) == 1:
            says = f"the one card that serves this goal has not moved for {days}"
    yield Breach(
        says=says,
        resolve="Start its next card, say in the meeting why it rests, or close it.",
        who=tuple(owner.id for owner in card.owners),
        since=since,
        facts={
            "cards": str(len(work)),
            "not_done": str(open_work),
            "last_movement": last.date().isoformat() if last else "none",
            "limit_weeks": f"{options.weeks:g}",
        },
    )


def _stirred(card: Subject) -> datetime | None:
    """When the card last came into a list or a role; at the latest, when the past is cut off."""
    moments = [since.when for since in (card.since, card.role_since) if since is not None]
    return max(moments, default=card.card.created)


RULE = Rule(
    name="goal-quiet",
    family="goals",
    summary="Something moves for every goal.",
    page=__doc__,
    level="shadow",
    options=GoalQuiet,
    check=check,
)
