"""No list holds more cards than the team has agreed.

What it checks
--------------
A list with a limit holds no more cards than that: the `wip` of the list in the agreement, else a
number in the list's own name, such as "Doing [3]", "Review (max 4)" or "To do, limit 10". A bare
number in brackets is a limit only in lists that mean doing, review or waiting. The finding stands
at the card that came last.

Why
---
A limit that nobody looks at is a decoration. A full list means: help to finish, do not begin.

A card that breaks it
---------------------
"Doublet filter" was moved to *Doing [3]*, which already held three cards.

A card that keeps it
--------------------
The same card, left in *Ready* until one of the three has moved on.

How to resolve
--------------
Help to finish what is in the list, or put this card back until there is room.

Fix and its safety
------------------
Asks first: moves the card back where it came from.

Options
-------
`names`: whether numbers in the names of lists are limits.

Being exempt
------------
`<!-- cardkeeper: exempt wip-list until 2026-12-24 because it is a five-minute job -->` in the
description.
"""

from collections.abc import Iterator

from protocol.rule import Breach, Options, Rule
from protocol.subject import Context, Subject
from protocol.way_back import list_role, way_back
from protocol.wip import latest, limit_in_name, limit_of_list


class WipList(Options, frozen=True):
    """Whether a number in a list's name is a limit."""

    names: bool = True


def check_board(context: Context, options: WipList) -> Iterator[Breach]:
    """One breach per list that is over its limit, at the card that came last."""
    held: dict[str, list[Subject]] = {}
    for card in context.subjects:
        held.setdefault(card.card.list_id, []).append(card)
    for list_id, cards in held.items():
        entry = context.board.lists_by_id[list_id]
        limit = limit_of_list(context, entry)
        if limit is None and options.names:
            limit = limit_in_name(entry.name, list_role(context, list_id))
        if limit is None or len(cards) <= limit:
            continue
        card = latest(cards)
        yield Breach(
            says=f"'{entry.name}' holds {len(cards)} cards with this one; its limit is {limit}",
            resolve="Help to finish what is in the list, or put this card back until there is "
            "room.",
            who=tuple(owner.id for owner in card.owners),
            since=card.since.when if card.since else None,
            facts={"list": entry.name, "cards": str(len(cards)), "limit": str(limit)},
            card_id=card.id,
            fix=way_back(card, context),
        )


RULE = Rule(
    name="wip-list",
    family="flow",
    summary="No list holds more cards than the team has agreed.",
    page=__doc__,
    level="advise",
    options=WipList,
    check_board=check_board,
)
