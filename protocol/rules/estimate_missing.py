"""Work that is agreed has an estimate.

What it checks
--------------
A card in `ready`, `doing`, `waiting` or `review` has an estimate in days: in the custom field that
the agreement names, or as a mark in the title, such as "(3)". A card of a kind that has an estimate
of its own in the agreement needs none. Goals need none.

Why
---
A team that plans by days of work can only add up what is estimated. Teams that count cards leave
this rule off, as it is unless the agreement says otherwise.

A card that breaks it
---------------------
"Compare the two aligners" lies in *Ready*, with no mark and an empty field *Days*.

A card that keeps it
--------------------
"Compare the two aligners (3)".

How to resolve
--------------
Say roughly how many days it takes. Half a day, two, five and ten are precise enough.

Fix and its safety
------------------
None: an estimate is somebody's judgement.

Options
-------
`roles`: the roles from which an estimate is needed.

Being exempt
------------
`<!-- cardkeeper: exempt estimate-missing until 2026-12-24 because nobody can tell yet -->` in the
description.
"""

from collections.abc import Iterator

from protocol.rule import Breach, Options, Rule
from protocol.subject import Context, Subject
from protocol.words import Role, join_or


class EstimateMissing(Options, frozen=True):
    """Where an estimate is needed."""

    roles: tuple[Role, ...] = ("ready", "doing", "waiting", "review")


def check(card: Subject, context: Context, options: EstimateMissing) -> Iterator[Breach]:
    """One breach when the card is where an estimate is needed and it has none."""
    if card.role not in options.roles or card.is_goal or card.estimate is not None:
        return
    if card.kind_terms is not None and card.kind_terms.estimate is not None:
        return
    annotations = context.agreement.annotations
    ways = [f"in the field '{annotations.estimate_field}'"] if annotations.estimate_field else []
    ways += ["in the title, such as (3)"] if annotations.estimate_mark else []
    if not ways:  # the agreement leaves no place for one
        return
    yield Breach(
        says=f"it has no estimate, and it is in '{card.list_name}'",
        resolve=f"Write the estimate in days {join_or(ways)}.",
        who=tuple(owner.id for owner in card.owners),
        facts={"list": card.list_name, "kind": card.kind or "none"},
    )


RULE = Rule(
    name="estimate-missing",
    family="content",
    summary="A card that is agreed has an estimate in days.",
    page=__doc__,
    level="off",
    options=EstimateMissing,
    check=check,
)
