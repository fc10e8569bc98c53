"""An estimate stands in the field that is meant for it.

What it checks
--------------
When the agreement names a custom field for estimates and the board has it, a card whose title holds
an estimate mark such as "(3)" has an estimate in that field too. Finished cards are left alone.

Why
---
Trello can sort and sum a field, not a title. When the estimate changes, one of two places is
forgotten; the field outweighs the title.

A card that breaks it
---------------------
"Compare the two aligners (3)" with the field *Days* empty.

A card that keeps it
--------------------
The same card with 3 in the field *Days*.

How to resolve
--------------
Put the number into the field. The mark in the title may stay or go.

Fix and its safety
------------------
Puts the number of the mark into the field. It is safe: the field was empty, and the title stays.

Options
-------
None.

Being exempt
------------
`<!-- cardkeeper: exempt estimate-only-in-title because the number is a version -->` in the
description.
"""

from collections.abc import Iterator

from protocol.agreement import fold
from protocol.rule import Breach, Change, Fix, Options, Rule
from protocol.subject import Context, Subject


def check(card: Subject, context: Context, options: Options) -> Iterator[Breach]:
    """One breach when the title tells an estimate and the agreement's field tells none."""
    field = context.agreement.annotations.estimate_field
    if not field or card.role == "done" or card.estimate is None:
        return
    wanted = fold(field)
    if any(fold(name) == wanted and value.strip() for name, value in card.card.fields.items()):
        return
    if wanted not in map(fold, context.board.field_names):
        return
    days = f"{card.estimate:g}"  # whole: the field is given what the title says
    yield Breach(
        says=f"its estimate, {days} {'day' if days == '1' else 'days'}, stands in the title "
        f"and not in the field '{field}'",
        resolve=f"Put {days} into the field '{field}'.",
        who=tuple(owner.id for owner in card.owners),
        facts={"list": card.list_name, "estimate_days": days, "field": field},
        fix=Fix(
            does=f"Puts {days} into the field '{field}'; the title stays as it is.",
            changes=(Change("estimate", days),),
            safe=True,
        ),
    )


RULE = Rule(
    name="estimate-only-in-title",
    family="content",
    summary="An estimate in the title stands in the estimate field too.",
    page=__doc__,
    level="advise",
    options=Options,
    check=check,
)
