"""The meetings that were held: what happened in each, numbered, and a line of each to find it by.

Two people who do something at once ask for the same number; the database gives it to one of them.
"""

from collections.abc import Iterable
from datetime import date, datetime, tzinfo

import msgspec
from msgspec import Struct
from sqlalchemy import Engine, UniqueConstraint, func
from sqlmodel import Field, Session, SQLModel, col, select

from protocol.meeting_life import Deed, Happened
from storage.moments import Moment
from storage.upsert import insert_once, put

_DEED: msgspec.json.Decoder[Deed] = msgspec.json.Decoder(Deed)


class MeetingDeedRow(SQLModel, table=True):
    """One thing that happened in a meeting."""

    __tablename__ = "meeting_deed"
    __table_args__ = (UniqueConstraint("board_id", "meeting", "key"),)

    board_id: str = Field(primary_key=True)
    meeting: str = Field(primary_key=True)  # the planned day, as 2026-12-07
    version: int = Field(primary_key=True)
    key: str  # of the click, the request: the same when it comes twice
    who: str
    at: datetime = Field(sa_type=Moment)
    deed: str  # as JSON


class MeetingHeldRow(SQLModel, table=True):
    """One meeting that was opened, with what it is found by."""

    __tablename__ = "meeting_held"

    board_id: str = Field(primary_key=True)
    meeting: str = Field(primary_key=True)
    stage: str
    facilitator: str = ""
    opened_at: datetime = Field(sa_type=Moment)
    closed_at: datetime | None = Field(default=None, sa_type=Moment)
    text: str = ""  # the minutes, case folded, for the search
    unsettled: bool = Field(default=False, index=True)  # something is still to be done on Trello


class FacilitatorRow(SQLModel, table=True):
    """Who was named to lead through a meeting."""

    __tablename__ = "meeting_facilitator"

    meeting: str = Field(primary_key=True)
    name: str
    named_at: datetime = Field(sa_type=Moment)


class Held(Struct, frozen=True):
    """A meeting that was opened."""

    board_id: str
    day: date
    stage: str  # "open" or "closed"
    facilitator: str
    opened_at: datetime
    closed_at: datetime | None
    text: str = ""  # case folded

    def held_on(self, zone: tzinfo) -> date:
        """The day on which it was held there, which may be another than the planned one."""
        return self.opened_at.astimezone(zone).date()


def deeds_of(engine: Engine, board_id: str, day: date, after: int = 0) -> tuple[Happened, ...]:
    """What happened in this meeting after the deed of this number, in order."""
    query = select(MeetingDeedRow).where(
        col(MeetingDeedRow.board_id) == board_id,
        col(MeetingDeedRow.meeting) == day.isoformat(),
        col(MeetingDeedRow.version) > after,
    )
    with Session(engine) as session:
        rows = session.exec(query.order_by(col(MeetingDeedRow.version)))
        return tuple(Happened(r.version, r.at, r.who, _DEED.decode(r.deed)) for r in rows)


def version_of(engine: Engine, board_id: str, day: date) -> int:
    """The number of the latest deed; 0 when nothing has happened."""
    query = select(func.max(col(MeetingDeedRow.version))).where(
        col(MeetingDeedRow.board_id) == board_id, col(MeetingDeedRow.meeting) == day.isoformat()
    )
    with Session(engine) as session:
        return session.exec(query).one() or 0


def has_key(engine: Engine, board_id: str, day: date, key: str) -> bool:
    """Whether a deed under this key is kept."""
    query = select(MeetingDeedRow.version).where(
        col(MeetingDeedRow.board_id) == board_id,
        col(MeetingDeedRow.meeting) == day.isoformat(),
        col(MeetingDeedRow.key) == key,
    )
    with Session(engine) as session:
        return session.exec(query).first() is not None


def latest_key(engine: Engine, board_id: str, day: date, prefix: str) -> str:
    """The key of the meeting's latest deed whose key begins so; empty when there is none."""
    query = select(MeetingDeedRow.key).where(
        col(MeetingDeedRow.board_id) == board_id,
        col(MeetingDeedRow.meeting) == day.isoformat(),
        col(MeetingDeedRow.key).startswith(prefix, autoescape=True),
    )
    with Session(engine) as session:
        latest = query.order_by(col(MeetingDeedRow.version).desc()).limit(1)
        return session.exec(latest).first() or ""


