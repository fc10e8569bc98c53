"""Who leads through the meeting: in turn, fairly, and never somebody who is away."""

from collections.abc import Mapping
from datetime import date

from protocol.agreement import Agreement
from protocol.half_days import whole_spans


def facilitator(agreement: Agreement, day: date, turns: Mapping[date, str]) -> str:
    """The name of whoever has waited longest for a turn and is there; empty without facilitators.

    `turns` are those that were taken on other days. Who never had one comes first, in the
    agreement's order; when everybody is away on the day, nobody is named.
    """
    latest: dict[str, date] = {}
    for taken, name in turns.items():
        if taken < day:
            latest[name] = max(taken, latest.get(name, taken))
    present = [name for name in agreement.meeting.facilitators if not _away(agreement, name, day)]
    return min(present, key=lambda name: latest.get(name, date.min), default="")


def _away(agreement: Agreement, name: str, day: date) -> bool:
    person = agreement.people.get(name)
    spans = person.away if person else ()
    return any(first <= day <= last for first, last in whole_spans(spans))
