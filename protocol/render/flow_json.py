"""The flow as plain values for JSON; docs/formats.md has the keys. Keys are only ever added."""

from typing import Any

from protocol.flow import Flow

_DECIMALS = 3


def flow_json(flow: Flow) -> dict[str, Any]:
    """One object with every card behind the figures; times are aware."""
    return {
        "board": {"id": flow.board_id, "name": flow.board, "url": flow.board_url},
        "as_of": flow.at,
        "timezone": flow.zone,
        "weeks_asked_for": flow.asked_for,
        "weeks": [
            {"week_of": week.first, "arrived": week.arrived, "done": week.done}
            for week in flow.weeks
        ],
        "this_week": {"arrived": flow.arrived_now, "done": flow.done_now},
        "cycle_time": {
            "cards": flow.cycle.cards,
            "p50": _rounded(flow.cycle.p50),
            "p85": _rounded(flow.cycle.p85),
            "p95": _rounded(flow.cycle.p95),
            "beginnings_unknown": flow.beginnings_unknown,
        },
        "finished": [
            {
                "card_id": card.card_id,
                "card": card.title,
                "url": card.url,
                "started": card.started,
                "done": card.done,
                "days": _rounded(card.days),
            }
            for card in flow.finished
        ],
        "under_way": [
            {
                "card_id": card.card_id,
                "card": card.title,
                "url": card.url,
                "list": card.list_name,
                "role": card.role,
                "who": list(card.who),
                "days": _rounded(card.days),
                "at_least": card.at_least,
                "longer_than": card.past or None,
            }
            for card in flow.ageing
        ],
    }


def _rounded(days: float | None) -> float | None:
    return None if days is None else round(days, _DECIMALS)
