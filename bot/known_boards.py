"""Boards as the service last read them, from the database alone."""

from sqlalchemy import Engine

from bot.live import board_reference, card_reference
from protocol.board import Board
from protocol.board_json import read_snapshot
from storage.boards import snapshot_of, stored_boards


def known_boards(engine: Engine) -> list[Board]:
    """Every board ever read, by name."""
    answers = [answer for row in stored_boards(engine) if (answer := snapshot_of(row))]
    return [read_snapshot(answer) for answer in answers]


def board_id_of(boards: list[Board], wanted: str | None) -> str:
    """The long id of the board that is meant; empty for none, and what no board is known by is
    taken as it is."""
    reference = board_reference(wanted or "")
    found = [board.id for board in boards if reference in (board.id, board.short_link)]
    return found[0] if found and reference else reference


def card_id_of(boards: list[Board], wanted: str | None) -> str:
    """The same for a card, known by id, short link, `#number` or address."""
    reference = card_reference(wanted or "")
    cards = [board.find_card(reference) for board in boards] if reference else []
    found = [card.id for card in cards if card is not None]
    return found[0] if found else reference
