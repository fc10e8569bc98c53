"""Work serves a goal.

What it checks
--------------
A card of work that is planned or under way is tied to a goal: by a goal label, by the goal field,
by a link to the goal's card, or by the goal's card linking it. A card that names a goal which the
board does not have is told so. The rule speaks only where there are goals: cards in a list that
means goals, or kinds with a horizon.

Why
---
Work that serves no goal may be right all the same: somebody has to mend the sequencer. The team
should see how much of it there is, so the rule counts in silence unless the agreement asks for
more.

A card that breaks it
---------------------
"Tidy the old notebooks" is in *Doing* and names no goal; the board has three.

A card that keeps it
--------------------
The same card with the label "goal: half the QC time", or with the goal's card attached.

How to resolve
--------------
Tie it to the goal it serves. If it serves none, ask whether it is worth the time.

Fix and its safety
------------------
None: which goal it serves is for people to say.

Options
-------
`roles`: the roles in which work is asked.

Being exempt
------------
`<!-- cardkeeper: exempt goal-missing until 2026-12-24 because it keeps the lights on -->` in the
description.
"""

from collections.abc import Iterator

from protocol.rule import Breach, Options, Rule
from protocol.subject import Context, Subject
from protocol.words import Role, count_of, join_and


class GoalMissing(Options, frozen=True):
    """Where work is asked for its goal."""

    roles: tuple[Role, ...] = ("ready", "doing", "waiting", "review")


def check(card: Subject, context: Context, options: GoalMissing) -> Iterator[Breach]:
    """One breach when the card is work that serves no goal of the board."""
    if card.role not in options.roles or card.is_goal:
        return
    goals = context.goals.goals
    if not goals and not any(terms.horizon for terms in context.agreement.kinds.values()):
        return
    if context.goals.goal_of(card) is not None:
        return
    named = context.goals.names_on(card)
    if named and not goals:
        return  # the team names its goals without cards for them
    unknown = f"names the goal {join_and(repr(name) for name in named)}, which no card here is"
    yield Breach(
        says=f"it {unknown}" if named else "it serves no goal",
        resolve="Tie it to the goal it serves. If it serves none, ask whether it is worth the "
        "time.",
        who=tuple(owner.id for owner in card.owners),
        facts={
            "list": card.list_name,
            "goals_on_the_board": count_of(len(goals), "goal"),
            **({"names": join_and(named)} if named else {}),
        },
    )


RULE = Rule(
    name="goal-missing",
    family="goals",
    summary="Work serves a goal.",
    page=__doc__,
    level="shadow",
    options=GoalMissing,
    check=check,
)
