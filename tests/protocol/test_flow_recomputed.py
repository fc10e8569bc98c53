"""The flow of real boards equals what a second, plain reading of the raw actions gives.

Nothing of ours reads the actions here but the names of lists; the first board tells its roles by
lists alone and has a cut-off history, the second a whole one.
"""

import json
from datetime import UTC, date, datetime, timedelta
from math import ceil
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from protocol.agreement import Agreement, ListTerms
from protocol.board_json import read_export
from protocol.flow import Flow, flow_of
from protocol.history import history_of
from protocol.subject import Context
from tests.shared import SHARED, needs_shared

BOARDS = SHARED / "samples" / "boards"
NAMES = ("test-drive-gocd.json", "innovation-technology-github-due.json")
A_DAY = timedelta(days=1)
SETTLED = timedelta(minutes=2)
NEVER = datetime.max.replace(tzinfo=UTC)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def agreement_by_lists(guessed: Context) -> Agreement:
    """What the lists' names tell, agreed on: then labels tell no role."""
    terms = {
        f"{entry.name} {entry.id}": ListTerms(guessed.roles[entry.id][0], id=entry.id)
        for entry in guessed.board.lists
        if entry.id in guessed.roles
    }
    return Agreement(list_terms=terms, guess_lists=False)


def roles_by_list(raw: dict[str, Any], agreement: Agreement) -> dict[str, str]:
    """The role by list id."""
    by_id = {terms.id: terms.role for terms in agreement.list_terms.values()}
    return {entry["id"]: by_id.get(entry["id"], "") for entry in raw["lists"]}


def story(raw: dict[str, Any], card: dict[str, Any]) -> list[tuple[datetime | None, str]]:
    """When the card came into which list, oldest first; None: before the history begins."""
    moves = []
    for action in raw["actions"]:
        data = action["data"]
        if data.get("card", {}).get("id") == card["id"] and "listBefore" in data:
            moves.append(
                (moment(action["date"]), data["listBefore"]["id"], data["listAfter"]["id"])
            )
    moves.sort(key=lambda move: move[0])
    made = datetime.fromtimestamp(int(card["id"][:8], 16), UTC)
    begins = min(moment(action["date"]) for action in raw["actions"])
    whole = any(a["type"] in ("createBoard", "copyBoard") for a in raw["actions"])
    known = made if whole or made >= begins else None
    steps = [(known, moves[0][1] if moves else card["idList"])]
    steps += [(when, after) for when, _, after in moves]
    settled: list[tuple[datetime | None, str]] = []
    for when, place in steps:  # what lasted two minutes or less was on the way
        if settled and when and settled[-1][0] and when - settled[-1][0] <= SETTLED:
            settled[-1] = (settled[-1][0], place)
        else:
            settled.append((when, place))
    return settled


def recomputed(
    raw: dict[str, Any], roles: dict[str, str], now: datetime, first: date
) -> tuple[list[tuple[str, float | None]], dict[date, int], int]:
    """Finished cards with their days, cards done by Monday, and cards that are under way."""
    finished: list[tuple[str, float | None]] = []
    by_week: dict[date, int] = {}
    under_way = 0
    open_lists = {entry["id"] for entry in raw["lists"] if not entry["closed"]}
    for card in raw["cards"]:
        if card.get("isTemplate"):
            continue
        steps = story(raw, card)
        kinds = [(when, roles.get(place, "")) for when, place in steps]
        begun = next((when for when, kind in kinds if kind in ("doing", "review")), NEVER)
        if begun is NEVER:
            begun = next((when for when, kind in kinds if kind == "waiting"), None)
        if kinds[-1][1] == "done":
            last = len(kinds) - 1
            while last and kinds[last - 1][1] == "done":
                last -= 1
            when = kinds[last][0]
            if when is not None and when.date() >= first:
                days = (when - begun) / A_DAY if begun is not None else None
                finished.append((card["id"], days))
                monday = when.date() - when.weekday() * A_DAY
                by_week[monday] = by_week.get(monday, 0) + 1
        elif (
            kinds[-1][1] in ("doing", "waiting", "review")
            and not card["closed"]
            and card["idList"] in open_lists
        ):
            under_way += 1
    return finished, by_week, under_way


def both(name: str) -> tuple[Flow, dict[str, Any], Context]:
    path: Path = BOARDS / name
    board = read_export(path.read_bytes(), name)
    now = board.last_moment
    assert now is not None
    agreement = agreement_by_lists(Context(board, Agreement(), history_of(board), now))
    context = Context(board, agreement, history_of(board), now)
    return flow_of(context), json.loads(path.read_bytes()), context


@needs_shared
@pytest.mark.parametrize("name", NAMES)
def test_the_figures_equal_those_of_the_raw_actions(name: str) -> None:
    flow, raw, context = both(name)
    assert context.zone == ZoneInfo("UTC")
    first = flow.weeks[0].first
    roles = roles_by_list(raw, context.agreement)
    finished, by_week, under_way = recomputed(raw, roles, context.now, first)

    ours = {one.card_id: one.days for one in flow.finished}
    assert ours.keys() == dict(finished).keys()
    for card_id, days in finished:
        assert ours[card_id] == pytest.approx(days)
    assert [week.done for week in flow.weeks] == [by_week.get(w.first, 0) for w in flow.weeks]
    assert len(flow.ageing) == under_way


@needs_shared
@pytest.mark.parametrize("name", NAMES)
def test_the_percentiles_and_arrivals_equal_those_of_the_raw_actions(name: str) -> None:
    flow, raw, context = both(name)
    roles = roles_by_list(raw, context.agreement)
    finished, _, _ = recomputed(raw, roles, context.now, flow.weeks[0].first)
    days = sorted(each for _, each in finished if each is not None)
    assert len(days) >= 7
    assert flow.cycle.p50 == pytest.approx(days[ceil(len(days) * 0.50) - 1])
    assert flow.cycle.p85 == pytest.approx(days[ceil(len(days) * 0.85) - 1])
    made = [datetime.fromtimestamp(int(card["id"][:8], 16), UTC).date() for card in raw["cards"]]
    for week in flow.weeks:
        # every card of these boards is work; those moved here from elsewhere come on another day
        came = sum(week.first <= day < week.first + timedelta(days=7) for day in made)
        assert week.arrived == came
