"""Meetings as people change them: topics they add, weeks that are skipped or moved.

A meeting is told by the day on which the agreement plans it, also when it is moved.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import Engine, update
from sqlmodel import Field, Session, SQLModel, col, select

from protocol.meeting_changes import MeetingChange, Topic
from storage.moments import Moment
from storage.upsert import insert_once, put


class TopicRow(SQLModel, table=True):
    """One topic for one meeting."""

    __tablename__ = "topic"

    id: int | None = Field(default=None, primary_key=True)
    board_id: str = Field(index=True)
    meeting: str  # the planned day, as 2026-12-07
    text: str
    who: str  # name of who added it
    added_at: datetime = Field(sa_type=Moment)


class MeetingChangeRow(SQLModel, table=True):
    """One week's meeting that is not held as planned."""

    __tablename__ = "meeting_change"

    meeting: str = Field(primary_key=True)  # the planned day
    moved_to: datetime | None = Field(default=None, sa_type=Moment)  # None: it is cancelled
    who: str
    changed_at: datetime = Field(sa_type=Moment)


class NamedUntied(SQLModel, table=True):
    """A member whom the agenda has named once as not tied to anybody in Slack."""

    __tablename__ = "named_untied"

    board_id: str = Field(primary_key=True)
    member_id: str = Field(primary_key=True)
    meeting: str  # the one whose agenda names the member, or the week whose digest does


def add_topic(
    engine: Engine, board_id: str, meeting: date, text: str, who: str, now: datetime
) -> int:
    """Keep a topic for the meeting of this day; the same words by the same person once. Its
    number."""
    with Session(engine) as session, session.begin():
        same = select(TopicRow).where(
            col(TopicRow.board_id) == board_id, col(TopicRow.meeting) == meeting.isoformat(),
            col(TopicRow.text) == text, col(TopicRow.who) == who,
        )  # fmt: skip
        row = session.exec(same).first()
        if row is None:
            day = meeting.isoformat()
            row = TopicRow(board_id=board_id, meeting=day, text=text, who=who, added_at=now)
            session.add(row)
            session.flush()
        return row.id or 0


def topics_of(
    engine: Engine, board_id: str, meeting: date, after: date | None = None
) -> tuple[Topic, ...]:
    """The topics of a meeting, in the order in which they came; with `after`, also those of
    earlier meetings behind that day, which were not held."""
    first = after + timedelta(days=1) if after is not None else meeting
    query = select(TopicRow).where(
        col(TopicRow.board_id) == board_id,
        col(TopicRow.meeting) >= first.isoformat(),
        col(TopicRow.meeting) <= meeting.isoformat(),
    )
    with Session(engine) as session:
        rows = session.exec(query.order_by(col(TopicRow.id)))
        return tuple(Topic(row.text, row.who, row.added_at, row.id or 0) for row in rows)


def keep_change(engine: Engine, change: MeetingChange, now: datetime, next_day: date) -> None:
    """Keep that a week's meeting is skipped or moved; topics of a skipped one wait for the next."""
    day = change.planned.isoformat()
    values = {"moved_to": change.moved_to, "who": change.who, "changed_at": now}
    with Session(engine) as session, session.begin():
        put(session, MeetingChangeRow, {"meeting": day}, values)
        if change.moved_to is None:
            session.execute(
                update(TopicRow)
                .where(col(TopicRow.meeting) == day)
                .values(meeting=next_day.isoformat())
            )


def changes_since(engine: Engine, first: date) -> dict[date, MeetingChange]:
    """Changes of meetings planned on this day or later, by their planned day."""
    query = select(MeetingChangeRow).where(col(MeetingChangeRow.meeting) >= first.isoformat())
    with Session(engine) as session:
        found = (_change(row) for row in session.exec(query))
        return {change.planned: change for change in found}


def name_untied(
    engine: Engine, board_id: str, meeting: date | str, member_ids: tuple[str, ...]
) -> tuple[str, ...]:
    """Of these members, those whom the agenda of this meeting names, or the digest of this week:
    each is named in one of them only."""
    day = str(meeting)
    with Session(engine) as session, session.begin():
        for member_id in member_ids:
            row = NamedUntied(board_id=board_id, member_id=member_id, meeting=day)
            insert_once(session, row)
        rows = session.exec(
            select(NamedUntied).where(
                col(NamedUntied.board_id) == board_id, col(NamedUntied.meeting) == day
            )
        )
        named = {row.member_id for row in rows}
    return tuple(member_id for member_id in member_ids if member_id in named)


def _change(row: MeetingChangeRow) -> MeetingChange:
    return MeetingChange(date.fromisoformat(row.meeting), row.moved_to, row.who)
