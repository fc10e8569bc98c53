"""A move that somebody asks for: whether the agreement allows it, and if not, why."""

from protocol.rules.move_not_allowed import allows
from protocol.subject import Context, Subject
from protocol.way_back import list_role


def why_not_moved(card: Subject, to_list: str, context: Context) -> str:
    """A sentence on why the card may not be moved there; empty when it may."""
    entry = context.board.lists_by_id.get(to_list)
    if entry is None or entry.closed:
        return "That list is gone or archived."
    if to_list == card.card.list_id:
        return f"The card is in '{entry.name}' already."
    before, after = list_role(context, card.card.list_id), list_role(context, to_list)
    if before is None or after is None or before == after:
        return ""
    if allows(context.agreement.moves, before, after):
        return ""
    return (
        f"The agreement does not allow a move from '{card.list_name}' to '{entry.name}' "
        f"({before} > {after}), so the card stays where it is."
    )
