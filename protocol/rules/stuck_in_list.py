"""Work that has begun moves on.

What it checks
--------------
A card has not been longer in its list than the limit of the list's role: 14 days for `doing`.
Review and waiting have rules of their own. Where a label tells the role and not the list, the days
since the label was put on count. Days are calendar days; when the board's history does not reach
far enough back, it is "at least" so many.

Why
---
A card that lies still in *Doing* is either bigger than it looks, held up, or no longer wanted. Each
of the three wants a word with somebody.

A card that breaks it
---------------------
"Tune the doublet filter" has been in *Doing* for 31 days.

A card that keeps it
--------------------
The same card, moved to *Waiting* with a word on what it waits for, or split in two.

How to resolve
--------------
Say what holds it up and move it to where it waits, split it, or give it back.

Fix and its safety
------------------
None: where it belongs is a decision.

Options
-------
`days`: the limit, in calendar days; `roles`: the roles it is for.

Being exempt
------------
`<!-- cardkeeper: exempt stuck-in-list until 2026-12-24 because it is a long review -->` in the
description.
"""

from collections.abc import Iterator

from protocol.rule import Breach, Options, Rule
from protocol.subject import Context, Subject
from protocol.words import Role, count_of


class StuckInList(Options, frozen=True):
    """How long a card may stay in a list of these roles, in calendar days."""

    days: int = 14
    roles: tuple[Role, ...] = ("doing",)


def check(card: Subject, context: Context, options: StuckInList) -> Iterator[Breach]:
    """One breach when the card has been in its list for longer than its role's limit."""
    if card.role not in options.roles or card.is_goal:
        return
    since = card.since if card.is_told_by_list else card.role_since
    days = int(context.days_since(since.when)) if since else 0
    if since is None or days <= options.days:
        return
    least = "" if since.exact else "at least "
    yield Breach(
        says=f"it has been {card.where} for {least}{count_of(days, 'day')}; "
        f"the agreement says {options.days}",
        resolve="Say what holds it up and move it to where it waits, split it, or give it back.",
        who=tuple(owner.id for owner in card.owners),
        since=since.when,
        facts={"list": card.list_name, "days": str(days), "limit_days": str(options.days)},
    )


RULE = Rule(
    name="stuck-in-list",
    family="time",
    summary="Work that has begun moves on within the time the agreement gives it.",
    page=__doc__,
    level="advise",
    options=StuckInList,
    check=check,
)
