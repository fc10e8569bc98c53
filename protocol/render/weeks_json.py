"""The coming weeks as plain values for JSON and CSV; docs/formats.md has the keys."""

from typing import Any

from protocol.rebalance import Proposal
from protocol.render.csv_lines import csv_line
from protocol.weeks import PersonWeeks, WeekCard, WeekCell, Weeks

_DECIMALS = 4
_COLUMNS = ("person", "week_of", "promised", "capacity", "over", "filling", "held", "state")


def weeks_json(weeks: Weeks) -> dict[str, Any]:
    """One object; days are days of work, and dates are dates."""
    return {
        "starts": list(weeks.starts),
        "people": [_person(person) for person in weeks.people],
        "without_owner": [_card(card) for card in weeks.unowned],
        "over": [
            {
                "name": over.name,
                "id": over.member_id or None,
                "week_of": over.cell.first,
                "days": round(over.cell.over, _DECIMALS),
                "says": over.says,
            }
            for over in weeks.over
        ],
        "proposals": [_proposal(proposal) for proposal in weeks.proposals],
        "unsolved": [each.says for each in weeks.unsolved],
    }


def weeks_csv(weeks: Weeks) -> str:
    """One line for each person and week."""
    lines = [csv_line(_COLUMNS)]
    for person in weeks.people:
        for cell in person.cells:
            row = {"person": person.name, **_cell(cell)}
            lines.append(csv_line(row[column] for column in _COLUMNS))
    return "".join(lines)


def _person(person: PersonWeeks) -> dict[str, Any]:
    return {
        "name": person.name,
        "id": person.member_id or None,
        "later": round(person.later, _DECIMALS),
        "undated": round(person.undated, _DECIMALS),
        "weeks": [
            {**_cell(cell), "cards": [_card(card) for card in cell.cards]} for cell in person.cells
        ],
    }


def _cell(cell: WeekCell) -> dict[str, Any]:
    return {
        "week_of": cell.first,
        "state": cell.state.lower(),
        "capacity": round(cell.capacity, _DECIMALS),
        "promised": round(cell.promised, _DECIMALS),
        "over": round(cell.over, _DECIMALS),
        "filling": round(cell.filling, _DECIMALS),
        "held": round(cell.held, _DECIMALS),
        "away": cell.away,
        "public_holidays": cell.holidays,
        "duties": [{"name": d.name, "days": round(d.days, _DECIMALS)} for d in cell.duties],
    }


def _card(card: WeekCard) -> dict[str, Any]:
    return {
        "card_id": card.card_id,
        "card": card.title,
        "url": card.url,
        "role": card.role,
        "due": card.due,
        "days": round(card.days, _DECIMALS),
        "does_not_fit": round(card.unfit, _DECIMALS),
        "overdue": card.overdue,
        "begun": card.started,
    }


def _proposal(proposal: Proposal) -> dict[str, Any]:
    return {
        "card_id": proposal.card_id,
        "card": proposal.title,
        "url": proposal.url,
        "days": round(proposal.days, _DECIMALS),
        "due": proposal.due,
        "from": proposal.from_name,
        "to": proposal.to_name,
        "week_of": proposal.week,
        "reasons": list(proposal.reasons),
    }
