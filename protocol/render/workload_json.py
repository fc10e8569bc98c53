"""The workload as plain values for JSON; docs/formats.md has the keys. Keys are only ever added."""

from typing import Any

from protocol.workload import LoadCard, PersonLoad, Workload

_DECIMALS = 4  # of a day: shares such as 1/3 do not end


def workload_json(load: Workload) -> dict[str, Any]:
    """One object with everything that the other formats show; times are aware, in UTC or not."""
    return {
        "board": {"id": load.board_id, "name": load.board, "url": load.board_url},
        "agreement": load.agreement,
        "as_of": load.at,
        "last_activity": load.read,
        "timezone": load.zone,
        "week": list(load.week),
        "load": round(load.load, _DECIMALS),
        "capacity": round(load.capacity, _DECIMALS),
        "people": [_person(person) for person in load.people],
        "without_owner": {
            "load": round(load.unowned.load, _DECIMALS),
            "cards": [_counted(card) for card in load.unowned.counted],
            "left_out": [_left_out(card) for card in load.unowned.left_out],
        },
        "not_people": [{"name": name, "why": why} for name, why in load.not_people],
        "formula": {
            "weights": load.formula.weights,
            "default_estimate": load.formula.default_estimate,
            "median_days": load.formula.median_days,
            "medians": {
                kind: {"days": days, "cards": cards}
                for kind, (days, cards) in load.formula.medians.items()
            },
            "shared": load.formula.shared,
            "full_from": load.formula.full_from,
        },
    }


def _person(person: PersonLoad) -> dict[str, Any]:
    return {
        "name": person.name,
        "id": person.member_id or None,
        "state": person.state.lower(),
        "load": round(person.load, _DECIMALS),
        "capacity": round(person.capacity.days, _DECIMALS),
        "capacity_per_week": person.capacity.per_week,
        "away": list(person.capacity.away),
        "half_days_away": list(person.capacity.half),
        "public_holidays": list(person.capacity.holidays),
        "duties": [
            {"name": duty.name, "days": round(duty.days, _DECIMALS)}
            for duty in person.capacity.duties
        ],
        "over": round(person.over, _DECIMALS),
        "overdue": person.overdue,
        "stuck": person.stuck,
        "cards": [_counted(card) for card in person.counted],
        "left_out": [_left_out(card) for card in person.left_out],
    }


def _counted(card: LoadCard) -> dict[str, Any]:
    estimate = card.estimate
    return {
        **_card(card),
        "days": round(card.days, _DECIMALS),
        "estimate": estimate.days if estimate else None,
        "estimate_from": estimate.source if estimate else None,
        "weight": card.weight,
        "share": round(card.share, _DECIMALS),
        "shared_with": list(card.shared_with),
        "working": card.says,
    }


def _left_out(card: LoadCard) -> dict[str, Any]:
    reason = card.left_out.reason if card.left_out else None
    return {**_card(card), "reason": reason, "why": card.says}


def _card(card: LoadCard) -> dict[str, Any]:
    return {
        "card_id": card.card_id,
        "card": card.title,
        "url": card.url,
        "list": card.list_name,
        "role": card.role,
        "due": card.due,
        "overdue": card.overdue,
        "stuck_days": card.stuck_days,
    }
