"""Work that is done has been through the steps before.

What it checks
--------------
A card that was lately moved into a `done` list had been, at some time, in a list of each role of
`steps` that the board has a list for. A card that was made in its done list is a note of what
happened, and one whose beginnings the board's history does not reach is not judged.

Why
---
A card that was never in *Doing* was never counted as work, and one that was never in *Review* was
seen by one pair of eyes.

A card that breaks it
---------------------
"Doublet filter" went from *Ready* straight to *Done*; the board has a *Doing* and a *Review* list.

A card that keeps it
--------------------
The same card, moved to *Doing*, then *Review*, then *Done*.

How to resolve
--------------
Move the card back to the step it skipped, or leave it where it is if the step was truly not needed.

Fix and its safety
------------------
Asks first: moves the card back where it came from.

Options
-------
`steps`: the roles that a card must have been in; `days`: only cards that were done in the last so
many calendar days are judged.

Being exempt
------------
`<!-- cardkeeper: exempt step-skipped until 2026-12-24 because it was a small thing -->` in the
description.
"""

from collections.abc import Iterator

from protocol.history import Move
from protocol.rule import Breach, Options, Rule
from protocol.subject import Context, Subject
from protocol.way_back import list_role, way_back
from protocol.words import Role, join_and


class StepSkipped(Options, frozen=True):
    """The steps, and how long a skipped one is spoken of, in calendar days."""

    steps: tuple[Role, ...] = ("doing", "review")
    days: float = 14


def check(card: Subject, context: Context, options: StepSkipped) -> Iterator[Breach]:
    """One breach when the card came into done past a step that the board has."""
    if card.role != "done" or card.is_goal:
        return
    moves = context.history.moves(card.id)
    arrival = _arrival(moves, context)
    created = card.card.created
    if arrival is None or context.days_since(arrival.when) > options.days:
        return
    if created is None or not context.history.reaches(created):
        return
    been = {list_role(context, move.before) for move in moves if move.when <= arrival.when}
    there = {list_role(context, entry.id) for entry in context.board.open_lists}
    skipped = [step for step in options.steps if step in there and step not in been]
    if not skipped:
        return
    names = join_and(_name(step, context) for step in skipped)
    yield Breach(
        says=f"it came to '{card.list_name}' from '{context.list_name(arrival.before)}' "
        f"and was never in {names}",
        resolve="Move it back to the step it skipped, or leave it if the step was not needed.",
        who=tuple(owner.id for owner in card.owners),
        since=arrival.when,
        facts={"from": context.list_name(arrival.before), "skipped": join_and(skipped)},
        fix=way_back(card, context, earlier_than="done"),
    )


def _arrival(moves: list[Move], context: Context) -> Move | None:
    """The move by which the card last came into done from a list that was not."""
    for move in moves:
        if list_role(context, move.after) != "done":
            return None
        if list_role(context, move.before) != "done":
            return move
    return None


def _name(step: Role, context: Context) -> str:
    names = [f"'{li.name}'" for li in context.board.open_lists if list_role(context, li.id) == step]
    return names[0] if len(names) == 1 else f"a list that means {step}"


RULE = Rule(
    name="step-skipped",
    family="flow",
    summary="Work that is done has been through the steps before.",
    page=__doc__,
    level="shadow",
    options=StepSkipped,
    check=check,
)
