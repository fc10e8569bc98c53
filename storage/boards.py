"""Boards as they were last read: the snapshot, when it was read, and how far the poll has come."""

import zlib
from datetime import datetime
from typing import Any

import msgspec
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


def packed(answer: dict[str, Any]) -> bytes:
    """Trello's answer, small: a tenth of its JSON, and a fortieth of what it takes decoded."""
    return zlib.compress(msgspec.json.encode(answer), 1)


def unpacked(snapshot: bytes) -> dict[str, Any]:
    """Trello's answer again."""
    answer: dict[str, Any] = msgspec.json.decode(zlib.decompress(snapshot))
    return answer


class _Past(msgspec.Struct):
    actions: list[dict[str, Any]] = []


def past_of(snapshot: bytes) -> list[dict[str, Any]]:
    """The history in it alone, newest first."""
    return msgspec.json.decode(zlib.decompress(snapshot), type=_Past).actions


def keep_snapshot(
    engine: Engine, board_id: str, answer: dict[str, Any], *, name: str,
    read_at: datetime, activity: datetime | None,
) -> None:  # fmt: skip
    """Store Trello's answer for a whole board, with the moment it was read."""
    keep_packed(engine, board_id, packed(answer), name=name, read_at=read_at, activity=activity)


def keep_packed(
    engine: Engine, board_id: str, snapshot: bytes, *, name: str,
    read_at: datetime, activity: datetime | None,
) -> None:  # fmt: skip
    """The same of an answer that is packed already."""
    values = {
        "name": name,
        "snapshot": snapshot,
        "read_at": read_at,
        "activity": activity,
    }
    with Session(engine) as session, session.begin():
        put(session, StoredBoard, {"id": board_id}, values)


def keep_read_at(engine: Engine, board_id: str, before: datetime, now: datetime) -> bool:
    """The board was read and is as it was stored then: only the moment is new. False when that
    reading is not the one that is stored."""
    with Session(engine) as session, session.begin():
        same = session.execute(
            update(StoredBoard)
            .where(col(StoredBoard.id) == board_id, col(StoredBoard.read_at) == before)
            .values(read_at=now)
        )
        return bool(getattr(same, "rowcount", 0))


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
    return unpacked(row.snapshot) if row.snapshot is not None else None


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
