"""A run that failed has been looked at by somebody.

What it checks
--------------
The latest run tied to the card has not failed without anybody doing something about it since:
nobody has moved the card or commented on it, and no newer run is on its way. Superseded runs do
not count, and a run whose system could not be asked is not a failed one.

Why
---
A failed run tells only those who look. The card is where somebody does.

A card that breaks it
---------------------
"Re-run the batch 7 alignment" is in *Doing*; its run failed on Friday and nobody has said a word.

A card that keeps it
--------------------
The same card with the comment "Out of memory in MARKDUP, trying again with 64 GB", or in *Waiting*,
or with a newer run that is running.

How to resolve
--------------
Look at the run; say on the card what happened, start it again, or move the card to where it waits.

Fix and its safety
------------------
None: what a failure means is for a person to say.

Options
-------
`roles`: the roles in which a card is asked; `hours`: how long after the failure it is left in
peace.

Being exempt
------------
`<!-- cardkeeper: exempt run-failed until 2026-12-24 because the failure is what we test -->` in
the description.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from protocol.days import day_of, spoken_day
from protocol.links import LinkState
from protocol.rule import Breach, Options, Rule
from protocol.speech import is_marked
from protocol.subject import Context, Subject
from protocol.ties import as_of, said_at, states_of
from protocol.words import Role


class RunFailed(Options, frozen=True):
    """Where a failed run is spoken of, and how soon, in hours."""

    roles: tuple[Role, ...] = ("ready", "doing", "review")
    hours: float = 0


def check(card: Subject, context: Context, options: RunFailed) -> Iterator[Breach]:
    """One breach when the card's latest run has failed and nobody has reacted."""
    if card.role not in options.roles:
        return
    run = latest_run(states_of(card, "run"))
    if run is None or run.state != "failed":
        return
    failed = said_at(run)
    if context.now - failed < timedelta(hours=options.hours) or reacted(card, context, failed):
        return
    day, today = day_of(failed, context.zone), day_of(context.now, context.zone)
    yield Breach(
        says=f"its {run.called} failed on {spoken_day(day, today)}{_why(run)}"
        f"{as_of(run, context)} and nobody has said or done anything about it",
        resolve="Look at the run; say on the card what happened, start it again, or move the card "
        "to where it waits.",
        who=tuple(owner.id for owner in card.owners),
        since=failed,
        facts={
            "run": run.reference.url,
            "failed": failed.isoformat(),
            **({"detail": run.detail} if run.detail else {}),
        },
    )


def _why(run: LinkState) -> str:
    return f" ({run.detail})" if run.detail else ""


def latest_run(runs: tuple[LinkState, ...]) -> LinkState | None:
    """The run that counts: one on its way, else the one that ended last."""
    current = [run for run in runs if not run.superseded]
    for run in current:
        if run.state in ("queued", "running"):
            return run
    return max(current, key=said_at, default=None)


def reacted(card: Subject, context: Context, failed: datetime) -> bool:
    """Whether a person moved the card or wrote on it since; what the bot wrote does not count."""
    if any(entry.written > failed and not is_marked(entry.text) for entry in card.card.comments):
        return True
    return any(
        action.date > failed
        and (
            bool(action.list_before)
            or (action.type == "commentCard" and not is_marked(action.text))
        )
        for action in context.history.by_card.get(card.id, ())
    )


RULE = Rule(
    name="run-failed",
    family="links",
    summary="A run that failed has been looked at by somebody.",
    page=__doc__,
    level="advise",
    options=RunFailed,
    check=check,
)
