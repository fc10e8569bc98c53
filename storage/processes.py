"""The processes that work on this database: each says now and then that it is alive."""

from datetime import datetime

from sqlalchemy import Engine, delete, update
from sqlmodel import Field, Session, SQLModel, col, select

from storage.moments import Moment
from storage.upsert import put


class Process(SQLModel, table=True):
    """One start of the service. `machine` is the same for processes that share process numbers."""

    __tablename__ = "process"

    id: str = Field(primary_key=True)
    machine: str
    pid: int
    started_at: datetime = Field(sa_type=Moment)
    seen_at: datetime = Field(sa_type=Moment)
    role: str = Field(default="all", sa_column_kwargs={"server_default": "all"})
    state: str = Field(default="", sa_column_kwargs={"server_default": ""})  # its pulse, as JSON


def come(engine: Engine, process: Process) -> None:
    """A process has started."""
    values = process.model_dump()
    with Session(engine) as session, session.begin():
        put(session, Process, {"id": values.pop("id")}, values)


def still_here(engine: Engine, process_id: str, now: datetime, state: str = "") -> bool:
    """A process is alive, and how it is; False when it was taken for dead meanwhile and is not
    listed any more."""
    with Session(engine) as session, session.begin():
        done = session.execute(
            update(Process).where(col(Process.id) == process_id).values(seen_at=now, state=state)
        )
        return bool(getattr(done, "rowcount", 0))


def leave(engine: Engine, process_id: str) -> None:
    """A process has ended, or was found dead and its work was taken over."""
    with Session(engine) as session, session.begin():
        session.execute(delete(Process).where(col(Process.id) == process_id))


def processes(engine: Engine) -> list[Process]:
    """Every process that has come and not left."""
    with Session(engine, expire_on_commit=False) as session:
        return list(session.exec(select(Process).order_by(col(Process.started_at))))
