"""Carried over: at how many weekly meetings in a row a card was planned or in progress."""

from collections.abc import Container
from datetime import datetime

from protocol.subject import Context, Subject
from protocol.way_back import list_role
from protocol.words import Role


def meetings_carried(
    card: Subject, context: Context, roles: Container[Role] = ("ready", "doing")
) -> list[datetime]:
    """The meetings in a row, latest first, at which the card had one of these roles.

    Ends where the history no longer tells: what is not known is not counted.
    """
    seen: list[datetime] = []
    if card.role not in roles:
        return seen
    since = card.role_since.when if card.role_since else context.now
    for mark in context.past_meetings:
        if mark < since:
            role = _role_of_list_at(card, context, mark)
            if role is None or role not in roles:
                break
        seen.append(mark)
    return seen


def _role_of_list_at(card: Subject, context: Context, mark: datetime) -> Role | None:
    if not context.history.reaches(mark):
        return None
    place = context.history.list_at(card.card, mark)
    return list_role(context, place) if place else None
