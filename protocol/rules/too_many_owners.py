"""A card has few owners.

What it checks
--------------
A card that is neither finished nor a goal has at most three members who are still on the board.

Why
---
What belongs to four people belongs to nobody: each may think that another does it. It also makes
everybody's load look larger than it is.

A card that breaks it
---------------------
"Write the methods section" with Ines, Omar, Petra and Yusuf on it.

A card that keeps it
--------------------
The same card with Ines on it, and the others named in the description as those to ask.

How to resolve
--------------
Leave on the card who does the work. Others can watch it, or be named in the description.

Fix and its safety
------------------
None: only the owners can say who does the work.

Options
-------
`most`: how many owners a card may have.

Being exempt
------------
`<!-- cardkeeper: exempt too-many-owners until 2026-12-24 because the retreat needs all -->` in the
description.
"""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from protocol.rule import Breach, Options, Rule
from protocol.subject import Context, Subject
from protocol.words import join_and


class TooManyOwners(Options, frozen=True):
    """How many owners are enough."""

    most: Annotated[int, Meta(ge=1)] = 3


def check(card: Subject, context: Context, options: TooManyOwners) -> Iterator[Breach]:
    """One breach when more people than agreed own work that is not finished."""
    if len(card.card.member_ids) <= options.most or card.role == "done" or card.is_goal:
        return
    if len(card.owners) > options.most:
        yield Breach(
            says=f"{len(card.owners)} people own it: {join_and(card.owner_names)}; "
            f"the agreement says at most {options.most}",
            resolve="Leave on the card who does the work; others can watch it.",
            who=tuple(owner.id for owner in card.owners),
            facts={
                "list": card.list_name,
                "owners": str(len(card.owners)),
                "most": str(options.most),
            },
        )


RULE = Rule(
    name="too-many-owners",
    family="ownership",
    summary="A card that is not finished has at most three owners.",
    page=__doc__,
    level="shadow",
    options=TooManyOwners,
    check=check,
)
