"""Boards as the service last read them, from the database alone."""

from msgspec import structs
from sqlalchemy import Engine

from bot.live import board_reference, card_reference
from protocol.board import Board
from protocol.board_json import read_card, read_snapshot
from storage.boards import snapshot_of, stored_boards
from storage.cards import answer_of, cards_since


def known_boards(engine: Engine) -> list[Board]:
    """Every board ever read, by name, with the cards that were read by themselves since."""
    found = []
    for row in stored_boards(engine):
        answer = snapshot_of(row)
        if answer is not None and row.read_at is not None:
            board = read_snapshot(answer)
            fields = answer.get("customFields") or []
            seen = [answer_of(entry) for entry in cards_since(engine, board.id, row.read_at)]
            cards = {card.id: card for card in board.cards}
            cards |= {str(one["id"]): read_card(one, board, fields) for one in seen if one}
            found.append(structs.replace(board, cards=tuple(cards.values())))
    return found


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
