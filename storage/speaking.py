"""What was said without being asked: claimed before it is sent, so that it is said once.

Beside it: what was held back and why, counted, and when a channel may be written to again.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import Engine, delete, func, update
from sqlmodel import Field, Session, SQLModel, col, select

from storage.moments import Moment
from storage.upsert import insert_once


class Spoken(SQLModel, table=True):
    """One unsolicited message. Claimed and not sent means: it may or may not have been said."""

    __tablename__ = "spoken"

    key: str = Field(primary_key=True)  # the message's kind, place and what makes it that one
    kind: str = Field(index=True)
    place: str = Field(index=True)  # channel, or the person's Slack id
    day: date  # the working day where the place is
    subject: str = ""
    content: str = ""  # what it was made from, as JSON, for messages kept up to date
    channel: str = ""  # where Slack put it, for a person another id than the place
    ts: str = Field(default="", index=True)
    urgent: str = ""  # why it was said although it was quiet time
    claimed_at: datetime = Field(sa_type=Moment, index=True)
    sent_at: datetime | None = Field(default=None, sa_type=Moment)
    closed: bool = False  # nothing in it will change any more


class HeldBack(SQLModel, table=True):
    """A message that was not said to a place on a day, and why; each subject is counted once."""

    __tablename__ = "held_back"

    place: str = Field(primary_key=True)
    day: date = Field(primary_key=True, index=True)
    kind: str = Field(primary_key=True)
    reason: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    first_at: datetime = Field(sa_type=Moment)


class Pace(SQLModel, table=True):
    """When a channel may be written to again."""

    __tablename__ = "pace"

    channel: str = Field(primary_key=True)
    free_at: datetime = Field(sa_type=Moment)


def claim(engine: Engine, row: Spoken) -> bool:
    """Claim a message before it is sent; False when it is claimed already, here or elsewhere."""
    with Session(engine) as session, session.begin():
        return insert_once(session, row)


def take_over(engine: Engine, row: Spoken, now: datetime) -> bool:
    """Take a claim over from whoever made it and never said how it ended; False: somebody else has.

    Whoever takes it over must look whether the message is there before sending it.
    """
    with Session(engine) as session, session.begin():
        done = session.execute(
            update(Spoken)
            .where(
                col(Spoken.key) == row.key,
                col(Spoken.claimed_at) == row.claimed_at,
                col(Spoken.sent_at).is_(None),
            )
            .values(claimed_at=now)
            .execution_options(synchronize_session=False)
        )
        return bool(getattr(done, "rowcount", 0))


def sent(engine: Engine, key: str, now: datetime, *, channel: str, ts: str) -> None:
    """The claimed message is there."""
    with Session(engine) as session, session.begin():
        session.execute(
            update(Spoken).where(col(Spoken.key) == key).values(channel=channel, ts=ts, sent_at=now)
        )


def give_up_claim(engine: Engine, key: str) -> None:
    """The claimed message was refused: it was not said, and may be tried again."""
    with Session(engine) as session, session.begin():
        session.execute(delete(Spoken).where(col(Spoken.key) == key, col(Spoken.sent_at).is_(None)))


def spoken(engine: Engine, key: str) -> Spoken | None:
    """The message with this key."""
    with Session(engine, expire_on_commit=False) as session:
        return session.get(Spoken, key)


def spoken_at(engine: Engine, channel: str, ts: str) -> Spoken | None:
    """The message that Slack knows by channel and ts."""
    with Session(engine, expire_on_commit=False) as session:
        query = select(Spoken).where(col(Spoken.channel) == channel, col(Spoken.ts) == ts)
        return session.exec(query).first()


def spoken_on(engine: Engine, place: str, day: date, kind: str) -> list[Spoken]:
    """Messages of one kind to a place on a day, oldest first."""
    with Session(engine, expire_on_commit=False) as session:
        query = select(Spoken).where(
            col(Spoken.place) == place, col(Spoken.day) == day, col(Spoken.kind) == kind
        )
        return list(session.exec(query.order_by(col(Spoken.claimed_at))))


def open_messages(engine: Engine, kind: str, since: datetime) -> list[Spoken]:
    """Messages of a kind that were sent since then and may still change, oldest first."""
    with Session(engine, expire_on_commit=False) as session:
        query = select(Spoken).where(
            col(Spoken.kind) == kind,
            col(Spoken.closed).is_(False),
            col(Spoken.sent_at) >= since,
            col(Spoken.ts) != "",
        )
        return list(session.exec(query.order_by(col(Spoken.sent_at))))


def keep_content(engine: Engine, key: str, content: str, *, closed: bool) -> None:
    """Remember what a message says now."""
    with Session(engine) as session, session.begin():
        session.execute(
            update(Spoken).where(col(Spoken.key) == key).values(content=content, closed=closed)
        )


def hold_back(engine: Engine, row: HeldBack) -> None:
    """Remember something that was not said; the same again counts once."""
    with Session(engine) as session, session.begin():
        insert_once(session, row)


def held_back(engine: Engine, since: date) -> dict[tuple[str, str], int]:
    """How much was held back since a day, by kind and reason."""
    with Session(engine) as session:
        query = (
            select(HeldBack.kind, HeldBack.reason, func.count())
            .where(col(HeldBack.day) >= since)
            .group_by(col(HeldBack.kind), col(HeldBack.reason))
        )
        return {(kind, reason): int(count) for kind, reason, count in session.execute(query)}


def take_turn(engine: Engine, channel: str, now: datetime, pause: timedelta) -> datetime:
    """When the next message may go to this channel; that turn is taken, in every process."""
    with Session(engine) as session, session.begin():
        insert_once(session, Pace(channel=channel, free_at=now))
        query = select(Pace).where(col(Pace.channel) == channel).with_for_update()
        turn = max(session.exec(query).one().free_at, now)
        session.execute(
            update(Pace).where(col(Pace.channel) == channel).values(free_at=turn + pause)
        )
        return turn


def forget_spoken(engine: Engine, before: datetime) -> int:
    """Forget messages claimed before then, and what was held back; returns how many rows.

    Of what is said once per subject the key stays, without its words: else it would be said again.
    """
    old = col(Spoken.claimed_at) < before
    once = ~col(Spoken.key).startswith("daily:") & ~col(Spoken.key).startswith("asked:")
    with Session(engine) as session, session.begin():
        told = session.execute(
            update(Spoken).where(old, once, col(Spoken.content) != "").values(content="")
        )
        gone = session.execute(delete(Spoken).where(old, ~once))
        held = session.execute(delete(HeldBack).where(col(HeldBack.first_at) < before))
        return sum(int(getattr(done, "rowcount", 0)) for done in (told, gone, held))
