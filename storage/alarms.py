"""What is stuck and was told to those who run Cardkeeper: one row for as long as it lasts."""

from datetime import datetime

from sqlalchemy import Engine, delete, update
from sqlmodel import Field, Session, SQLModel, col, select

from storage.moments import Moment
from storage.upsert import insert_once


class Alarm(SQLModel, table=True):
    """One cause that lasts. `told_at` is empty until somebody could be told."""

    __tablename__ = "alarm"

    cause: str = Field(primary_key=True)
    since: datetime = Field(sa_type=Moment)
    says: str
    told_at: datetime | None = Field(default=None, sa_type=Moment)
    messages: str = "[]"  # where it was told: [channel, ts] each, as JSON


def raise_alarm(engine: Engine, cause: str, says: str, now: datetime) -> bool:
    """Note that something is stuck; False when that is known."""
    with Session(engine) as session, session.begin():
        return insert_once(session, Alarm(cause=cause, since=now, says=says))


def alarms(engine: Engine) -> list[Alarm]:
    """Everything that is stuck now, oldest first."""
    with Session(engine, expire_on_commit=False) as session:
        return list(session.exec(select(Alarm).order_by(col(Alarm.since))))


def keep_told(engine: Engine, cause: str, messages: str, now: datetime) -> None:
    """Somebody was told, there."""
    with Session(engine) as session, session.begin():
        session.execute(
            update(Alarm).where(col(Alarm.cause) == cause).values(told_at=now, messages=messages)
        )


def end_alarm(engine: Engine, cause: str) -> bool:
    """It is over; False when somebody else has said so."""
    with Session(engine) as session, session.begin():
        done = session.execute(delete(Alarm).where(col(Alarm.cause) == cause))
        return bool(getattr(done, "rowcount", 0))
