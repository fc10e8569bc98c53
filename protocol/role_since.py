"""When a card came to its role: by a move between lists, or by a label that tells the role."""

from typing import TYPE_CHECKING

from protocol.agreement import fold
from protocol.board import Action, Card
from protocol.history import Since
from protocol.words import Role

if TYPE_CHECKING:
    from protocol.subject import Context


def role_since(card: Card, role: Role | None, context: "Context") -> Since | None:
    """When the card came to this role, whichever lists of the role it has been in since.

    As with `History.in_list_since`, a moment that is not exact means "at least since". None when
    the card has no role or nothing is known.
    """
    if role is None:
        return None
    told = context.roles.get(card.list_id)
    by_list = told is not None and told[0] == role
    for action in context.history.by_card.get(card.id, ()):
        if _gave_role(action, role, context, by_list=by_list):
            return Since(action.date, exact=True)
    return _without_a_sign(card, context)


def _gave_role(action: Action, role: Role, context: "Context", *, by_list: bool) -> bool:
    """Whether the card had another role before this action."""
    if by_list:
        before = context.roles.get(action.list_before)
        moved = bool(action.list_before and action.list_after)
        return moved and (before is None or before[0] != role)
    # A label change is an updateCard whose `old` holds the earlier ids (facts/trello.md 1.6).
    earlier = action.changed.get("idLabels")
    if not isinstance(earlier, list):
        return False
    names = (context.label_names.get(str(label)) for label in earlier)
    return all(name is None or context.label_roles.get(fold(name)) != role for name in names)


def _without_a_sign(card: Card, context: "Context") -> Since | None:
    created = card.created
    if created is not None and context.history.reaches(created):
        return Since(created, exact=True)
    known = [time for time in (context.history.begins, card.last_activity) if time is not None]
    if not known:
        return Since(created, exact=False) if created else None
    return Since(max(min(known), created) if created else min(known), exact=False)
