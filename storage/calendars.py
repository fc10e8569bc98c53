"""What people's calendars said of their time away when they were last read."""

from collections.abc import Collection
from datetime import datetime

import msgspec
from sqlalchemy import Engine
from sqlmodel import Field, Session, SQLModel, select

from protocol.agreement import fold
from protocol.calendars import CalendarSays
from storage.moments import Moment
from storage.upsert import put


class CalendarRow(SQLModel, table=True):
    """One person's calendar. Its address is a secret, and is not kept."""

    __tablename__ = "calendar"

    person: str = Field(primary_key=True)  # folded
    name: str
    spans: str = "[]"  # as JSON
    read_at: datetime | None = Field(default=None, sa_type=Moment)
    failed_since: datetime | None = Field(default=None, sa_type=Moment)
    why: str = ""


def calendars(engine: Engine) -> list[CalendarSays]:
    """Every calendar, by the person's name."""
    with Session(engine) as session:
        return [_says(row) for row in session.exec(select(CalendarRow).order_by(CalendarRow.name))]


def keep_read(engine: Engine, name: str, spans: tuple[str, ...], now: datetime) -> None:
    """Keep what a calendar says now."""
    values = {
        "name": name,
        "spans": msgspec.json.encode(spans).decode(),
        "read_at": now,
        "failed_since": None,
        "why": "",
    }
    with Session(engine) as session, session.begin():
        put(session, CalendarRow, {"person": fold(name)}, values)


def keep_failure(engine: Engine, name: str, why: str, now: datetime) -> None:
    """Keep that a calendar could not be read; since when is told by the first failure."""
    with Session(engine) as session, session.begin():
        row = session.get(CalendarRow, fold(name))
        since = row.failed_since if row is not None and row.failed_since is not None else now
        values = {"name": name, "failed_since": since, "why": why}
        if row is None:
            values["spans"] = "[]"
        put(session, CalendarRow, {"person": fold(name)}, values)


def forget_others(engine: Engine, names: Collection[str]) -> None:
    """Forget the calendars of everybody else: they are not configured any more."""
    wanted = {fold(name) for name in names}
    with Session(engine) as session, session.begin():
        for row in session.exec(select(CalendarRow)):
            if row.person not in wanted:
                session.delete(row)


def _says(row: CalendarRow) -> CalendarSays:
    spans = msgspec.json.decode(row.spans, type=tuple[str, ...])
    return CalendarSays(row.name, spans, row.read_at, row.failed_since, row.why)
