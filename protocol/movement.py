"""When work on a card last went on. What is said on it, and who said it, moves nothing.

Trello's own "last activity" is touched by every comment, those of Cardkeeper among them, and by
comments that are changed or deleted, which no history records. So the recorded deeds tell it.
"""

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


def _moves(action: Action) -> bool:
    """Whether it is a deed: no talk, no mere looks, and no attachment of Cardkeeper's own."""
    if action.type in _TALK:
        return False
    if action.changed:
        return not _LOOKS.issuperset(action.changed)
    return not ("Attachment" in action.type and action.value.endswith(OWN_ATTACHMENT))
