"""A run that succeeded has been looked at by somebody.

What it checks
--------------
The latest run tied to the card has not succeeded without anybody doing something about it since:
nobody has moved the card or commented on it, and no newer run is on its way. Superseded runs do
not count, nor does what ended more than `days` days ago.

Why
---
While a run is on its way its card waits and is nobody's load. When the run has ended, the result
needs a look: that it succeeded says only that it ended well, not that the work is done.

A card that breaks it
---------------------
"Re-run the batch 7 alignment" is in *Doing*; its run succeeded on Friday and nobody has said a
word since.

A card that keeps it
--------------------
The same card with the comment "Mapping rates are fine, report is next", or in *Review*.

How to resolve
--------------
Look at the result; say on the card what it shows, or move the card on.

Fix and its safety
------------------
None: what a result means is for a person to say.

Options
-------
`roles`: the roles in which a card is asked; `hours`: how long after the end it is left in peace;
`days`: after how long it is no news any more.

Being exempt
------------
`<!-- cardkeeper: exempt run-unread until 2026-12-24 because a script reads the results -->` in the
description.
"""

from collections.abc import Iterator
from datetime import timedelta

from protocol.days import day_of, spoken_day
from protocol.link_words import duration_words, money_words
from protocol.links import LinkState
from protocol.rule import Breach, Options, Rule
from protocol.rules.run_failed import latest_run, reacted
from protocol.subject import Context, Subject
from protocol.ties import as_of, said_at, states_of
from protocol.words import Role


class RunUnread(Options, frozen=True):
    """Where a run's end is spoken of, how soon, in hours, and for how long, in days."""

    roles: tuple[Role, ...] = ("ready", "doing", "waiting")
    hours: float = 0
    days: float = 14


def check(card: Subject, context: Context, options: RunUnread) -> Iterator[Breach]:
    """One breach when the card's latest run has succeeded and nobody has reacted."""
    if card.role not in options.roles:
        return
    run = latest_run(states_of(card, "run"))
    if run is None or run.state != "succeeded":
        return
    ended = said_at(run)
    age = context.now - ended
    if age < timedelta(hours=options.hours) or age > timedelta(days=options.days):
        return
    if reacted(card, context, ended):
        return
    day, today = day_of(ended, context.zone), day_of(context.now, context.zone)
    yield Breach(
        says=f"its {run.reference.name} succeeded on {spoken_day(day, today)}{_figures(run)}"
        f"{as_of(run, context)} and nobody has said what came out of it",
        resolve="Look at the result; say on the card what it shows, or move the card on.",
        who=tuple(owner.id for owner in card.owners),
        since=ended,
        facts={"run": run.reference.url, "ended": ended.isoformat()},
    )


def _figures(run: LinkState) -> str:
    told = [f"in {took}" if (took := duration_words(run)) else "", money_words(run)]
    return f" ({', '.join(each for each in told if each)})" if any(told) else ""


RULE = Rule(
    name="run-unread",
    family="links",
    summary="A run that succeeded has been looked at by somebody.",
    page=__doc__,
    level="advise",
    options=RunUnread,
    check=check,
)
