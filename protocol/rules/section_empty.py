"""The sections that a card's kind asks for say something.

What it checks
--------------
Below every heading that the card's kind asks for from the card's role on, and that the description
has, there is at least one word; a dash or dots alone do not count, text below a deeper heading
does. A finished card is asked only when it came to `done` lately. Cards without a kind are never
spoken of.

Why
---
An empty heading answers a question that somebody will have with silence.

A card that breaks it
---------------------
"Compare the two aligners", an *analysis* in *Doing*, has "## Data" and nothing below it.

A card that keeps it
--------------------
The same card with "## Data" and "Batch 7, 96 samples, s3://runs/batch7" below it.

How to resolve
--------------
Write below the heading what it asks for, even if it is one line or "nothing, because ...".

Fix and its safety
------------------
None: only people know what belongs there.

Options
-------
`done_days`: how many days back finished cards are looked at.

Being exempt
------------
`<!-- cardkeeper: exempt section-empty until 2026-12-24 because the data arrive that week -->` in
the description.
"""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from protocol.agreement import fold
from protocol.kind_sections import sections_asked
from protocol.rule import Breach, Options, Rule
from protocol.subject import Context, Subject
from protocol.words import join_and


class SectionEmpty(Options, frozen=True):
    """How far back finished cards are looked at, in calendar days."""

    done_days: Annotated[int, Meta(ge=0)] = 14


def check(card: Subject, context: Context, options: SectionEmpty) -> Iterator[Breach]:
    """One breach when headings that the kind asks for by now have no text below them."""
    empty = [name for name in sections_asked(card) if _says_nothing(card.sections.get(fold(name)))]
    if not empty or (card.role == "done" and not card.done_within(options.done_days)):
        return
    named = join_and(f"'{name}'" for name in empty)
    yield Breach(
        says=f"there is nothing below its {'heading' if len(empty) == 1 else 'headings'} {named}, "
        f"which the kind '{card.kind}' asks for in '{card.list_name}'",
        resolve=f"Write below {named} what {'it asks' if len(empty) == 1 else 'they ask'} for.",
        who=tuple(owner.id for owner in card.owners),
        facts={"list": card.list_name, "kind": str(card.kind), "empty": ", ".join(empty)},
    )


def _says_nothing(text: str | None) -> bool:
    """Whether the section is there and holds no letter, digit or sign of another script."""
    return text is not None and not any(sign.isalnum() for sign in text)


RULE = Rule(
    name="section-empty",
    family="content",
    summary="The sections that a card's kind asks for by now are filled.",
    page=__doc__,
    level="advise",
    options=SectionEmpty,
    check=check,
)
