"""A card moves on rather than back and forth.

What it checks
--------------
A card that is not done has not been moved between the same two lists `times` times in `days` days.

Why
---
A card that goes to review and comes back, again and again, wants ten minutes of talk rather than
another round.

A card that breaks it
---------------------
"Doublet filter" went from *Doing* to *Review* and back twice this month.

A card that keeps it
--------------------
The same card, moved to *Review* once and back once.

How to resolve
--------------
Talk about what "done" means for it, write that on the card, or split it.

Fix and its safety
------------------
None: what keeps it going is for people to say.

Options
-------
`times`: moves between the same two lists, both ways counted; `days`: within so many calendar days.

Being exempt
------------
`<!-- cardkeeper: exempt back-and-forth until 2026-12-24 because the lists are being tried out -->`
in the description.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from protocol.rule import Breach, Options, Rule
from protocol.subject import Context, Subject


class BackAndForth(Options, frozen=True):
    """How many moves in how many calendar days are too many."""

    times: Annotated[int, Meta(ge=2)] = 4
    days: Annotated[float, Meta(gt=0)] = 30


def check(card: Subject, context: Context, options: BackAndForth) -> Iterator[Breach]:
    """One breach when the card has been between two lists too often."""
    moves = context.history.moves(card.id)
    if len(moves) < options.times or card.role == "done":
        return
    lately = [move for move in moves if context.days_since(move.when) <= options.days]
    pairs = Counter(frozenset((m.before, m.after)) for m in lately if m.before != m.after)
    if not pairs:
        return
    pair, number = pairs.most_common(1)[0]
    if number < options.times:
        return
    first, second = sorted((context.list_name(list_id) for list_id in pair), key=str.casefold)
    yield Breach(
        says=f"it was moved between '{first}' and '{second}' {number} times "
        f"in {options.days:g} days",
        resolve="Talk about what is missing for it to stay, write that on the card, or split it.",
        who=tuple(owner.id for owner in card.owners),
        since=lately[-1].when,
        facts={"lists": f"{first}, {second}", "times": str(number), "days": f"{options.days:g}"},
    )


RULE = Rule(
    name="back-and-forth",
    family="flow",
    summary="A card moves on rather than back and forth between two lists.",
    page=__doc__,
    level="shadow",
    options=BackAndForth,
    check=check,
)
