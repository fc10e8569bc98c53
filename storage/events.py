"""Events that were heard: kept once each, by Trello's action id, before anybody is answered."""

from datetime import datetime, timedelta

from sqlalchemy import Engine, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel

from storage.looks import mark
from storage.moments import Moment


class HeardEvent(SQLModel, table=True):
    """One action of Trello's, heard by webhook or poll. Only what is needed to tell it again."""

    __tablename__ = "event"

    id: str = Field(primary_key=True)
    board_id: str
    card_id: str = ""
    type: str
    source: str  # webhook or poll
    happened_at: datetime = Field(sa_type=Moment)
    heard_at: datetime = Field(sa_type=Moment, index=True)


def hear(engine: Engine, events: list[HeardEvent], *, looks: bool = True) -> int:
    """Keep events that are new and mark their cards as to be looked at, in one transaction.

    Returns how many were new; the same action heard again, by webhook or poll, counts nothing.
    """
    new = 0
    with Session(engine) as session, session.begin():
        for entry in events:
            if not _insert(session, engine.dialect.name, entry):
                continue
            new += 1
            if looks:
                mark(session, entry.board_id, entry.card_id, entry.heard_at, cause="event")
    return new


def forget_events(engine: Engine, now: datetime, keep: timedelta) -> int:
    """Delete events heard longer ago than `keep`; returns how many."""
    with Session(engine) as session, session.begin():
        done = session.execute(delete(HeardEvent).where(HeardEvent.heard_at < now - keep))  # type: ignore[arg-type]  # SQLModel types a column as its value
        return int(getattr(done, "rowcount", 0))


def _insert(session: Session, dialect: str, entry: HeardEvent) -> bool:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = insert(HeardEvent).values(**entry.model_dump()).on_conflict_do_nothing()
    return int(getattr(session.execute(statement), "rowcount", 0)) > 0
