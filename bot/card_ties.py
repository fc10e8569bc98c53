"""The links of cards: what is written on them is kept, and what is known of it is read back."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Engine

from protocol.board import Board, Card
from protocol.links import LinkReference, LinkState, references_in
from protocol.speech import is_marked
from protocol.superseding import with_superseded
from protocol.ties_by_name import written_on
from storage import links


def note_board(engine: Engine, board: Board, now: datetime) -> int:
    """Tie what is written on the board's open cards and in the comments that its history knows;
    how many ties are new."""
    open_ids = {card.id for card in board.open_cards}
    found = [(card.id, link) for card in board.open_cards for link in _outside(written_on(card))]
    for action in board.actions:
        if action.type != "commentCard" or action.card_id not in open_ids:
            continue
        if not is_marked(action.text):
            found += [(action.card_id, link) for link in _outside(references_in(action.text))]
    return links.tie_new(engine, board.id, found, now)


def note_card(engine: Engine, board_id: str, card: Card, now: datetime) -> bool:
    """Bring a card's ties in line with what is written on it; whether that changed any."""
    return links.keep_ties_of_card(engine, board_id, card.id, _outside(written_on(card)), now)


def states_of(
    engine: Engine, board_id: str, cards: Collection[str] | None = None
) -> dict[str, tuple[LinkState, ...]]:
    """What is known of the links of a board's cards, or of some, by card id, as rules and messages
    read it."""
    found = links.states_of_board(engine, board_id, cards)
    return {card_id: with_superseded(states) for card_id, states in found.items()}


def _outside(found: tuple[LinkReference, ...]) -> tuple[LinkReference, ...]:
    """Without links to other cards: those have no system to ask."""
    return tuple(link for link in found if link.system != "trello")
