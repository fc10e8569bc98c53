"""What other processes on this database have read, and until when their polls found it to be so."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine

from bot.boards import Boards
from bot.watch.condition import condition


def catching_up(engine: Engine, boards: Boards, now: datetime) -> Callable[[str], None]:
    """What takes one board over.

    The polls are looked at first: what one finds while the board is taken over is not yet here.
    """
    found = {each.id: each for each in condition(engine, now).boards}

    def catch_up(board_id: str) -> None:
        boards.catch_up(board_id)
        board = found.get(board_id)
        if board is not None and board.polled_at is not None and not board.waiting:
            boards.confirm(board_id, board.polled_at)

    return catch_up
