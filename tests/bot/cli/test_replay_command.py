"""`cardkeeper replay`: what it says in each format, and what it refuses."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.cli import run_command
from tests.bot.cli.exports import DOING, INES, board, card, saved
from tests.shared import needs_shared, sample_boards

Said = pytest.CaptureFixture[str]
AT = ["--at", "2026-11-16T10:00"]


def action(kind: str, when: str, number: int = 1, **data: Any) -> dict[str, Any]:
    """An action on card `number`, as Trello has it."""
    about = {"id": card(number, "")["id"], "idShort": number}
    return {"id": f"{when}{kind}", "type": kind, "date": when, "data": {"card": about, **data}}


def team_board() -> dict[str, Any]:
    """A board on which Ines took up a card that is now late, and left another without an owner."""
    late = card(1, "Tune the doublet filter", idMembers=[INES], due="2026-11-11T12:00:00Z")
    alone = card(2, "Re-run batch 7")
    return board(
        late,
        alone,
        actions=[
            action("addMemberToCard", "2026-11-10T10:00:00Z", idMember=INES),
            action("createCard", "2026-11-09T10:00:00Z", 2, list={"id": DOING}),
            action("createCard", "2026-11-09T09:00:00Z", list={"id": DOING}),
            {"id": "1", "type": "createBoard", "date": "2026-11-02T09:00:00Z", "data": None},
        ],
    )


def replayed(tmp_path: Path, capsys: Said, *options: str) -> str:
    assert run_command(["replay", saved(tmp_path, team_board()), *AT, *options]) == 0
    return capsys.readouterr().out


def team(tmp_path: Path, text: str, name: str = "protocol.toml") -> str:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return str(tmp_path / name)


def test_the_report_tells_rules_people_and_messages(tmp_path: Path, capsys: Said) -> None:
    quiet = team(
        tmp_path, '[rules]\ndue-missing = "off"\ngoal-missing = "off"\ncarried-over = "off"\n'
    )
    assert replayed(tmp_path, capsys, "--protocol", quiet) == (
        "Replay of Team board under protocol.toml\n"
        "\n"
        "From 2026-11-02 to 2026-11-16: 15 days, 11 of them working days. 3 actions played, "
        "3 looks at changed cards, and one at all cards on each day of change.\n"
        "The export's history is complete: the board was made on 2026-11-02.\n"
        "\n"
        "It would have said\n"
        "  rule           times  at start  new  gone in a day  open at end  who could act\n"
        "  owner-missing      2         0    2         0 of 2            1  anyone 2\n"
        "  due-passed         1         0    1         0 of 1            1  Ines Duarte 1\n"
        "\n"
        "Messages, at most one digest per person and working day, only with news\n"
        "  Ines Duarte  1 digest with 1 finding\n"
        "  Together 1 digest to 1 person in 11 working days: 0.09 per person and day.\n"
        "  2 cards would have carried a comment for a time.\n"
        "  2 findings named nobody in particular and would have stood on the card alone.\n"
        "\n"
        "What could not be rebuilt\n"
        "  - who was on the board, and the names of labels and fields, are those of today\n"
    )


def test_it_begins_at_since(tmp_path: Path, capsys: Said) -> None:
    said = replayed(tmp_path, capsys, "--since", "2026-11-12")
    assert "From 2026-11-12 to 2026-11-16: 5 days, 3 of them working days. 0 actions" in said


def test_a_since_before_the_history_is_moved_and_said(tmp_path: Path, capsys: Said) -> None:
    export = team_board()
    del export["actions"][-1]  # the making of the board: more may be missing
    path = saved(tmp_path, export)
    assert run_command(["replay", path, *AT, "--since", "2026-01-01"]) == 0
    assert (
        "The export holds 3 actions (Trello gives the last 1,000) and reaches back to "
        "2026-11-09, so the replay begins there and not on 2026-01-01.\n"
    ) in capsys.readouterr().out


def test_a_since_after_the_end_is_refused(tmp_path: Path, capsys: Said) -> None:
    path = saved(tmp_path, team_board())
    assert run_command(["replay", path, *AT, "--since", "2026-11-17"]) == 2
    assert capsys.readouterr().err == (
        "cardkeeper: --since 2026-11-17 is after the end of the replay, 2026-11-16 10:00 UTC; "
        "choose an earlier day, or a later end with --at.\n"
    )


def test_a_second_agreement_says_what_it_would_change(tmp_path: Path, capsys: Said) -> None:
    other = team(tmp_path, '[rules]\ndue-passed = "shadow"\n', "gentle.toml")
    said = replayed(tmp_path, capsys, "--against", other)
    assert (
        "What gentle.toml changes against the built-in agreement\n"
        "  due-passed  says 1 -> 0 (-1); in shadow 0 -> 1\n"
        "  Digests: 1 -> 0\n"
        "    Ines Duarte: 1 -> 0\n"
    ) in said


def test_the_same_agreement_changes_nothing(tmp_path: Path, capsys: Said) -> None:
    other = team(tmp_path, "", "same.toml")
    said = replayed(tmp_path, capsys, "--against", other)
    assert "  No rule speaks more or less often.\n  Digests: 1 -> 1\n" in said


def test_json_holds_every_finding_with_its_times(tmp_path: Path, capsys: Said) -> None:
    other = team(tmp_path, '[rules]\ndue-passed = "off"\n', "gentle.toml")
    whole = json.loads(replayed(tmp_path, capsys, "--format", "json", "--against", other))
    late = next(entry for entry in whole["findings"] if entry["rule"] == "due-passed")
    assert late["began"].startswith("2026-11-12T00:00:00")
    assert (late["ended"], late["card"]) == (None, "Tune the doublet filter")
    assert whole["messages"]["people"][0]["name"] == "Ines Duarte"
    assert whole["difference"]["rules"][0]["rule"] == "due-passed"
    assert {rule["rule"] for rule in whole["rules"]} == {e["rule"] for e in whole["findings"]}


def test_markdown_is_a_page_with_tables(tmp_path: Path, capsys: Said) -> None:
    said = replayed(tmp_path, capsys, "--format", "markdown")
    assert said.startswith("# Replay of Team board under the built-in agreement\n")
    assert "\n| `due-passed` | 1 | 0 | 1 | 0 of 1 | 1 | Ines Duarte 1 |\n" in said
    assert said.count("\n## ") >= 3


def test_a_board_on_which_nothing_is_wrong(tmp_path: Path, capsys: Said) -> None:
    assert run_command(["replay", saved(tmp_path, board()), *AT]) == 0
    said = capsys.readouterr().out
    assert "The export holds no actions, so nothing but time can be played." in said
    assert "It would have said nothing." in said


@needs_shared
@pytest.mark.parametrize("path", sample_boards(), ids=lambda path: path.stem)
@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_real_boards_are_replayed_in_every_format(path: Path, form: str, capsys: Said) -> None:
    assert run_command(["replay", str(path), "--format", form]) == 0
    said = capsys.readouterr().out
    if form == "json":
        whole = json.loads(said)
        assert whole["actions_replayed"] > 0
        assert sum(rule["findings"] for rule in whole["rules"]) == len(whole["findings"])
    else:
        assert "What could not be rebuilt" in said
