"""What each person has asked for on the Home tab."""

from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Field, Session, SQLModel

from protocol.preferences import NO_PREFERENCES, Preferences
from storage.moments import Moment
from storage.upsert import put


class Preference(SQLModel, table=True):
    """One person's choices."""

    __tablename__ = "preference"

    slack_id: str = Field(primary_key=True)
    digest_at: str = ""
    days: str = "01234"  # Monday is 0
    quiet: str = ""
    real_time: bool = True
    threads: bool = False
    zone: str = ""
    changed_at: datetime = Field(sa_type=Moment)


def preferences_of(engine: Engine, slack_id: str) -> Preferences:
    """A person's choices; the usual ones for who has made none."""
    with Session(engine) as session:
        row = session.get(Preference, slack_id)
        if row is None:
            return NO_PREFERENCES
        return Preferences(
            digest_at=row.digest_at,
            days=tuple(int(day) for day in row.days),
            quiet=row.quiet,
            real_time=row.real_time,
            threads=row.threads,
            zone=row.zone,
        )


def keep_preferences(
    engine: Engine, slack_id: str, preferences: Preferences, now: datetime
) -> None:
    """Remember a person's choices."""
    values = {
        "digest_at": preferences.digest_at,
        "days": "".join(str(day) for day in sorted(preferences.days)),
        "quiet": preferences.quiet,
        "real_time": preferences.real_time,
        "threads": preferences.threads,
        "zone": preferences.zone,
        "changed_at": now,
    }
    with Session(engine) as session, session.begin():
        put(session, Preference, {"slack_id": slack_id}, values)
