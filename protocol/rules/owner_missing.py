"""Work that has begun has an owner.

What it checks
--------------
A card whose list means `doing`, `waiting` or `review` has at least one member who is still on the
board. Goals are asked only from the role `goals` on when `goals = true`.

Why
---
Work without an owner is asked about in every meeting and moved by nobody.

A card that breaks it
---------------------
"Re-run the batch 7 alignment" lies in *Doing*; nobody is on the card.

A card that keeps it
--------------------
The same card with Ines as its member.

How to resolve
--------------
Add whoever does the work to the card, or move the card back to where nobody has promised it.

Fix and its safety
------------------
With `take_mover`, safe: adds the person who moved the card into its list. Without it there is none:
only people can say who does the work.

Options
-------
`roles`: the roles in which an owner is needed; `goals`: whether goals need one too; `take_mover`:
whether whoever moved the card into its list is taken for its owner.

Being exempt
------------
`<!-- cardkeeper: exempt owner-missing until 2026-12-24 because the rota decides on Monday -->`
in the description.
"""

from collections.abc import Iterator

from protocol.board import Member
from protocol.rule import Breach, Change, Fix, Options, Rule
from protocol.subject import Context, Subject
from protocol.way_back import last_move
from protocol.words import Role


class OwnerMissing(Options, frozen=True):
    """Where an owner is needed."""

    roles: tuple[Role, ...] = ("doing", "waiting", "review")
    goals: bool = False
    take_mover: bool = False


def check(card: Subject, context: Context, options: OwnerMissing) -> Iterator[Breach]:
    """One breach when the card is under way and nobody who is on the board owns it."""
    asked = card.role in options.roles or (options.goals and card.is_goal)
    if card.owners or not asked:
        return
    mover = _mover(card, context) if options.take_mover else None
    yield Breach(
        says=f"nobody owns it, and it is {card.where}",
        resolve="Add whoever does the work to the card, or move it back to where it is unpromised.",
        who=(mover.id,) if mover else (),
        since=card.since.when if card.since else None,
        facts={"list": card.list_name, "role": str(card.role)},
        fix=_take(context.name_of(mover.id), mover) if mover else None,
    )


def _mover(card: Subject, context: Context) -> Member | None:
    """Who moved the card into its list, when that person is still on the board."""
    move = last_move(card, context)
    member = context.board.members_by_id.get(move.member_id) if move else None
    return member if member and member.active and not member.is_observer else None


def _take(name: str, mover: Member) -> Fix:
    return Fix(
        does=f"Adds {name}, who moved the card here, as its owner.",
        changes=(Change("own", mover.id),),
        safe=True,
    )


RULE = Rule(
    name="owner-missing",
    family="ownership",
    summary="Work that has begun has an owner.",
    page=__doc__,
    level="advise",
    options=OwnerMissing,
    check=check,
)
