"""docs/formats.md names every key of the JSON, and no other."""

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from protocol.render.agenda_json import agenda_json
from protocol.render.workload_json import workload_json
from protocol.workload import workload
from tests.protocol.cards import Written, board, card, context_of
from tests.protocol.link_states import REPORT
from tests.protocol.meetings import meeting

PAGE = (Path(__file__).parents[3] / "docs" / "formats.md").read_text(encoding="utf-8")
NAMED = ("weights", "medians")  # objects whose keys are names, not keys of ours
AGREEMENT = """
[kinds.analysis]
[people.Ines]
away = ["2026-11-16", "2026-11-17 morning"]
country = "DE-SN"
[duties.on-call]
people = ["Ines"]
starts = 2026-11-02
"""


def cards() -> list[Written]:
    """A board on which every key has something to hold."""
    estimates = [card(f"e ({n})", labels=["analysis"], in_list="Done") for n in (1, 2, 3)]
    return [
        *estimates,
        card("Pair (4)", owners=["Ines", "Omar"], due="2026-11-10", created="2026-10-01"),
        card("Wait", owners=["Ines"], in_list="Waiting"),
        card("Lost (1)"),
        card("Lost and held", in_list="Waiting"),
        card("Ship it", in_list="Done", created="2026-10-01", since="2026-11-12", desc=REPORT),
        card("Faster QC", in_list="Goals", checklist={"a": True}),
        card("Ask", in_list="Inbox", created="2026-11-12"),
    ]


def documented(chapter: str, head: str = "key") -> set[str]:
    """The keys of the chapter's table whose first column has this head."""
    text = PAGE.partition(f"\n## {chapter}\n")[2].partition("\n## ")[0]
    table = text.partition(f"\n| {head} | meaning |\n")[2].partition("\n\n")[0]
    return set(re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE))


def keys(value: Any, path: str = "") -> set[str]:
    """Paths of all leaves: `people[].name`, `formula.weights{}`."""
    if isinstance(value, dict) and path.rpartition(".")[2] in NAMED:
        return {found for entry in value.values() for found in keys(entry, f"{path}{{}}")}
    if isinstance(value, dict):
        dot = f"{path}." if path else ""
        return {found for key, entry in value.items() for found in keys(entry, f"{dot}{key}")}
    if isinstance(value, list):
        return {found for entry in value for found in keys(entry, f"{path}[]")}
    return {path}


def plain(value: dict[str, Any]) -> Any:
    return json.loads(msgspec.json.encode(value))


@pytest.fixture(scope="module")
def load() -> Any:
    whole = board(*cards(), members=("Ines", "Omar", "cardkeeper"))
    return plain(workload_json(workload(context_of(whole, AGREEMENT))))


def test_every_key_of_the_workload_is_on_the_page_and_no_other(load: Any) -> None:
    found = {re.sub(r"(\.(?:cards|left_out)\[\])\..*", r"\1", key) for key in keys(load)}
    assert found == documented("workload")


def test_every_key_of_a_card_is_on_the_page_and_no_other(load: Any) -> None:
    owned = [card for person in load["people"] for card in person["cards"]]
    counted = {key for card in (*owned, *load["without_owner"]["cards"]) for key in keys(card)}
    assert counted == documented("workload", "key of a card")


def test_every_key_of_a_left_out_card_is_on_the_page_and_no_other(load: Any) -> None:
    owned = [card for person in load["people"] for card in person["left_out"]]
    left_out = {k for card in (*owned, *load["without_owner"]["left_out"]) for k in keys(card)}
    first = {"card_id", "card", "url", "list", "role", "due", "overdue", "stuck_days"}
    assert left_out == first | documented("workload", "key of a left-out card")


def test_every_key_of_the_agenda_is_on_the_page_and_no_other() -> None:
    found = keys(plain(agenda_json(meeting(board(*cards()), agreement=AGREEMENT))))
    whole = {key for key in found if not key.endswith("progress")}  # null of all but goals
    assert whole == documented("agenda")


def test_the_sections_stand_on_the_page_in_their_order() -> None:
    found = plain(agenda_json(meeting(board())))["sections"]
    names = ", ".join(f"`{section['name']}`" for section in found)
    assert names in " ".join(PAGE.split())
