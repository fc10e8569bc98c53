"""The way back: the list that a card came from, as a fix that asks first.

The level `enforce` takes it: a rule whose breach a move has caused offers it, and only then.
"""

from protocol.history import Move
from protocol.rule import Change, Fix
from protocol.subject import Context, Subject
from protocol.words import Role, is_from


def last_move(card: Subject, context: Context) -> Move | None:
    """The move that brought the card into its present list, if the history knows it."""
    moves = context.history.moves(card.id)
    return moves[0] if moves and moves[0].after == card.card.list_id else None


def list_role(context: Context, list_id: str) -> Role | None:
    """The role of a list, whatever the labels of the cards in it say."""
    told = context.roles.get(list_id)
    return told[0] if told else None


def way_back(card: Subject, context: Context, earlier_than: Role | None = None) -> Fix | None:
    """Moving the card back where it came from; None when that list is gone or archived.

    `earlier_than`: only when the list it came from is not yet as far as this role.
    """
    move = last_move(card, context)
    if move is None:
        return None
    entry = context.board.lists_by_id.get(move.before)
    if entry is None or entry.closed:
        return None
    if earlier_than is not None:
        role = list_role(context, entry.id)
        if role is None or is_from(role, earlier_than):
            return None
    return Fix(
        does=f"Moves the card back to '{entry.name}'.",
        changes=(Change("move", entry.id),),
        safe=False,
    )
