"""A copy of the data to try something on: what a dry run finds out is forgotten after it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from msgspec import structs

if TYPE_CHECKING:
    from bot.live import Live


@contextmanager
def on_a_copy(live: "Live") -> Iterator["Live"]:
    """The same deployment on a copy of its data; Trello itself is the real one, so only read it."""
    from bot.boards import Boards
    from bot.live import now_utc
    from storage.copying import copy_all
    from storage.database import open_database

    with TemporaryDirectory(prefix="cardkeeper-") as folder:
        engine = open_database(f"sqlite:///{Path(folder) / 'cardkeeper.db'}")
        try:
            copy_all(live.engine, engine)
            boards = Boards(engine, live.trello, live.agreement, now_utc)
            boards.load()
            yield structs.replace(live, engine=engine, boards=boards)
        finally:
            engine.dispose()
