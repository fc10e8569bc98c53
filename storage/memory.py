"""What the bot has said and where: one comment per card, one message per card and channel."""

from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, update
from sqlmodel import Field, Session, SQLModel, col, select

from storage.moments import Moment
from storage.upsert import insert_once, put


class Said(SQLModel, table=True):
    """Something the bot keeps up to date in place: a card's comment, a channel's message."""

    __tablename__ = "said"

    place: str = Field(primary_key=True)  # "trello" or the Slack channel's id
    subject: str = Field(primary_key=True)  # card id, or "agenda:2026-11-23"
    board_id: str = Field(default="", index=True)
    reference: str = ""  # the comment's action id, or the message's ts
    text: str = ""  # what it says now
    since: datetime = Field(sa_type=Moment)
    closed: bool = False  # withdrawn or struck through


def said(engine: Engine, place: str, subject: str) -> Said | None:
    """What was said there of this subject."""
    with Session(engine, expire_on_commit=False) as session:
        return session.get(Said, (place, subject))


def keep_said(engine: Engine, row: Said) -> None:
    """Remember what a place says now of a subject."""
    values = row.model_dump()
    key = {name: values.pop(name) for name in ("place", "subject")}
    with Session(engine) as session, session.begin():
        put(session, Said, key, values)


def claim(engine: Engine, place: str, subject: str, now: datetime, stale: timedelta) -> bool:
    """Whether it is ours to say something there first: of several processes one is told so. A
    claim of one that has not said it for `stale` is void, and so is one that lies in the future:
    a clock was put right."""
    with Session(engine) as session, session.begin():
        if insert_once(session, Said(place=place, subject=subject, since=now)):
            return True
        taken = session.execute(
            update(Said)
            .where(
                col(Said.place) == place,
                col(Said.subject) == subject,
                col(Said.reference) == "",
                (col(Said.since) <= now - stale) | (col(Said.since) > now + stale),
            )
            .values(since=now)
        )
        return bool(getattr(taken, "rowcount", 0))


def give_up_claim(engine: Engine, place: str, subject: str) -> None:
    """It was not said after all: others may."""
    with Session(engine) as session, session.begin():
        session.execute(
            delete(Said).where(
                col(Said.place) == place, col(Said.subject) == subject, col(Said.reference) == ""
            )
        )


def forget_said(engine: Engine, place: str, subject: str) -> None:
    """Forget what was said, because it was taken away."""
    with Session(engine) as session, session.begin():
        row = session.get(Said, (place, subject))
        if row is not None:
            session.delete(row)


def has_said(engine: Engine, board_id: str) -> bool:
    """Whether anything is remembered of a board's cards."""
    with Session(engine) as session:
        query = select(Said.subject).where(col(Said.board_id) == board_id).limit(1)
        return session.exec(query).first() is not None


def said_of_board(engine: Engine, board_id: str) -> dict[tuple[str, str], Said]:
    """Everything said of a board's cards, by place and card."""
    with Session(engine, expire_on_commit=False) as session:
        rows = session.exec(select(Said).where(col(Said.board_id) == board_id))
        return {(row.place, row.subject): row for row in rows}
