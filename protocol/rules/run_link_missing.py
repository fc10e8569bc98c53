"""Work of a kind that rests on runs links one from the agreed role on.

What it checks
--------------
A card whose kind asks for a run in `[kinds.NAME] links`, and whose list is as far as the role
named there, links one. A Seqera or AWS Batch address in the description, an attachment or a
comment counts, and so does a run tied by command.

Why
---
Without the run nobody can tell which commit and which parameters a result came from.

A card that breaks it
---------------------
"Doublet rates, batch 7" is in *Review*; its kind, analysis, asks for a run from review on, and no
run is on it.

A card that keeps it
--------------------
The same card with `https://cloud.seqera.io/orgs/larkspur/workspaces/omics/watch/4nB2xYz01Ab` among
its attachments.

How to resolve
--------------
Attach the address of the run to the card, or write it in the description.

Fix and its safety
------------------
Asks first: moves the card back where it came from, when that list asks for no run yet.

Options
-------
`done_days`: cards that have been done for longer, in calendar days, are left alone.

Being exempt
------------
`<!-- cardkeeper: exempt run-link-missing until 2026-12-24 because it was done in a notebook -->`
in the description.
"""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from protocol.rule import Breach, Options, Rule
from protocol.subject import Context, Subject
from protocol.ties import missing_link


class RunLinkMissing(Options, frozen=True):
    """How far back finished cards are looked at, in calendar days."""

    done_days: Annotated[int, Meta(ge=0)] = 14


def check(card: Subject, context: Context, options: RunLinkMissing) -> Iterator[Breach]:
    """One breach when the card's kind asks for a run by now and none is tied to it."""
    breach = missing_link(card, context, "run", options.done_days)
    if breach is not None:
        yield breach


RULE = Rule(
    name="run-link-missing",
    family="links",
    summary="Work of a kind that rests on runs links one from the agreed role on.",
    page=__doc__,
    level="advise",
    options=RunLinkMissing,
    check=check,
)
