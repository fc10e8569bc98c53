"""A finished card carries its result.

What it checks
--------------
A card that came to `done` within the last 14 days, and whose kind has a result, tells the result in
one of these ways: text below a heading such as "Result", an attachment, or an address in the
description. A kind has a result when the agreement lists such a heading among its sections, or
when it is named in `of`. Cards without a kind are asked only with `of = ["any"]`.

Why
---
A year later the question is never whether the card was done, but what came out of it and where it
lies.

A card that breaks it
---------------------
"Compare the two aligners", an *analysis*, came to *Done* yesterday: no result, no link, no file.

A card that keeps it
--------------------
The same card with "## Result" and "STAR, by 4 percent; see the report" and the report's address.

How to resolve
--------------
Write one line of result on the card, or attach the report.

Fix and its safety
------------------
None: only people know the result.

Options
-------
`of`: kinds that have a result, "any" for every card; `headings`: headings that hold a result;
`done_days`: how many days back finished cards are looked at.

Being exempt
------------
`<!-- cardkeeper: exempt result-missing until 2026-12-24 because the report is printed then -->` in
the description.
"""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from protocol.agreement import fold
from protocol.links import urls_in
from protocol.rule import Breach, Options, Rule
from protocol.subject import Context, Subject

_ANY = "any"


class ResultMissing(Options, frozen=True):
    """Which kinds have a result, what it is called, and how far back cards are looked at."""

    of: tuple[str, ...] = ()
    headings: tuple[str, ...] = ("Result", "Results", "Outcome", "Findings", "Conclusion")
    done_days: Annotated[int, Meta(ge=0)] = 14


def check(card: Subject, context: Context, options: ResultMissing) -> Iterator[Breach]:
    """One breach when a card finished lately should carry a result and carries none."""
    if card.role != "done" or card.is_goal or not card.done_within(options.done_days):
        return
    if not _has_result_by_kind(card, options) or _carries_result(card, options):
        return
    yield Breach(
        says=f"it is in '{card.list_name}' and carries no result: no text under "
        f"'{next(iter(options.headings), 'Result')}', no attachment, no link",
        resolve="Write one line of result on the card, or attach the report.",
        who=tuple(owner.id for owner in card.owners),
        since=card.role_since.when if card.role_since else None,
        facts={"list": card.list_name, "kind": card.kind or "none"},
    )


def _has_result_by_kind(card: Subject, options: ResultMissing) -> bool:
    if _ANY in options.of or card.kind in options.of:
        return True
    wanted = set(map(fold, options.headings))
    sections = card.kind_terms.sections.values() if card.kind_terms else ()
    return any(fold(name.rstrip(":")) in wanted for names in sections for name in names)


def _carries_result(card: Subject, options: ResultMissing) -> bool:
    told = any(card.sections.get(fold(name)) for name in options.headings)
    return told or bool(card.card.attachments) or bool(urls_in(card.card.desc))


RULE = Rule(
    name="result-missing",
    family="content",
    summary="A card that is done carries its result, when its kind has one.",
    page=__doc__,
    level="shadow",
    options=ResultMissing,
    check=check,
)
