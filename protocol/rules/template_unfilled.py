"""Work that has begun has no template text left in it.

What it checks
--------------
The title and the description of a card whose list means `doing`, `waiting` or `review` hold no
placeholder: no line that begins with "TODO:" or "TBD:", no invitation such as "<describe the data>"
or "[fill in]", no "Lorem ipsum"; and the description is not made of empty headings alone. Code and
HTML comments are not looked at. A line "TODO" with a list below it is a heading, not a placeholder.
When the card's kind asks for sections, `section-empty` speaks of empty headings, not this rule.

Why
---
A copied template looks like a described card from afar. The placeholder is the one thing that the
next reader needed to know.

A card that breaks it
---------------------
"Re-run the batch 7 alignment" in *Doing*, described as "## Data" and "<describe the input>".

A card that keeps it
--------------------
The same card with "## Data" and "Batch 7, 96 samples, s3://runs/batch7".

How to resolve
--------------
Write what the template asks for, or delete the line that nobody needs.

Fix and its safety
------------------
None: only people know what belongs there.

Options
-------
`roles`: the roles that are looked at.

Being exempt
------------
`<!-- cardkeeper: exempt template-unfilled until 2026-12-24 because the data come then -->` in the
description.
"""

from collections.abc import Iterator

from protocol.kind_sections import sections_asked
from protocol.placeholders import placeholder_in
from protocol.rule import Breach, Options, Rule
from protocol.subject import Context, Subject
from protocol.words import Role


class TemplateUnfilled(Options, frozen=True):
    """Where nothing of the template may be left."""

    roles: tuple[Role, ...] = ("doing", "waiting", "review")


def check(card: Subject, context: Context, options: TemplateUnfilled) -> Iterator[Breach]:
    """One breach when a placeholder is left, or when the description is empty headings alone."""
    if card.role not in options.roles:
        return
    found = placeholder_in(card.card.name) or placeholder_in(card.card.desc)
    if found:
        says = f"it still holds the template's words '{found[:60]}'"
        facts = {"placeholder": found}
    elif _is_hollow(card):
        says = f"its description is {len(card.sections)} headings with nothing below them"
        facts = {"headings": ", ".join(card.sections)}
    else:
        return
    yield Breach(
        says=says,
        resolve="Write what the template asks for, or delete the lines that nobody needs.",
        who=tuple(owner.id for owner in card.owners),
        facts={"list": card.list_name, **facts},
    )


def _is_hollow(card: Subject) -> bool:
    """Whether the description holds two headings or more and not one word besides."""
    if len(card.sections) < 2 or card.preamble or any(card.sections.values()):
        return False
    return not sections_asked(card)


RULE = Rule(
    name="template-unfilled",
    family="meaning",
    summary="Work that has begun has no placeholder of a template left in it.",
    page=__doc__,
    level="advise",
    options=TemplateUnfilled,
    check=check,
)
