"""Who is in on the web pages: links that were used, and the sessions that came of them.

Neither a link nor a session's secret is stored: of a session only a digest is kept, so that who
reads the database cannot enter with it.
"""

from datetime import datetime

from sqlalchemy import Engine, delete
from sqlmodel import Field, Session, SQLModel, col, select

from protocol.agreement import fold
from storage.moments import Moment
from storage.upsert import insert_once


class UsedLink(SQLModel, table=True):
    """A link that somebody entered by; it opens nothing again."""

    __tablename__ = "page_link_used"

    id: str = Field(primary_key=True)
    used_at: datetime = Field(sa_type=Moment)
    ends_at: datetime = Field(sa_type=Moment)  # from here on its signature is refused anyway


class PageSession(SQLModel, table=True):
    """Somebody who is in, until it ends or is taken back."""

    __tablename__ = "page_session"

    digest: str = Field(primary_key=True)  # of the secret that the browser holds
    slack_id: str = ""  # empty: the link was handed out by whoever runs the service
    trello: str = Field(index=True)  # user name, folded
    name: str = ""
    began_at: datetime = Field(sa_type=Moment)
    ends_at: datetime = Field(sa_type=Moment)


def use_link(engine: Engine, link_id: str, now: datetime, ends_at: datetime) -> bool:
    """Whether this link was not used before; it is from now on. Old ones are forgotten."""
    row = UsedLink(id=link_id, used_at=now, ends_at=ends_at)
    with Session(engine) as session, session.begin():
        session.execute(delete(UsedLink).where(col(UsedLink.ends_at) < now))
        return insert_once(session, row)


def begin_session(engine: Engine, row: PageSession, now: datetime) -> None:
    """Somebody is in from now on; sessions that have ended are forgotten."""
    with Session(engine) as session, session.begin():
        session.execute(delete(PageSession).where(col(PageSession.ends_at) < now))
        session.add(row)


def session_of(engine: Engine, digest: str, now: datetime) -> PageSession | None:
    """The session of this digest, unless it has ended or was taken back."""
    with Session(engine, expire_on_commit=False) as session:
        row = session.get(PageSession, digest)
        return row if row is not None and row.ends_at > now else None


def end_session(engine: Engine, digest: str) -> None:
    """Take one session back; one that is not there is no mistake."""
    with Session(engine) as session, session.begin():
        session.execute(delete(PageSession).where(col(PageSession.digest) == digest))


def end_sessions(engine: Engine, trello: str = "") -> int:
    """Take back every session of this user name on Trello, or of everybody; how many there were."""
    wanted = [col(PageSession.trello) == fold(trello)] if trello else []
    with Session(engine) as session, session.begin():
        found = list(session.exec(select(PageSession.digest).where(*wanted)))
        session.execute(delete(PageSession).where(col(PageSession.digest).in_(found)))
        return len(found)
