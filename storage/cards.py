"""Cards as looks have read them since the whole board was last read, for all processes."""

import zlib
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Engine, LargeBinary, delete
from sqlmodel import Field, Session, SQLModel, col, select

from storage.moments import Moment
from storage.upsert import insert_into


class SeenCard(SQLModel, table=True):
    """One card as Trello gave it; without an answer it is gone from the board."""

    __tablename__ = "seen_card"

    board_id: str = Field(primary_key=True)
    card_id: str = Field(primary_key=True)
    answer: bytes | None = Field(default=None, sa_type=LargeBinary)
    read_at: datetime = Field(sa_type=Moment, index=True)


def keep_card(
    engine: Engine, board_id: str, card_id: str, answer: dict[str, Any] | None, read_at: datetime
) -> None:
    """Keep what was read, unless something newer is kept."""
    packed = None
    if answer is not None:
        packed = zlib.compress(msgspec.json.encode(answer), 1)
    with Session(engine) as session, session.begin():
        new = insert_into(session, SeenCard).values(
            board_id=board_id, card_id=card_id, answer=packed, read_at=read_at
        )
        session.execute(
            new.on_conflict_do_update(
                index_elements=["board_id", "card_id"],
                set_={"answer": new.excluded.answer, "read_at": new.excluded.read_at},
                where=col(SeenCard.read_at) < new.excluded.read_at,
            )
        )


def cards_since(engine: Engine, board_id: str, since: datetime) -> list[SeenCard]:
    """Cards of a board read since then, oldest first; `answer_of` opens one."""
    with Session(engine, expire_on_commit=False) as session:
        query = select(SeenCard).where(
            col(SeenCard.board_id) == board_id, col(SeenCard.read_at) >= since
        )
        return list(session.exec(query.order_by(col(SeenCard.read_at))))


def answer_of(row: SeenCard) -> dict[str, Any] | None:
    """Trello's answer as it was kept, or None for a card that is gone."""
    if row.answer is None:
        return None
    answer: dict[str, Any] = msgspec.json.decode(zlib.decompress(row.answer))
    return answer


def forget_cards(engine: Engine, board_id: str, before: datetime) -> None:
    """Forget cards read before then, because the whole board was read since."""
    with Session(engine) as session, session.begin():
        session.execute(
            delete(SeenCard).where(
                col(SeenCard.board_id) == board_id, col(SeenCard.read_at) < before
            )
        )
