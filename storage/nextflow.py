"""Runs that Nextflow itself tells of, as their events have told so far."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Engine, delete
from sqlmodel import Field, Session, SQLModel, col, or_, select

from storage.links import Link, Tie
from storage.moments import Moment
from storage.upsert import insert_once


class NextflowRun(SQLModel, table=True):
    """One run. `session` is the same when it is resumed; its name is another then."""

    __tablename__ = "nextflow_run"

    id: str = Field(primary_key=True)
    session: str = Field(index=True)
    name: str
    url: str = Field(index=True)  # the link's address, decided when it was first heard of
    told: str  # what its events have told, as JSON, redacted
    heard_at: datetime = Field(sa_type=Moment, index=True)
    is_over: bool = Field(default=False, index=True)


class NextflowSegment(SQLModel, table=True):
    """A part of the journal whose events are in the runs; its file is to be removed."""

    __tablename__ = "nextflow_segment"

    name: str = Field(primary_key=True)
    taken_at: datetime = Field(sa_type=Moment, index=True)


class RunBook:
    """The runs within one transaction; what is put is stored when it ends well."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, run_id: str, session: str, name: str) -> NextflowRun | None:
        """The run of this id, or else of this session and name; locked until the end."""
        if run_id:
            found = self._one(col(NextflowRun.id) == run_id)
            if found is not None:
                return found
        if not session:
            return None
        return self._one(col(NextflowRun.session) == session, col(NextflowRun.name) == name)

    def put(self, row: NextflowRun) -> None:
        """Add a run, or change it."""
        self._session.add(row)
        self._session.flush()

    def _one(self, *conditions: object) -> NextflowRun | None:
        query = select(NextflowRun).where(*conditions).limit(1)  # type: ignore[arg-type]
        return self._session.exec(query.with_for_update()).first()


@contextmanager
def open_book(engine: Engine, segment: str, now: datetime) -> Iterator[RunBook | None]:
    """The runs, to bring a segment's events in, once: None when they are in. An empty name is
    of events that came another way."""
    with Session(engine) as session, session.begin():
        if segment and not insert_once(session, NextflowSegment(name=segment, taken_at=now)):
            yield None
        else:
            yield RunBook(session)


def run_at(engine: Engine, url: str) -> NextflowRun | None:
    """The run whose link has this address."""
    with Session(engine, expire_on_commit=False) as session:
        return session.exec(select(NextflowRun).where(col(NextflowRun.url) == url)).first()


def run_of_id(engine: Engine, run_id: str) -> NextflowRun | None:
    """The run of this id."""
    with Session(engine, expire_on_commit=False) as session:
        return session.get(NextflowRun, run_id)


def runs_of_interest(
    engine: Engine, heard_since: datetime, open_since: datetime, most: int = 500
) -> Sequence[NextflowRun]:
    """Runs that something was heard of lately, and those that are not over."""
    query = (
        select(NextflowRun)
        .where(
            or_(
                col(NextflowRun.heard_at) >= heard_since,
                col(NextflowRun.is_over).is_(False) & (col(NextflowRun.heard_at) >= open_since),
            )
        )
        .order_by(col(NextflowRun.heard_at).desc())
        .limit(most)
    )
    with Session(engine, expire_on_commit=False) as session:
        return session.exec(query).all()


def links_of_jobs(engine: Engine, job_ids: Iterable[str]) -> list[str]:
    """The addresses of links to these jobs on AWS Batch."""
    with Session(engine) as session:
        urls = session.exec(select(Link.url).where(col(Link.system) == "aws-batch")).all()
    wanted = tuple(job_ids)
    return [url for url in urls if any(job in url for job in wanted)]


def forget_runs(engine: Engine, before: datetime) -> None:
    """Forget runs of which nothing was heard since then and that no card has, and segments."""
    with Session(engine) as session, session.begin():
        session.execute(
            delete(NextflowRun).where(
                col(NextflowRun.heard_at) < before, col(NextflowRun.url).not_in(select(Tie.url))
            )
        )
        session.execute(delete(NextflowSegment).where(col(NextflowSegment.taken_at) < before))
