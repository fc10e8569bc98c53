"""`workload --weeks`, `flow` and `goals`: what they say of the example board, and their formats."""

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from bot.cli import run_command

EXAMPLES = Path(__file__).parents[3] / "examples"
BOARD = [str(EXAMPLES / "larkspur-board.json"), "-p", str(EXAMPLES / "larkspur-protocol.toml")]
AT = ["--at", "2026-11-20T13:32"]
PAGE = (EXAMPLES.parent / "docs" / "formats.md").read_text(encoding="utf-8")


def told(capsys: pytest.CaptureFixture[str], verb: str, *more: str) -> str:
    assert run_command([verb, *BOARD, *AT, *more]) == 0
    return capsys.readouterr().out


def leaves(value: Any) -> set[str]:
    """Every key of an object and of those in it."""
    if isinstance(value, dict):
        return set(value) | {key for held in value.values() for key in leaves(held)}
    if isinstance(value, list):
        return {key for held in value for key in leaves(held)}
    return set()


def test_the_weeks_are_asked_for_and_over_commitment_is_named_without(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert "Promised more than fits, by due date: " in told(capsys, "workload")
    ahead = told(capsys, "workload", "--weeks")
    assert "week of 23 Nov" in ahead
    assert "Tomasz Wilczek: 9.5 of 5 days, week of 23 Nov" in ahead


def test_a_number_after_weeks_says_how_many_wherever_the_board_stands(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert "week of 28 Dec" in told(capsys, "workload", "--weeks", "7")
    board, *rest = BOARD
    assert run_command(["workload", "--weeks", "2", board, *rest, *AT]) == 0
    assert "week of 30 Nov" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "says"),
    [(["--weeks", "40"], "ask for 1 to 8 weeks"), (["4"], "a number only after --weeks"),
     (["--weeks", "x"], "'x' is one thing too many")],
)  # fmt: skip
def test_a_number_that_cannot_be_shown_is_answered_with_what_can(
    capsys: pytest.CaptureFixture[str], words: list[str], says: str
) -> None:
    assert run_command(["workload", *BOARD, *AT, *words]) == 2
    assert says in capsys.readouterr().err


def test_a_calendar_file_takes_its_days(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    calendar = tmp_path / "y.ics"
    calendar.write_text(
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20261123\r\n"
        "DTEND;VALUE=DATE:20261125\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    whole = told(capsys, "workload", "-c", f"Yusuf Demirtaş={calendar}")
    assert re.search(r"Yusuf Demirtaş +1 +2\.4 ", whole)
    assert run_command(["workload", *BOARD, *AT, "-c", "Yusuf Demirtaş=none.ics"]) == 2
    assert "there is no such file" in capsys.readouterr().err


def test_csv_has_a_line_for_each_person_and_week(capsys: pytest.CaptureFixture[str]) -> None:
    people = told(capsys, "workload", "-f", "csv").splitlines()
    weeks = told(capsys, "workload", "-f", "csv", "--weeks").splitlines()
    assert people[0].startswith("person,state,load,capacity")
    assert len(weeks) == 1 + 4 * (len(people) - 2)


@pytest.mark.parametrize(
    ("verb", "more"),
    [("workload", ["-f", "svg", "--weeks"]), ("workload", ["-f", "html"]), ("flow", ["-f", "html"]),
     ("goals", ["-f", "html"])],
)  # fmt: skip
def test_pictures_and_pages_are_well_formed(
    capsys: pytest.CaptureFixture[str], verb: str, more: list[str]
) -> None:
    text = told(capsys, verb, *more)
    assert "<script" not in text
    ElementTree.fromstring(text.removeprefix("<!DOCTYPE html>"))


@pytest.mark.parametrize("verb", ["flow", "goals", "workload"])
def test_every_key_of_the_json_is_on_the_page(
    capsys: pytest.CaptureFixture[str], verb: str
) -> None:
    found = json.loads(told(capsys, verb, "-f", "json"))
    value = found["weeks"] if verb == "workload" else found
    assert not {key for key in leaves(value) if not re.search(rf"`[^`\n]*\b{key}\b", PAGE)}


def test_goals_say_their_probability_and_what_is_assumed_or_why_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = " ".join(told(capsys, "goals").split())
    assert "with 85 % probability" in text
    assert "Assumed: the coming weeks are like the last 5 weeks" in text
    assert "No forecast: work on it is known from 4 whole weeks; a forecast takes 5." in text
    assert told(capsys, "goals") == told(capsys, "goals")
    assert "## Long-term goals" in told(capsys, "goals", "-f", "markdown")


def test_flow_says_what_is_usual_and_what_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    text = " ".join(told(capsys, "flow").split())
    assert "85 % within 9 days" in text
    assert "so the open work grows" in text
    assert "Under way for longer than 85 % of the cards took" in text
