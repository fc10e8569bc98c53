"""A card has one kind.

What it checks
--------------
The labels of a card tell at most one kind. Finished cards are left alone.

Why
---
Two kinds ask for different sections, links and estimates; as long as a card has both, none of them
can be asked for, and its load is a guess.

A card that breaks it
---------------------
"Compare the two aligners" has the labels *analysis* and *tool*.

A card that keeps it
--------------------
The same card with the label *analysis*, and a second card for the tool that came out of it.

How to resolve
--------------
Keep the label that tells what will be there when the card is done, and take the others off.

Fix and its safety
------------------
When the title holds a word of exactly one of these kinds (`title_words`), the fix takes the labels
of the others off. It asks first: a label that somebody put there is taken away.

Options
-------
None.

Being exempt
------------
`<!-- cardkeeper: exempt kind-ambiguous until 2026-12-24 because it will be split -->` in the
description.
"""

from collections.abc import Iterator

from protocol.kind_words import kinds_told_by_title, label_of_kind
from protocol.rule import Breach, Change, Fix, Options, Rule
from protocol.subject import Context, Subject
from protocol.words import join_and


def check(card: Subject, context: Context, options: Options) -> Iterator[Breach]:
    """One breach when labels of the card tell two kinds or more."""
    if len(card.kinds) < 2 or card.role == "done":
        return
    yield Breach(
        says=f"its labels tell {len(card.kinds)} kinds: {join_and(card.kinds)}",
        resolve="Keep the label that tells what will be there when it is done; take the rest off.",
        who=tuple(owner.id for owner in card.owners),
        facts={"list": card.list_name, "kinds": ", ".join(card.kinds)},
        fix=_unlabel(card, context),
    )


def _unlabel(card: Subject, context: Context) -> Fix | None:
    told = [kind for kind in kinds_told_by_title(card, context) if kind in card.kinds]
    if len(told) != 1:
        return None
    others = [label_of_kind(kind, context) for kind in card.kinds if kind != told[0]]
    return Fix(
        does=f"Takes the label {join_and(map(repr, others))} off; the title tells '{told[0]}'.",
        changes=tuple(Change("unlabel", label) for label in others),
        safe=False,
    )


RULE = Rule(
    name="kind-ambiguous",
    family="meaning",
    summary="The labels of a card tell at most one kind.",
    page=__doc__,
    level="advise",
    options=Options,
    check=check,
)
