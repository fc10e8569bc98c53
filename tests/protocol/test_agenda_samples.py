"""Load and agenda of the real boards beside the checkout, against a plain count of their JSON."""

import json
import xml.etree.ElementTree as ET
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from protocol.agenda import Agenda, agenda
from protocol.agreement import Agreement
from protocol.board_json import read_export
from protocol.history import history_of
from protocol.render.agenda_html import agenda_html
from protocol.render.agenda_markdown import agenda_markdown
from protocol.render.columns import width_of
from protocol.render.workload_html import workload_html
from protocol.render.workload_svg import workload_svg
from protocol.render.workload_text import workload_text
from protocol.subject import Context
from protocol.workload import Workload, workload
from tests.shared import needs_shared, sample_boards

pytestmark = needs_shared
BOARDS = sample_boards()
by_name = pytest.mark.parametrize("path", BOARDS, ids=lambda path: path.stem)


def context_of(path: Path) -> Context:
    board = read_export(path.read_bytes(), path.name)
    assert board.last_moment is not None
    return Context(board, Agreement(), history_of(board), board.last_moment)


def read(path: Path, days: float = 7) -> tuple[Context, Workload, Agenda]:
    context = context_of(path)
    return context, workload(context), agenda(context, context.now - timedelta(days=days))


def came_to_done(path: Path, done_lists: set[str], since: datetime) -> set[str]:
    """Cards now in a list of done whose last entry from another list was since then."""
    raw: dict[str, Any] = json.loads(path.read_bytes())
    entered: dict[str, datetime] = {}
    for action in sorted(raw["actions"], key=lambda entry: entry["date"]):
        data = action["data"]
        after, before = data.get("listAfter", {}).get("id"), data.get("listBefore", {}).get("id")
        if after in done_lists and before not in done_lists:
            entered[data["card"]["id"]] = datetime.fromisoformat(action["date"])
    for card in raw["cards"]:  # some are made in done
        made = datetime.fromtimestamp(int(card["id"][:8], 16), since.tzinfo)
        entered.setdefault(card["id"], made)
    return {
        card["id"]
        for card in raw["cards"]
        if card["idList"] in done_lists and entered[card["id"]] >= since
    }


@by_name
@pytest.mark.parametrize("days", [7, 30])
def test_done_equals_a_plain_count_of_the_moves(path: Path, days: int) -> None:
    context, _, meeting = read(path, days)
    told_by_day = any(why.startswith("the day") for _, why in context.roles.values())
    if context.label_roles or told_by_day or not context.history.reaches(meeting.since):
        pytest.skip("roles of this board are told by more than its lists, or its history is short")
    done_lists = {list_id for list_id, (role, _) in context.roles.items() if role == "done"}
    items = {item.key for item in meeting.section("done").items}
    assert items == came_to_done(path, done_lists, meeting.since)


@by_name
def test_everybody_on_the_board_is_shown_once(path: Path) -> None:
    context, load, _ = read(path)
    shown = [person.member_id for person in load.people]
    members = [m.id for m in context.board.members if m.active and not m.is_observer]
    assert sorted(shown) == sorted(members)


@by_name
def test_every_open_card_stands_under_each_of_its_owners(path: Path) -> None:
    context, load, _ = read(path)
    for person in load.people:
        shown = {card.card_id for card in (*person.counted, *person.left_out)}
        owned = {c.id for c in context.board.open_cards if person.member_id in c.member_ids}
        assert shown == owned


@by_name
def test_the_load_equals_a_plain_sum(path: Path) -> None:
    """No sample has estimates or an agreement: each card is a day times its weight and share."""
    context, load, _ = read(path)
    weights = {"doing": 1.0, "review": 0.5, "ready": 0.25}
    people = {person.member_id for person in load.people}
    sums = dict.fromkeys(people, 0.0)
    for subject in context.subjects:
        owners = people & set(subject.card.member_ids)
        if subject.is_goal or subject.is_blocked or subject.estimate is not None:
            continue
        for owner in owners:
            sums[owner] += weights.get(str(subject.role), 0.0) / len(owners)
    own = {
        person.member_id: sum(
            c.days for c in person.counted if c.estimate and c.estimate.source == "default"
        )
        for person in load.people
    }
    assert own == pytest.approx(sums)


@by_name
def test_every_rendering_reads(path: Path) -> None:
    _, load, meeting = read(path)
    for page in (workload_svg(load), workload_html(load), agenda_html(meeting)):
        ET.fromstring(page.encode())
    assert max(map(width_of, workload_text(load, 80).splitlines())) <= 80
    page, _, _ = agenda_markdown(meeting).partition("\n---\n")
    assert len([line for line in page.splitlines() if line]) <= 66  # one page


def test_a_board_whose_labels_tell_the_roles_has_its_done_cards_from_the_labels() -> None:
    path = next((path for path in BOARDS if path.stem == "sap-dev-customfields"), None)
    if path is None:
        pytest.skip("that board is not among the samples")
    _, _, meeting = read(path)
    done = meeting.section("done").items
    assert len(done) == 7
    assert all(item.sure for item in done)
