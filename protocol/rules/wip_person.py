"""Nobody does more things at once than the team has agreed.

What it checks
--------------
No person is a member of more cards in `doing` lists than the limit: `[load] wip`, or the option
`limit`. Without either the rule says nothing. Goals do not count. The finding stands at the card
that the person took up last.

Why
---
Each further card that one person has begun makes all of them later.

A card that breaks it
---------------------
With a limit of 3: Omar is on four cards in *Doing*; "Doublet filter" was the last he took up.

A card that keeps it
--------------------
The same card, once one of the other three has moved on.

How to resolve
--------------
Finish or hand over one of the others, or put this one back until there is room.

Fix and its safety
------------------
Asks first: moves the card back where it came from.

Options
-------
`limit`: cards in doing per person; outweighs `[load] wip`.

Being exempt
------------
`<!-- cardkeeper: exempt wip-person until 2026-12-24 because it is a five-minute job -->` in the
description.
"""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from protocol.rule import Breach, Options, Rule
from protocol.subject import Context, Subject
from protocol.way_back import way_back
from protocol.wip import latest
from protocol.words import count_of, join_and


class WipPerson(Options, frozen=True):
    """Cards in doing per person."""

    limit: Annotated[int, Meta(ge=1)] | None = None


def check_board(context: Context, options: WipPerson) -> Iterator[Breach]:
    """One breach per card that took one or more people over the limit."""
    limit = options.limit or context.agreement.load.wip
    if limit is None:
        return
    held: dict[str, list[Subject]] = {}
    for card in context.subjects:
        if card.role == "doing" and not card.is_goal:
            for owner in card.owners:
                held.setdefault(owner.id, []).append(card)
    over: dict[str, list[str]] = {}
    for member, cards in held.items():
        if len(cards) > limit:
            over.setdefault(latest(cards).id, []).append(member)
    for card_id, members in over.items():
        card = context.subjects_by_id[card_id]
        counts = join_and(
            f"{context.name_of(m)} is on {count_of(len(held[m]), 'card')}" for m in members
        )
        yield Breach(
            says=f"{counts} in progress with this one; the agreement says {limit}",
            resolve="Finish or hand over one of the others, or put this one back until there is "
            "room.",
            who=tuple(members),
            since=card.since.when if card.since else None,
            facts={
                "limit": str(limit),
                **{
                    f"cards of {context.name_of(m)}": join_and(c.title for c in held[m])
                    for m in members
                },
            },
            card_id=card_id,
            fix=way_back(card, context, earlier_than="doing"),
        )


RULE = Rule(
    name="wip-person",
    family="flow",
    summary="Nobody does more things at once than the team has agreed.",
    page=__doc__,
    level="advise",
    options=WipPerson,
    check_board=check_board,
)
