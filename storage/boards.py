"""Boards as they were last read: the snapshot, when it was read, and how far the poll has come."""

import json
import zlib
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, LargeBinary
from sqlmodel import Field, Session, SQLModel, select

from storage.moments import Moment


class StoredBoard(SQLModel, table=True):
    """One board that Cardkeeper keeps."""

    __tablename__ = "board"

    id: str = Field(primary_key=True)
    name: str = ""
    snapshot: bytes | None = Field(default=None, sa_type=LargeBinary)
    read_at: datetime | None = Field(default=None, sa_type=Moment)
    activity: datetime | None = Field(default=None, sa_type=Moment)  # of the board when read
    polled_to: datetime | None = Field(default=None, sa_type=Moment)  # watermark of the feed
    greeted: bool = False  # whether the channel was told what the first sweep found


def keep_snapshot(
    engine: Engine, board_id: str, answer: dict[str, Any], *, name: str,
    read_at: datetime, activity: datetime | None,
) -> None:  # fmt: skip
    """Store Trello's answer for a whole board, compressed, with the moment it was read."""
    with Session(engine) as session, session.begin():
        row = session.get(StoredBoard, board_id) or StoredBoard(id=board_id)
        row.name = name
        row.snapshot = zlib.compress(json.dumps(answer, separators=(",", ":")).encode(), 1)
        row.read_at = read_at
        row.activity = activity
        session.add(row)


def stored_board(engine: Engine, board_id: str) -> StoredBoard | None:
    """The stored row of a board; `snapshot_of` opens what is inside."""
    with Session(engine, expire_on_commit=False) as session:
        return session.get(StoredBoard, board_id)


def stored_boards(engine: Engine) -> list[StoredBoard]:
    """Every board ever read, by name."""
    with Session(engine, expire_on_commit=False) as session:
        return list(session.exec(select(StoredBoard).order_by(StoredBoard.name)))


def snapshot_of(row: StoredBoard) -> dict[str, Any] | None:
    """Trello's answer as it was stored, or None when the board was never read."""
    if row.snapshot is None:
        return None
    answer: dict[str, Any] = json.loads(zlib.decompress(row.snapshot))
    return answer


def set_polled_to(engine: Engine, board_id: str, moment: datetime) -> None:
    """Move the feed's watermark."""
    with Session(engine) as session, session.begin():
        row = session.get(StoredBoard, board_id) or StoredBoard(id=board_id)
        row.polled_to = moment
        session.add(row)


def greet_once(engine: Engine, board_id: str) -> bool:
    """True the first time it is asked for a board, and never again."""
    with Session(engine) as session, session.begin():
        row = session.get(StoredBoard, board_id) or StoredBoard(id=board_id)
        first = not row.greeted
        row.greeted = True
        session.add(row)
        return first
