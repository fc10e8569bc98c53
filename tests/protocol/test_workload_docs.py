"""docs/workload.md is true: its example, worked out by the code, gives the numbers it prints."""

import re
from pathlib import Path

import pytest

from protocol.agreement import DEFAULT_WEIGHTS, LoadTerms
from protocol.workload import FULL_FROM, Workload, workload
from tests.protocol.cards import Written, board, card, context_of

PAGE = (Path(__file__).parents[2] / "docs" / "workload.md").read_text(encoding="utf-8")
EXAMPLE = PAGE.partition("## An example")[2]


def table(head: str) -> list[dict[str, str]]:
    """The rows of the table whose head line begins with these words, by column."""
    lines = PAGE[PAGE.index(f"| {head}") :].splitlines()
    names = [name.strip() for name in lines[0].strip("|").split("|")]
    rows = []
    for line in lines[2:]:
        if not line.startswith("|"):
            break
        cells = [cell.strip() for cell in re.sub(r"^\||\|$", "", line).split("|")]
        rows.append(dict(zip(names, cells, strict=True)))
    return rows


def written(row: dict[str, str]) -> Written:
    return card(
        row["card"],
        in_list=row["list"],
        owners=[name.strip() for name in row["owners"].split(",") if name.strip()],
        labels=[row["label"]] if row["label"] else [],
        fields={"Estimate": row["estimate"]} if row["estimate"] else {},
    )


@pytest.fixture(scope="module")
def load() -> Workload:
    agreement = EXAMPLE.partition("```toml")[2].partition("```")[0]
    cards = [written(row) for row in table("card | list | owners")]
    whole = board(*cards, members=("Ines", "Omar", "Petra"))
    return workload(context_of(whole, agreement, now="2026-11-16 09:00"))


def test_the_example_is_counted_card_by_card_as_the_page_prints_it(load: Workload) -> None:
    counted = [(person.name, card) for person in load.people for card in person.counted]
    counted += [("nobody", card) for card in load.unowned.counted]
    printed = {
        (row["person"], row["card"]): [
            float(row[column]) for column in ("estimate", "weight", "share", "days")
        ]
        for row in table("person | card")
    }
    found = {
        (name, card.title): [card.estimate.days, card.weight, card.share, card.days]
        for name, card in counted
        if card.estimate
    }
    assert found == printed


def test_the_example_gives_the_loads_capacities_and_states_that_the_page_prints(
    load: Workload,
) -> None:
    printed = {
        row["person"]: (float(row["load"]), float(row["capacity"]), row["state"])
        for row in table("person | load")
    }
    found = {p.name: (p.load, pytest.approx(p.capacity.days), p.state) for p in load.people}
    assert found == printed


def test_the_example_leaves_out_what_the_page_says_and_nothing_else(load: Workload) -> None:
    left_out = {
        card.title: card.left_out.reason
        for person in load.people
        for card in person.left_out
        if card.left_out
    }
    assert left_out == {
        "Genotypes from the clinic": "waiting",
        "Move the results bucket": "blocked",
    }


def test_the_weights_on_the_page_are_those_of_the_code() -> None:
    printed = {
        role.strip(): float(row["weight"])
        for row in table("role | weight")
        for role in row["role"].split(",")
    }
    assert printed == DEFAULT_WEIGHTS


def test_the_defaults_on_the_page_are_those_of_the_code() -> None:
    printed = {row["key"].strip("`"): row["default"] for row in table("key | meaning")}
    terms = LoadTerms()
    assert printed["load.estimate"] == f"{terms.estimate:g}"
    assert printed["load.median_days"] == f"{terms.median_days}"
    assert printed["load.capacity"] == f"{terms.capacity:g}"
    assert printed["load.shared"] == f'`"{terms.shared}"`'
    assert f"{FULL_FROM:.0%}".replace("%", " %") in PAGE
