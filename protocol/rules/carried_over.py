"""What was planned for a week is done within a few.

What it checks
--------------
A card has not been in a `ready` or `doing` list at each of the last `meetings` weekly meetings,
going by the weekday and hour of `[meeting]`. Weeks that the board's history does not reach count
only when the card has not been touched since.

Why
---
A card that is carried over week after week is not being done. Saying so in the meeting is cheaper
than carrying it a fourth time.

A card that breaks it
---------------------
"Doublet filter" was in *Ready* at the meetings of 2, 9 and 16 November.

A card that keeps it
--------------------
The same card, moved from *Inbox* to *Ready* after the meeting of 2 November.

How to resolve
--------------
Make it smaller, give it to somebody with room, or put it back to where nothing is promised.

Fix and its safety
------------------
None: what becomes of it is a decision for the meeting.

Options
-------
`meetings`: how many in a row are too many; `roles`: the roles that count as planned.

Being exempt
------------
`<!-- cardkeeper: exempt carried-over until 2026-12-24 because it runs in the background -->` in
the description.
"""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from protocol.carried import meetings_carried
from protocol.days import day_of, spoken_day
from protocol.rule import Breach, Options, Rule
from protocol.subject import Context, Subject
from protocol.words import Role


class CarriedOver(Options, frozen=True):
    """How many meetings in a row a card may see in these roles."""

    meetings: Annotated[int, Meta(ge=1, le=52)] = 3
    roles: tuple[Role, ...] = ("ready", "doing")


def check(card: Subject, context: Context, options: CarriedOver) -> Iterator[Breach]:
    """One breach when the card was there at each of the last meetings."""
    if card.role not in options.roles or card.is_goal:
        return
    seen = meetings_carried(card, context, options.roles)
    if len(seen) < options.meetings:
        return
    first, today = day_of(seen[-1], context.zone), day_of(context.now, context.zone)
    yield Breach(
        says=f"it was planned or in progress at each of the last {len(seen)} weekly meetings, "
        f"since {spoken_day(first, today)}",
        resolve="Make it smaller, give it to somebody with room, or put it back to where nothing "
        "is promised.",
        who=tuple(owner.id for owner in card.owners),
        since=seen[-1],
        facts={
            "list": card.list_name,
            "meetings": str(len(seen)),
            "limit": str(options.meetings),
            "first_meeting": first.isoformat(),
        },
    )


RULE = Rule(
    name="carried-over",
    family="flow",
    summary="What was planned for a week is done within a few.",
    page=__doc__,
    level="shadow",
    options=CarriedOver,
    check=check,
)
