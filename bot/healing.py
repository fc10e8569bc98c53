"""What a whole reading of a board brings to light that neither a webhook nor a poll had told.

A sweep looks at such cards like at all others; here they are counted, because a number that grows
says that events are being lost.
"""

from datetime import datetime

from msgspec import structs
from sqlalchemy import Engine

from bot.kept_board import OVERLAP, KeptBoard
from protocol.board import Board, Card
from storage.effects import recent_effects
from storage.looks import marked_cards

_ON_ITS_WAY = OVERLAP  # what happened so shortly before a reading may be told yet


def untold(before: KeptBoard, after: KeptBoard) -> dict[str, datetime]:
    """Open cards that came, went or changed between two readings, and that no look has read since;
    with the moment of which the earlier state was known."""
    old, new = _open_cards(before.board), _open_cards(after.board)
    return {
        card_id: before.fresh.get(card_id, before.read_at)
        for card_id in old.keys() | new.keys()
        if card_id not in after.fresh
        and old.get(card_id) != new.get(card_id)
        and not _is_on_its_way(after, card_id)
    }


def _is_on_its_way(kept: KeptBoard, card_id: str) -> bool:
    since = kept.read_at - _ON_ITS_WAY
    card = kept.board.cards_by_id.get(card_id)
    if card is not None and card.last_activity is not None and card.last_activity > since:
        return True
    return any(action.date > since for action in kept.by_card.get(card_id, ())[:1])


def take_healed(engine: Engine, kept: KeptBoard) -> int:
    """How many cards were changed unheard since this was last asked.

    Not counted: cards that are marked to be looked at, for those were heard of, and what the bot
    itself did to a card after it was last read."""
    if not kept.untold:
        return 0
    board_id, marked = kept.board.id, marked_cards(engine, kept.board.id)
    own: dict[str, datetime] = {}
    for row in recent_effects(engine, min(kept.untold.values()), board_id=board_id):
        own[row.card_id] = max(row.begun_at, own.get(row.card_id, row.begun_at))
    healed = [
        card_id
        for card_id, known_at in kept.untold.items()
        if card_id not in marked and not (card_id in own and own[card_id] >= known_at)
    ]
    kept.untold.clear()
    return len(healed)


def _open_cards(board: Board) -> dict[str, Card]:
    """What stands on each card, without what only a reading of the card alone brings."""
    return {
        card.id: structs.replace(card, comments=(), last_activity=None) for card in board.open_cards
    }
