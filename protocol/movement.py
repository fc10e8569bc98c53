"""When work on a card last went on. What is said on it, and who said it, moves nothing.

Trello's own "last activity" is touched by every comment, those of Cardkeeper among them, and by
comments that are changed or deleted, which no history records. So the recorded deeds tell it.
"""

from collections.abc import Collection
from datetime import datetime

from protocol.board import OWN_ATTACHMENT, Action, Card
from protocol.history import History

_TALK = frozenset(
    ("commentCard", "copyCommentCard", "updateComment", "deleteComment", "voteOnCard")
)
_LOOKS = frozenset(("pos", "cover", "idAttachmentCover", "manualCoverAttachment"))


def last_movement(card: Card, history: History) -> datetime | None:
    """When something was last done to the card; None when the history does not reach so far."""
    for action in history.by_card.get(card.id, ()):
        if _moves(action):
            return action.date
    created = card.created
    if created is not None and history.reaches(created):
        return created
    touched, begins = card.last_activity, history.begins
    if touched is None or begins is None or touched < begins:
        return touched  # before all that is recorded, or nothing is recorded at all
    return None


def last_touch(card: Card, history: History, bots: Collection[str]) -> datetime | None:
    """When a person last did something to the card or said something on it, by the recorded
    deeds; where none of a person is recorded, a moment that it was not after."""
    actions = history.by_card.get(card.id, ())
    by_people = next((a.date for a in actions if a.member_id not in bots), None)
    if by_people is not None:
        return by_people
    created, touched, begins = card.created, card.last_activity, history.begins
    if created is not None and history.reaches(created):
        return created
    if touched is None or begins is None or not actions:
        return touched
    return min(touched, begins)  # all that is recorded since then is of bots


def touched_since(card: Card, oldest: datetime, history: History, bots: Collection[str]) -> bool:
    """Whether a person has touched the card since then, as far as anybody can tell."""
    if card.last_activity is None or card.last_activity < oldest:
        return False  # nobody has, bots among them
    touched = last_touch(card, history, bots)
    return touched is not None and touched >= oldest


def _moves(action: Action) -> bool:
    """Whether it is a deed: no talk, no mere looks, and no attachment of Cardkeeper's own."""
    if action.type in _TALK:
        return False
    if action.changed:
        return not _LOOKS.issuperset(action.changed)
    return not ("Attachment" in action.type and action.value.endswith(OWN_ATTACHMENT))
