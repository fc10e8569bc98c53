"""Cards move between lists as the team has agreed.

What it checks
--------------
The move that brought the card where it is, if it was made lately, is not one that `[moves]` forbids
and is one of `only`, when that is given. Moves within one role, to or from lists without a role,
and those that take a move back which was not allowed, are not judged.

Why
---
A card that jumps into *Done* from *Inbox* was either done in secret or is not done.

A card that breaks it
---------------------
With `forbid = ["inbox > done"]`: "Doublet filter" was moved from *Inbox* to *Done* this morning.

A card that keeps it
--------------------
The same card, moved from *Review* to *Done*.

How to resolve
--------------
Move the card back, or along the agreed way.

Fix and its safety
------------------
Asks first: moves the card back where it came from. With the level `enforce` this is done at once.

Options
-------
`days`: only moves of the last so many calendar days are judged.

Being exempt
------------
`<!-- cardkeeper: exempt move-not-allowed until 2026-12-24 because it was done at the hackathon -->`
in the description.
"""

from collections.abc import Iterator

from protocol.agreement import MoveTerms
from protocol.history import Move
from protocol.rule import Breach, Options, Rule
from protocol.subject import Context, Subject
from protocol.way_back import last_move, list_role, way_back
from protocol.words import Role, join_or


class MoveNotAllowed(Options, frozen=True):
    """How long a move is spoken of, in calendar days."""

    days: float = 14


def check(card: Subject, context: Context, options: MoveNotAllowed) -> Iterator[Breach]:
    """One breach when the card came where it is by a move that is not allowed."""
    terms = context.agreement.moves
    if not (terms.forbid or terms.only):
        return
    move = last_move(card, context)
    if move is None or context.days_since(move.when) > options.days:
        return
    if _is_allowed(move, context) or _puts_right(move, card, context):
        return
    before, after = list_role(context, move.before), list_role(context, move.after)
    came_from = context.list_name(move.before)
    mover = context.board.members_by_id.get(move.member_id)
    allowed = [end for end in map(_ends, terms.only) if end[1] in (after, "any")]
    way = join_or(dict.fromkeys(start for start, _ in allowed))
    yield Breach(
        says=f"it was moved from '{came_from}' to '{card.list_name}', "
        f"and the agreement does not allow {before} > {after}",
        resolve=f"Move it back, or let it come to '{card.list_name}' "
        + (f"from a list with the role {way}." if way else "by way of the lists between."),
        who=(mover.id,) if mover and mover.active else (),
        since=move.when,
        facts={
            "from": came_from,
            "to": card.list_name,
            "move": f"{before} > {after}",
            "by": context.name_of(move.member_id) if move.member_id else "unknown",
        },
        fix=way_back(card, context),
    )


def allows(terms: MoveTerms, before: Role, after: Role) -> bool:
    """Whether the agreement allows a move from one role to another."""
    if any(_matches(move, before, after) for move in terms.forbid):
        return False
    return not terms.only or any(_matches(move, before, after) for move in terms.only)


def _is_allowed(move: Move, context: Context) -> bool:
    """Whether a move is allowed; one within a role, or with a list that has none, always is."""
    before, after = list_role(context, move.before), list_role(context, move.after)
    if before is None or after is None or before == after:
        return True
    return allows(context.agreement.moves, before, after)


def _puts_right(move: Move, card: Subject, context: Context) -> bool:
    """Whether it only takes back the move before it, which was not allowed."""
    moves = context.history.moves(card.id)
    if len(moves) < 2:
        return False
    before = moves[1]
    back = (before.before, before.after) == (move.after, move.before)
    return back and not _is_allowed(before, context)


def _ends(move: str) -> tuple[str, str]:
    start, _, end = move.partition(">")
    return start.strip(), end.strip()


def _matches(move: str, before: Role, after: Role) -> bool:
    start, end = _ends(move)
    return start in (before, "any") and end in (after, "any")


RULE = Rule(
    name="move-not-allowed",
    family="flow",
    summary="Cards move between lists as the team has agreed.",
    page=__doc__,
    level="advise",
    options=MoveNotAllowed,
    check=check,
)
