"""Clicks, submissions and commands that were acted on, so that none is acted on twice."""

from datetime import datetime, timedelta

from sqlalchemy import Engine, delete
from sqlmodel import Field, Session, SQLModel

from storage.moments import Moment
from storage.upsert import insert_once, put


class Acted(SQLModel, table=True):
    """One thing that somebody did in Slack, by what Slack calls it."""

    __tablename__ = "acted"

    key: str = Field(primary_key=True)  # of the trigger, the action or the event
    at: datetime = Field(sa_type=Moment, index=True)


def is_first(engine: Engine, key: str, now: datetime) -> bool:
    """Whether this is the first time that it is heard of; from now on it is not."""
    with Session(engine) as session, session.begin():
        return insert_once(session, Acted(key=key, at=now))


def was_acted_on(engine: Engine, key: str) -> bool:
    """Whether it was heard of before; it stays as it is."""
    with Session(engine) as session:
        return session.get(Acted, key) is not None


def forget_acted(engine: Engine, now: datetime, keep: timedelta) -> int:
    """Forget what was done longer ago than `keep`; returns how many."""
    with Session(engine) as session, session.begin():
        done = session.execute(delete(Acted).where(Acted.at < now - keep))  # type: ignore[arg-type]  # SQLModel types a column as its value
        return int(getattr(done, "rowcount", 0))


def was_lately(engine: Engine, key: str, now: datetime, span: timedelta) -> bool:
    """Whether this was done within the span before now; if not, it is from now on."""
    with Session(engine) as session, session.begin():
        row = session.get(Acted, key)
        if row is not None and now - row.at < span:
            return True
        put(session, Acted, {"key": key}, {"at": now})
        return False
