"""A card has the sections that its kind asks for.

What it checks
--------------
The description of a card has every heading that its kind asks for from the card's role on, in the
order inbox, ready, doing, waiting, review, done. A heading is a line such as "## Data" or
"**Data**"; case does not matter. A finished card is asked only when it came to `done` lately. Cards
without a kind, and kinds without sections, are never spoken of.

Why
---
The team agreed on these headings so that another person can go on with the card, or find its result
a year from now.

A card that breaks it
---------------------
"Compare the two aligners", an *analysis*, lies in *Doing*; the agreement asks for "Data" and
"Question" from `ready` on, and the description has no heading "Data".

A card that keeps it
--------------------
The same card with "## Question" and "## Data" in its description.

How to resolve
--------------
Add the heading and write below it what it asks for.

Fix and its safety
------------------
Adds the missing headings, empty, below the description. It is safe: nothing that is there changes.
`section-empty` then asks for the text.

Options
-------
`done_days`: how many days back finished cards are looked at.

Being exempt
------------
`<!-- cardkeeper: exempt section-missing until 2026-12-24 because the report holds it all -->` in
the description.
"""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from protocol.agreement import fold
from protocol.kind_sections import sections_asked
from protocol.rule import Breach, Change, Fix, Options, Rule
from protocol.subject import Context, Subject
from protocol.words import join_and


class SectionMissing(Options, frozen=True):
    """How far back finished cards are looked at, in calendar days."""

    done_days: Annotated[int, Meta(ge=0)] = 14


def check(card: Subject, context: Context, options: SectionMissing) -> Iterator[Breach]:
    """One breach when headings that the kind asks for by now are not in the description."""
    missing = [name for name in sections_asked(card) if fold(name) not in card.sections]
    if not missing or (card.role == "done" and not card.done_within(options.done_days)):
        return
    named = join_and(f"'{name}'" for name in missing)
    yield Breach(
        says=f"its description has no {'heading' if len(missing) == 1 else 'headings'} {named}, "
        f"which the kind '{card.kind}' asks for in '{card.list_name}'",
        resolve=f"Add {named} to the description and fill {'it' if len(missing) == 1 else 'them'}.",
        who=tuple(owner.id for owner in card.owners),
        facts={
            "list": card.list_name,
            "kind": str(card.kind),
            "missing": ", ".join(missing),
        },
        fix=_add(card, missing),
    )


def _add(card: Subject, missing: list[str]) -> Fix:
    headings = [f"## {name}" for name in missing]
    before = card.card.desc.rstrip()
    below = "\n\n".join([before, *headings] if before else headings)
    return Fix(
        does=f"Adds {join_and(map(repr, headings))}, empty, below the description.",
        changes=(Change("describe", f"{below}\n"),),
        safe=True,
    )


RULE = Rule(
    name="section-missing",
    family="content",
    summary="A card has every heading that its kind asks for by now.",
    page=__doc__,
    level="advise",
    options=SectionMissing,
    check=check,
)
