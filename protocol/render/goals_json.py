"""The goals as plain values for JSON; docs/formats.md has the keys. Keys are only ever added."""

from typing import Any

from protocol.forecast import Forecast
from protocol.goals_report import GoalCard, GoalReport, GoalsReport


def goals_json(report: GoalsReport) -> dict[str, Any]:
    """One object with every open card of every goal; times are aware."""
    return {
        "board": {"id": report.board_id, "name": report.board, "url": report.board_url},
        "as_of": report.at,
        "timezone": report.zone,
        "goals": [_goal(goal) for goal in report.goals],
        "under_way": report.under_way,
        "serving_no_goal": [_card(card) for card in report.unserving],
        "ties_are_used": report.ties_are_used,
    }


def _goal(goal: GoalReport) -> dict[str, Any]:
    return {
        "card_id": goal.card_id,
        "card": goal.title,
        "url": goal.url,
        "horizon": goal.horizon,
        "who": list(goal.who),
        "due": goal.due,
        "overdue": goal.overdue,
        "reached": goal.reached,
        "done": goal.done,
        "total": goal.total,
        "of": goal.of,
        "done_in_4_weeks": goal.done_lately,
        "weeks_left": goal.weeks_left,
        "last_moved": goal.last_moved,
        "serves": list(goal.serves),
        "open_cards": [_card(card) for card in goal.open_cards],
        "forecast": _forecast(goal.forecast) if goal.forecast else None,
    }


def _forecast(found: Forecast) -> dict[str, Any]:
    return {
        "cards": found.cards,
        "p50": found.p50,
        "p85": found.p85,
        "p95": found.p95,
        "by_due": found.by_due,
        "done_by_week": list(found.weeks),
        "assumptions": list(found.assumptions),
        "refused": found.refused,
    }


def _card(card: GoalCard) -> dict[str, Any]:
    return {
        "card_id": card.card_id,
        "card": card.title,
        "url": card.url,
        "list": card.list_name,
        "role": card.role,
        "who": list(card.who),
        "held_up": card.held_up,
    }
