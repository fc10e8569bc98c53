"""Events that were heard: kept once each, by Trello's action id, before anybody is answered."""

from datetime import datetime, timedelta

from msgspec import Struct, structs
from sqlalchemy import Engine, delete
from sqlmodel import Field, Session, SQLModel, col, select

from storage.looks import mark_all
from storage.moments import Moment
from storage.upsert import insert_new

_AT_ONCE = 500  # ids in one question to the database


class HeardEvent(Struct, frozen=True):
    """One action of Trello's, heard by webhook or poll. Only what is needed to tell it again."""

    id: str
    board_id: str
    type: str
    source: str  # webhook or poll
    happened_at: datetime
    heard_at: datetime
    card_id: str = ""


class EventRow(SQLModel, table=True):
    """The same in the database. Not made for each that is heard: that costs more than writing it
    down."""

    __tablename__ = "event"

    id: str = Field(primary_key=True)
    board_id: str
    card_id: str = ""
    type: str
    source: str  # webhook or poll
    happened_at: datetime = Field(sa_type=Moment)
    heard_at: datetime = Field(sa_type=Moment, index=True)


def hear(engine: Engine, events: list[HeardEvent]) -> int:
    """Keep events that are new and mark their cards as to be looked at, in one transaction.

    Returns how many were new; the same action heard again, by webhook or poll, counts nothing.
    """
    return len(hear_new(engine, events))


def hear_new(engine: Engine, events: list[HeardEvent]) -> set[str]:
    """The same; the ids of those that were new."""
    if any(event.source == "poll" for event in events):
        events = _unknown(
            engine, events
        )  # a poll tells mostly what was heard before: that is cheap
    if not events:
        return set()
    with Session(engine) as session, session.begin():
        # always in the same order: two processes that hear the same events never block each other
        by_id = {event.id: event for event in events}
        new: set[str] = insert_new(
            session, EventRow, [structs.asdict(by_id[key]) for key in sorted(by_id)]
        )
        told = [event for key, event in by_id.items() if key in new]
        told.sort(key=lambda event: (event.board_id, event.card_id, event.id))
        if told:
            cards = [(event.board_id, event.card_id) for event in told]
            traces = [event.id for event in told]
            heard_at = max(event.heard_at for event in told)
            mark_all(session, cards, heard_at, cause="event", traces=traces)
        return new


def forget_events(engine: Engine, now: datetime, keep: timedelta) -> int:
    """Delete events heard longer ago than `keep`; returns how many."""
    with Session(engine) as session, session.begin():
        done = session.execute(delete(EventRow).where(EventRow.heard_at < now - keep))  # type: ignore[arg-type]  # SQLModel types a column as its value
        return int(getattr(done, "rowcount", 0))


def _unknown(engine: Engine, events: list[HeardEvent]) -> list[HeardEvent]:
    """Events that are not kept yet, as far as can be told without a lock."""
    if len(events) < 2:
        return events
    known: set[str] = set()
    with Session(engine) as session:
        for begin in range(0, len(events), _AT_ONCE):
            ids = [event.id for event in events[begin : begin + _AT_ONCE]]
            known |= set(session.exec(select(EventRow.id).where(col(EventRow.id).in_(ids))))
    return [event for event in events if event.id not in known]
