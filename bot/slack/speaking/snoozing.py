"""Putting something away for a while: until when, and what is remembered of it."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from sqlalchemy import Engine

from bot.slack.speaking.listeners import Listener
from bot.slack.text import Block
from protocol.digest import Point
from protocol.preferences import next_monday
from storage import attention as stored
from storage.attention import PutAwayRow

SNOOZES = (("1d", "For 1 day"), ("3d", "For 3 days"), ("mon", "Until next Monday"))


def snooze_ends(listener: Listener, choice: str, now: datetime) -> datetime:
    """When a snooze is over: at the person's digest hour, so that the next digest tells it."""
    zone, today = listener.hours.zone, listener.hours.day(now)
    days = {"1d": today + timedelta(days=1), "3d": today + timedelta(days=3)}
    day = days.get(choice) or next_monday(today)
    return datetime.combine(day, min(listener.digest_at, time(23, 59)), zone)


def put_away(
    engine: Engine, slack_id: str, points: Iterable[Point], *, by: str, until: datetime | None,
    now: datetime,
) -> None:  # fmt: skip
    """Remember that a person has put these away; without `until`, while their facts stay."""
    stored.keep_put_away(
        engine,
        [
            PutAwayRow(
                person=slack_id, key=point.key, facts=point.facts, until=until, by=by, at=now,
                card=point.card, says=point.says,
            )
            for point in points
        ],
    )  # fmt: skip


def snooze_choice(action: str, prefix: str = "") -> Block:
    """The select of how long; `prefix` goes before each value."""
    return {
        "type": "static_select",
        "action_id": action,
        "placeholder": {"type": "plain_text", "text": "Snooze"},
        "options": [
            {"text": {"type": "plain_text", "text": words}, "value": f"{prefix}{value}"}
            for value, words in SNOOZES
        ],
    }
