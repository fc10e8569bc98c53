"""What people say of themselves: who they are on Trello, their time away, their capacity.

It stands beside the agreement: what a person says in Slack is merged over what the file says.
"""

from datetime import datetime

import msgspec
from sqlalchemy import Engine
from sqlmodel import Field, Session, SQLModel, select

from protocol.agreement import fold
from protocol.own_terms import OwnTerms
from storage.moments import Moment
from storage.upsert import insert_once, put


class Tie(SQLModel, table=True):
    """Somebody in Slack who is a member on Trello, as they said themselves."""

    __tablename__ = "own_tie"

    slack_id: str = Field(primary_key=True)
    trello: str = Field(unique=True)  # user name, folded: one person of Slack for each
    how: str  # "name": confirmed a proposal; "choice": chose among members that were not tied
    tied_at: datetime = Field(sa_type=Moment)


class OwnTermsRow(SQLModel, table=True):
    """What somebody has said of their capacity and time away."""

    __tablename__ = "own_terms"

    trello: str = Field(primary_key=True)  # user name, folded
    name: str = ""  # for somebody whom the agreement does not name
    capacity: float | None = None  # working days per week; None: as the agreement says
    away: str = "[]"  # spans, as JSON
    said_by: str = ""  # name of who said it last: the person, or a lead
    said_at: datetime = Field(sa_type=Moment)


def tie_of(engine: Engine, slack_id: str) -> Tie | None:
    """Whom this person of Slack has said to be."""
    with Session(engine, expire_on_commit=False) as session:
        return session.get(Tie, slack_id)


def ties(engine: Engine) -> list[Tie]:
    """Every tie that somebody made."""
    with Session(engine, expire_on_commit=False) as session:
        return list(session.exec(select(Tie)))


def keep_tie(engine: Engine, slack_id: str, trello: str, how: str, now: datetime) -> bool:
    """Tie a person of Slack to a member; False when either is tied otherwise already."""
    row = Tie(slack_id=slack_id, trello=fold(trello), how=how, tied_at=now)
    with Session(engine) as session, session.begin():
        if insert_once(session, row):
            return True
        present = session.get(Tie, slack_id)
        return present is not None and present.trello == fold(trello)


def forget_tie(engine: Engine, slack_id: str) -> bool:
    """Take a tie back; False when there is none."""
    with Session(engine) as session, session.begin():
        row = session.get(Tie, slack_id)
        if row is None:
            return False
        session.delete(row)
        return True


def own_terms(engine: Engine) -> dict[str, OwnTerms]:
    """What everybody has said of themselves, by folded user name on Trello."""
    with Session(engine) as session:
        return {row.trello: _terms(row) for row in session.exec(select(OwnTermsRow))}


def keep_own_terms(
    engine: Engine, trello: str, terms: OwnTerms, *, said_by: str, now: datetime
) -> None:
    """Keep what somebody's capacity and time away are from now on."""
    values = {
        "name": terms.name,
        "capacity": terms.capacity,
        "away": msgspec.json.encode(terms.away).decode(),
        "said_by": said_by,
        "said_at": now,
    }
    with Session(engine) as session, session.begin():
        put(session, OwnTermsRow, {"trello": fold(trello)}, values)


def _terms(row: OwnTermsRow) -> OwnTerms:
    away = msgspec.json.decode(row.away, type=tuple[str, ...])
    return OwnTerms(name=row.name, capacity=row.capacity, away=away)
