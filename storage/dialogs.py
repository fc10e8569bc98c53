"""Last pages of dialogs, kept for a while: Slack may deliver the same dialog again to any process.

They stand among what is said, for that is what they are: something shown at one place.
"""

from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Engine, delete
from sqlmodel import Session, col

from storage.memory import Said, said
from storage.upsert import put

_PLACE = "dialog"
KEPT_FOR = timedelta(hours=1)  # Slack delivers again within minutes, if at all


def keep_page(engine: Engine, key: str, page: dict[str, Any], now: datetime) -> None:
    """Remember the last page of a dialog, by what Slack calls that it was sent; old ones go."""
    values = {"reference": key, "text": msgspec.json.encode(page).decode(), "since": now}
    with Session(engine) as session, session.begin():
        session.execute(
            delete(Said).where(col(Said.place) == _PLACE, col(Said.since) < now - KEPT_FOR)
        )
        put(session, Said, {"place": _PLACE, "subject": key}, {"board_id": "", **values})


def page_of(engine: Engine, key: str) -> dict[str, Any] | None:
    """The last page of a dialog; None while there is none."""
    row = said(engine, _PLACE, key)
    page: dict[str, Any] | None = msgspec.json.decode(row.text) if row is not None else None
    return page
