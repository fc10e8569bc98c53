"""Whose turn a regular job is: of several processes that are due at about the same time, one."""

from datetime import datetime, timedelta

from sqlalchemy import Engine, update
from sqlmodel import Field, Session, SQLModel, col

from storage.moments import Moment
from storage.upsert import insert_once


class Turn(SQLModel, table=True):
    """One regular job, and when it was last taken up."""

    __tablename__ = "turn"

    job: str = Field(primary_key=True)
    taken_at: datetime = Field(sa_type=Moment)
    by: str = ""  # the process


def take_turn(
    engine: Engine, job: str, by: str, now: datetime, *, own: timedelta, others: timedelta
) -> bool:
    """Take the job up, unless another has within `others`, or this process itself within `own`:
    a process's own times lie a little nearer together when one of them was late.

    One statement decides among all. A turn that lies in the future, because a clock was put right,
    holds nobody up.
    """
    with Session(engine) as session, session.begin():
        if insert_once(session, Turn(job=job, taken_at=now, by=by)):
            return True
        done = session.execute(
            update(Turn)
            .where(
                col(Turn.job) == job,
                (col(Turn.taken_at) <= now - others)
                | ((col(Turn.by) == by) & (col(Turn.taken_at) <= now - own))
                | (col(Turn.taken_at) > now + others),
            )
            .values(taken_at=now, by=by)
            .execution_options(synchronize_session=False)
        )
        return bool(getattr(done, "rowcount", 0))
