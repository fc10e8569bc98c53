"""Minutes for machines; docs/formats.md describes the format."""

from typing import Any

from protocol.meeting_life import Outcome, Point
from protocol.minutes import Minutes


def minutes_json(minutes: Minutes) -> dict[str, Any]:
    """One meeting's minutes as plain values."""
    return {
        "format": 1,
        "board": {"id": minutes.board_id, "name": minutes.board},
        "day": minutes.day.isoformat(),
        "held_on": minutes.held_on.isoformat(),
        "when": minutes.when.isoformat(),
        "stage": minutes.stage,
        "facilitator": minutes.facilitator or None,
        "opened": minutes.opened_at.isoformat() if minutes.opened_at else None,
        "closed": minutes.closed_at.isoformat() if minutes.closed_at else None,
        "closed_by": minutes.closed_by or None,
        "minutes": minutes.minutes,
        "decisions": [_outcome(each) for each in minutes.decisions],
        "actions": [_outcome(each) for each in minutes.actions],
        "informations": [_outcome(each) for each in minutes.informations],
        "done": [_point(each) for each in minutes.done],
        "carried": [_point(each) for each in minutes.carried],
        "dropped": [_point(each) for each in minutes.dropped],
        "undecided": [_point(each) for each in minutes.undecided],
        "unreached": [_point(each) for each in minutes.unreached],
        "without_a_word": minutes.unread,
        "chosen_for_the_week": list(minutes.planned),
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "text": outcome.text,
        "about": outcome.point or None,
        "written_by": outcome.who,
        "owners": list(outcome.owners),
        "due": outcome.due.isoformat() if outcome.due else None,
        "cards": [outcome.card_id] if outcome.card_id else list(outcome.cards),
        "url": outcome.card_url or None,
        "failed": outcome.failed or None,
    }


def _point(point: Point) -> dict[str, Any]:
    return {
        "key": point.key,
        "title": point.title,
        "url": point.url or None,
        "section": point.section,
        "seconds": point.seconds,
        "left_over_before": point.unreached,
    }
