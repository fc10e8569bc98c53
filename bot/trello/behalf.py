"""On behalf of which board a call is made: set where a board's work begins, read where calls are
counted. An address names a board only now and then."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_BOARD: ContextVar[str] = ContextVar("board", default="")


def board_at_work() -> str:
    """The id of the board; empty where the work is of none, or of several."""
    return _BOARD.get()


@contextmanager
def working_for(board_id: str) -> Iterator[None]:
    """Make the calls within on behalf of this board."""
    token = _BOARD.set(board_id)
    try:
        yield
    finally:
        _BOARD.reset(token)
