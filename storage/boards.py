"""Boards as they were last read: the snapshot, when it was read, and how far the poll has come."""

import json
import zlib
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, LargeBinary, update
from sqlmodel import Field, Session, SQLModel, col, select

from storage.cards import SeenCard
from storage.moments import Moment
from storage.upsert import put


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
    values = {
        "name": name,
        "snapshot": zlib.compress(json.dumps(answer, separators=(",", ":")).encode(), 1),
        "read_at": read_at,
        "activity": activity,
    }
    with Session(engine) as session, session.begin():
        put(session, StoredBoard, {"id": board_id}, values)


def put_right(engine: Engine, after: datetime, now: datetime) -> None:
    """Let what was read after a moment that is still to come, by a clock that was put back since,
    count as read now."""
    with Session(engine) as session, session.begin():
        for table in (StoredBoard, SeenCard):
            session.execute(
                update(table)
                .where(col(table.read_at) > after)
                .values(read_at=now)
                .execution_options(synchronize_session=False)
            )


def stored_board(engine: Engine, board_id: str) -> StoredBoard | None:
    """The stored row of a board; `snapshot_of` opens what is inside."""
    with Session(engine, expire_on_commit=False) as session:
        return session.get(StoredBoard, board_id)


def stored_boards(engine: Engine) -> list[StoredBoard]:
    """Every board ever read, by name."""
    with Session(engine, expire_on_commit=False) as session:
        return list(session.exec(select(StoredBoard).order_by(StoredBoard.name)))


def stored_ids(engine: Engine) -> list[str]:
    """Ids of every board ever read."""
    with Session(engine) as session:
        query = select(StoredBoard.id).where(col(StoredBoard.read_at).is_not(None))
        return list(session.exec(query))


def board_names(engine: Engine) -> dict[str, tuple[str, datetime | None]]:
    """Name of every board ever read, and when it was read whole; by id, in order of names."""
    with Session(engine) as session:
        query = select(StoredBoard.id, StoredBoard.name, StoredBoard.read_at)
        rows = session.exec(query.order_by(StoredBoard.name))
        return {board_id: (name, moment) for board_id, name, moment in rows}


def read_at(engine: Engine, board_id: str) -> datetime | None:
    """When the stored snapshot of a board was read."""
    with Session(engine) as session:
        return session.exec(select(StoredBoard.read_at).where(StoredBoard.id == board_id)).first()


def snapshot_of(row: StoredBoard) -> dict[str, Any] | None:
    """Trello's answer as it was stored, or None when the board was never read."""
    if row.snapshot is None:
        return None
    answer: dict[str, Any] = json.loads(zlib.decompress(row.snapshot))
    return answer


def set_polled_to(engine: Engine, board_id: str, moment: datetime) -> None:
    """Move the feed's watermark."""
    with Session(engine) as session, session.begin():
        put(session, StoredBoard, {"id": board_id}, {"polled_to": moment})


def was_greeted(engine: Engine, board_id: str) -> bool:
    """Whether the channel has been told what the first look at this board found."""
    row = stored_board(engine, board_id)
    return row is not None and row.greeted


def set_greeted(engine: Engine, board_id: str) -> None:
    """The channel has been told; called once the message is there, so that none is lost."""
    with Session(engine) as session, session.begin():
        put(session, StoredBoard, {"id": board_id}, {"greeted": True})
