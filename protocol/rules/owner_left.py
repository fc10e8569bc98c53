"""The owners of a card are still on the board.

What it checks
--------------
No member of a card that is not finished has left the board or been deactivated. A board whose
members are not told, as in some exports, is never spoken of.

Why
---
A card that names somebody who is gone looks looked after. The one who left is asked in vain.

A card that breaks it
---------------------
"Tune the doublet filter" in *Ready* with Jonas on it, who left the team in August.

A card that keeps it
--------------------
The same card with Omar on it instead.

How to resolve
--------------
Take the former member off, and put on whoever goes on with it, or move it back to where nobody
has promised it.

Fix and its safety
------------------
Takes the former members off the card. It asks first: their name may be the last trace of whom to
ask. It does not choose a new owner.

Options
-------
None.

Being exempt
------------
`<!-- cardkeeper: exempt owner-left until 2026-12-24 because she comes back in January -->` in the
description.
"""

from collections.abc import Iterator

from protocol.rule import Breach, Change, Fix, Options, Rule
from protocol.subject import Context, Subject
from protocol.words import join_and


def check(card: Subject, context: Context, options: Options) -> Iterator[Breach]:
    """One breach when somebody on an unfinished card is no longer on the board."""
    ids = card.card.member_ids
    if len(card.owners) == len(ids) or card.role == "done" or not context.board.members:
        return
    staying = [owner.id for owner in card.owners]
    left = [member for member in ids if member not in staying]
    names = join_and(context.name_of(member) for member in left)
    yield Breach(
        says=f"{names} {'is' if len(left) == 1 else 'are'} on it and no longer on the board",
        resolve="Take the former member off, and put on whoever goes on with it."
        if not staying
        else "Take the former member off the card.",
        who=tuple(staying) or context.leads,
        facts={
            "list": card.list_name,
            "left": names,
            "staying": join_and(card.owner_names) or "nobody",
        },
        fix=Fix(
            does=f"Takes {names} off the card.",
            changes=tuple(Change("disown", member) for member in left),
            safe=False,
        ),
    )


RULE = Rule(
    name="owner-left",
    family="ownership",
    summary="The owners of a card that is not finished are still on the board.",
    page=__doc__,
    level="advise",
    options=Options,
    check=check,
)
