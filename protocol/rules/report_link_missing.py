"""Work of a kind that ends in a report links it from the agreed role on.

What it checks
--------------
A card whose kind asks for a report in `[kinds.NAME] links`, and whose list is as far as the role
named there, links one. The address of published content on Posit Connect in the
description, an attachment or a comment counts, and so does a report tied by command.

Why
---
A finished analysis whose report nobody can open is finished for one person only.

A card that breaks it
---------------------
"Batch effects in cohort 3" is in *Done*; its kind, analysis, asks for a report from done on, and
no report is on it.

A card that keeps it
--------------------
The same card with the address of its report on the team's Connect server.

How to resolve
--------------
Attach the address of the report to the card, or write it in the description.

Fix and its safety
------------------
Asks first: moves the card back where it came from, when that list asks for no report yet.

Options
-------
`done_days`: cards that have been done for longer, in calendar days, are left alone.

Being exempt
------------
`<!-- cardkeeper: exempt report-link-missing until 2026-12-24 because the result is a table -->`
in the description.
"""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from protocol.rule import Breach, Options, Rule
from protocol.subject import Context, Subject
from protocol.ties import missing_link


class ReportLinkMissing(Options, frozen=True):
    """How far back finished cards are looked at, in calendar days."""

    done_days: Annotated[int, Meta(ge=0)] = 14


def check(card: Subject, context: Context, options: ReportLinkMissing) -> Iterator[Breach]:
    """One breach when the card's kind asks for a report by now and none is tied to it."""
    breach = missing_link(card, context, "report", options.done_days)
    if breach is not None:
        yield breach


RULE = Rule(
    name="report-link-missing",
    family="links",
    summary="Work of a kind that ends in a report links it from the agreed role on.",
    page=__doc__,
    level="advise",
    options=ReportLinkMissing,
    check=check,
)
