"""A finished card has no open checklist lines.

What it checks
--------------
Every line of the checklists of a card that came to `done` within the last 14 days is ticked. Cards
finished earlier, or at a time that nobody knows, are left alone.

Why
---
Either the work is not done, or the list is not true; both are read by the next person as they
stand.

A card that breaks it
---------------------
"Release the QC report" came to *Done* yesterday; its line "Tell the clinic" is not ticked.

A card that keeps it
--------------------
The same card with the line ticked, or with the line made a card of its own.

How to resolve
--------------
Tick what was done, delete what is not wanted any more, and make a card of what is still to do.

Fix and its safety
------------------
None: whether a line was done is for people to say.

Options
-------
`done_days`: how many days back finished cards are looked at.

Being exempt
------------
`<!-- cardkeeper: exempt checklist-open-in-done because the list is a menu -->` in the description.
"""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from protocol.rule import Breach, Options, Rule
from protocol.subject import Context, Subject
from protocol.words import count_of


class ChecklistOpenInDone(Options, frozen=True):
    """How far back finished cards are looked at, in calendar days."""

    done_days: Annotated[int, Meta(ge=0)] = 14


def check(card: Subject, context: Context, options: ChecklistOpenInDone) -> Iterator[Breach]:
    """One breach when a card finished lately has checklist lines that are not ticked."""
    if card.role != "done" or not card.card.checklists or not card.card.open_items:
        return
    if not card.done_within(options.done_days):
        return
    open_lines = [
        item.name for part in card.card.checklists for item in part.items if not item.done
    ]
    count = count_of(len(open_lines), "open checklist line")
    first = " ".join(open_lines[0].split())[:60] or "a line without words"
    yield Breach(
        says=f"it is in '{card.list_name}' with {count}, the first being '{first}'",
        resolve="Tick what was done, delete what is not wanted, make a card of what is left to do.",
        who=tuple(owner.id for owner in card.owners),
        since=card.role_since.when if card.role_since else None,
        facts={"list": card.list_name, "open_lines": str(len(open_lines)), "first": first},
    )


RULE = Rule(
    name="checklist-open-in-done",
    family="content",
    summary="A card that is done has no open checklist lines.",
    page=__doc__,
    level="advise",
    options=ChecklistOpenInDone,
    check=check,
)
