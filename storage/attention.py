"""What each person was told, has put away, and what happened to their cards."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Engine, delete
from sqlmodel import Field, Session, SQLModel, col, select

from storage.moments import Moment
from storage.upsert import insert_once, put


class Told(SQLModel, table=True):
    """A point, or a happening, that a person was told of; `facts` is what it rested on then."""

    __tablename__ = "told"

    person: str = Field(primary_key=True)  # Slack id
    key: str = Field(primary_key=True)
    facts: str = ""
    told_at: datetime = Field(sa_type=Moment)


class PutAwayRow(SQLModel, table=True):
    """A point that a person has snoozed or dismissed."""

    __tablename__ = "put_away"

    person: str = Field(primary_key=True)  # Slack id
    key: str = Field(primary_key=True)
    facts: str = ""
    until: datetime | None = Field(default=None, sa_type=Moment)  # none: dismissed
    by: str = ""
    at: datetime = Field(sa_type=Moment)
    card: str = ""  # what to show of it where it can be brought back
    says: str = ""


class Happening(SQLModel, table=True):
    """Something that happened to a card, from when it was first seen."""

    __tablename__ = "happening"

    key: str = Field(primary_key=True)
    board_id: str = Field(index=True)
    seen_at: datetime = Field(sa_type=Moment)
    known_before: bool = False  # it was so when the board was looked at for the first time


def told_to(engine: Engine, person: str) -> dict[str, str]:
    """The facts of everything this person was told, by key."""
    with Session(engine) as session:
        rows = session.exec(select(Told).where(col(Told.person) == person))
        return {row.key: row.facts for row in rows}


def keep_told(engine: Engine, person: str, told: Iterable[tuple[str, str]], now: datetime) -> None:
    """Remember that a person was told these (key, facts)."""
    with Session(engine) as session, session.begin():
        for key, facts in sorted(told):
            put(session, Told, {"person": person, "key": key}, {"facts": facts, "told_at": now})


def forget_told(engine: Engine, person: str, keys: Iterable[str]) -> None:
    """Forget that a person was told these, so that they are news when they come again."""
    _delete(engine, Told, person, keys)


def put_away_by(engine: Engine, person: str) -> list[PutAwayRow]:
    """Everything that a person has put away, what ends soonest first."""
    with Session(engine, expire_on_commit=False) as session:
        rows = session.exec(select(PutAwayRow).where(col(PutAwayRow.person) == person))
        return sorted(rows, key=lambda row: (row.until is None, row.until or row.at, row.key))


def keep_put_away(engine: Engine, rows: Iterable[PutAwayRow]) -> None:
    """Put points away; what was told of them is forgotten, so that they are news afterwards."""
    with Session(engine) as session, session.begin():
        for row in sorted(rows, key=lambda each: each.key):
            values = row.model_dump()
            key = {name: values.pop(name) for name in ("person", "key")}
            put(session, PutAwayRow, key, values)
            if row.until is not None:
                session.execute(
                    delete(Told).where(col(Told.person) == row.person, col(Told.key) == row.key)
                )


def bring_back(engine: Engine, person: str, keys: Iterable[str]) -> None:
    """End a person's snoozes and dismissals of these points."""
    _delete(engine, PutAwayRow, person, keys)


def see(
    engine: Engine, board_id: str, keys: Iterable[str], now: datetime, *, known_before: bool
) -> None:
    """Remember happenings that are new."""
    with Session(engine) as session, session.begin():
        for key in sorted(keys):
            row = Happening(key=key, board_id=board_id, seen_at=now, known_before=known_before)
            insert_once(session, row)


def happenings(engine: Engine, board_id: str) -> dict[str, Happening]:
    """What is remembered to have happened on a board, by key."""
    with Session(engine, expire_on_commit=False) as session:
        rows = session.exec(select(Happening).where(col(Happening.board_id) == board_id))
        return {row.key: row for row in rows}


def forget_happenings(engine: Engine, keys: Iterable[str]) -> None:
    """Forget what is over, and that anybody was told of it."""
    gone = list(keys)
    with Session(engine) as session, session.begin():
        session.execute(delete(Happening).where(col(Happening.key).in_(gone)))
        session.execute(delete(Told).where(col(Told.key).in_(gone)))


def _delete(
    engine: Engine, table: type[Told] | type[PutAwayRow], person: str, keys: Iterable[str]
) -> None:
    gone = list(keys)
    if not gone:
        return
    with Session(engine) as session, session.begin():
        session.execute(delete(table).where(col(table.person) == person, col(table.key).in_(gone)))
