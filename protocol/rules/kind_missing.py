"""Work that is agreed has a kind.

What it checks
--------------
When the agreement defines kinds, a card in a list that means `ready`, `doing`, `waiting` or
`review` has one of the kinds' labels. A card in a list of goals is a goal and needs no label. An
agreement without kinds is never spoken of.

Why
---
The kind tells what a card must carry, and what it weighs. Without it nobody can say what "done"
would mean for this card.

A card that breaks it
---------------------
"Compare the two aligners" lies in *Doing* and has no label but *urgent*.

A card that keeps it
--------------------
The same card with the label *analysis*.

How to resolve
--------------
Put the label of the card's kind on it.

Fix and its safety
------------------
When the title holds a word that the agreement lists under exactly one kind's `title_words`, the fix
puts that kind's label on the card. That is safe: it takes nothing away. When the words of several
kinds are in the title there is no fix, since only people can choose.

Options
-------
`roles`: the roles from which a kind is needed.

Being exempt
------------
`<!-- cardkeeper: exempt kind-missing until 2026-12-24 because it is a one-off -->` in the
description.
"""

from collections.abc import Iterator

from protocol.kind_words import kinds_told_by_title, label_of_kind
from protocol.rule import Breach, Change, Fix, Options, Rule
from protocol.subject import Context, Subject
from protocol.words import Role, join_or


class KindMissing(Options, frozen=True):
    """Where a kind is needed."""

    roles: tuple[Role, ...] = ("ready", "doing", "waiting", "review")


def check(card: Subject, context: Context, options: KindMissing) -> Iterator[Breach]:
    """One breach when the agreement has kinds and no label of the card tells one."""
    kinds = context.agreement.kinds
    if not kinds or card.kinds or card.role not in options.roles:
        return
    told = kinds_told_by_title(card, context)
    yield Breach(
        says=f"no label tells its kind, and it is in '{card.list_name}'",
        resolve=f"Put a label on it that tells its kind: {join_or(told or kinds)}.",
        who=tuple(owner.id for owner in card.owners),
        facts={
            "list": card.list_name,
            "labels": ", ".join(label.title for label in card.card.labels) or "none",
            "told_by_title": join_or(told) or "nothing",
        },
        fix=_label(told[0], context) if len(told) == 1 else None,
    )


def _label(kind: str, context: Context) -> Fix:
    label = label_of_kind(kind, context)
    return Fix(
        does=f"Puts the label '{label}' on the card, since its title tells that kind.",
        changes=(Change("label", label),),
        safe=True,
    )


RULE = Rule(
    name="kind-missing",
    family="meaning",
    summary="A card that is agreed has a label that tells its kind.",
    page=__doc__,
    level="advise",
    options=KindMissing,
    check=check,
)