def keep_deed(
    engine: Engine, board_id: str, day: date, happened: Happened, key: str, held: Held,
    *, unsettled: bool,
) -> bool:  # fmt: skip
    """Keep a deed with the meeting's line; False when its number, or its key, is taken."""
    row = MeetingDeedRow(
        board_id=board_id, meeting=day.isoformat(), version=happened.version, key=key,
        who=happened.who, at=happened.at, deed=msgspec.json.encode(happened.deed).decode(),
    )  # fmt: skip
    with Session(engine) as session, session.begin():
        if not insert_once(session, row):
            return False
        line = {
            "stage": held.stage, "facilitator": held.facilitator, "opened_at": held.opened_at,
            "closed_at": held.closed_at, "text": held.text, "unsettled": unsettled,
        }  # fmt: skip
        put(session, MeetingHeldRow, {"board_id": board_id, "meeting": day.isoformat()}, line)
    return True


def held_meetings(engine: Engine, board_id: str) -> list[Held]:
    """The meetings of a board that were opened, the latest first."""
    query = select(MeetingHeldRow).where(col(MeetingHeldRow.board_id) == board_id)
    with Session(engine) as session:
        return _held(session.exec(query.order_by(col(MeetingHeldRow.meeting).desc())))


def boards_of_meetings(engine: Engine) -> tuple[str, ...]:
    """The boards whose meetings were ever opened."""
    query = select(MeetingHeldRow.board_id).distinct().order_by(col(MeetingHeldRow.board_id))
    with Session(engine) as session:
        return tuple(session.exec(query))


def last_held(engine: Engine, board_id: str, before: date) -> Held | None:
    """The latest meeting before this day that was opened."""
    query = select(MeetingHeldRow).where(
        col(MeetingHeldRow.board_id) == board_id,
        col(MeetingHeldRow.meeting) < before.isoformat(),
    )
    with Session(engine) as session:
        latest = query.order_by(col(MeetingHeldRow.meeting).desc()).limit(1)
        return next(iter(_held(session.exec(latest))), None)


def found_in(engine: Engine, board_id: str, words: Iterable[str]) -> list[Held]:
    """Meetings whose minutes have all these words, the latest first."""
    query = select(MeetingHeldRow).where(col(MeetingHeldRow.board_id) == board_id)
    for word in words:
        query = query.where(col(MeetingHeldRow.text).contains(word.casefold(), autoescape=True))
    with Session(engine) as session:
        return _held(session.exec(query.order_by(col(MeetingHeldRow.meeting).desc())))


def unsettled(engine: Engine) -> list[tuple[str, date]]:
    """Meetings of which something is still to be done on Trello."""
    query = select(MeetingHeldRow).where(col(MeetingHeldRow.unsettled).is_(True))
    with Session(engine) as session:
        return [(row.board_id, date.fromisoformat(row.meeting)) for row in session.exec(query)]


def still_open(engine: Engine, opened_before: datetime) -> list[tuple[str, date]]:
    """Meetings opened before this moment that nobody has closed."""
    query = select(MeetingHeldRow).where(
        col(MeetingHeldRow.stage) == "open", col(MeetingHeldRow.opened_at) < opened_before
    )
    with Session(engine) as session:
        return [(row.board_id, date.fromisoformat(row.meeting)) for row in session.exec(query)]


def name_facilitator(engine: Engine, day: date, name: str, now: datetime) -> str:
    """Keep who leads through the meeting of this day, unless somebody is named; who it is."""
    row = FacilitatorRow(meeting=day.isoformat(), name=name, named_at=now)
    with Session(engine) as session, session.begin():
        insert_once(session, row)
        return session.exec(
            select(FacilitatorRow.name).where(col(FacilitatorRow.meeting) == day.isoformat())
        ).one()


def change_facilitator(engine: Engine, day: date, name: str, now: datetime) -> None:
    """Somebody else leads through the meeting of this day."""
    with Session(engine) as session, session.begin():
        key = {"meeting": day.isoformat()}
        put(session, FacilitatorRow, key, {"name": name, "named_at": now})


def facilitators(engine: Engine) -> dict[date, str]:
    """Who was named, by the meeting's planned day."""
    with Session(engine) as session:
        rows = session.exec(select(FacilitatorRow))
        return {date.fromisoformat(row.meeting): row.name for row in rows}


def _held(rows: Iterable[MeetingHeldRow]) -> list[Held]:
    return [
        Held(
            row.board_id, date.fromisoformat(row.meeting), row.stage, row.facilitator,
            row.opened_at, row.closed_at, row.text,
        )
        for row in rows
    ]  # fmt: skip
