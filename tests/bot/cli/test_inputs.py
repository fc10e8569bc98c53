"""What can be wrong with the input: each time one sentence that names the place, and status 2."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.cli import inputs, run_command
from tests.bot.cli.exports import DOING, INES, board, card, saved

Said = pytest.CaptureFixture[str]


def sentence(capsys: Said, *arguments: str) -> str:
    """What the command says on standard error when it cannot run."""
    assert run_command(list(arguments)) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("cardkeeper: ")
    assert said.err.count("\n") == 1
    return said.err.removeprefix("cardkeeper: ").rstrip("\n")


def wrong(capsys: Said, tmp_path: Path, raw: bytes) -> str:
    path = tmp_path / "board.json"
    path.write_bytes(raw)
    return sentence(capsys, "check", str(path)).replace(str(path), "board.json")


def test_a_file_that_is_not_there_names_the_nearest(tmp_path: Path, capsys: Said) -> None:
    there = saved(tmp_path, board(), "team-board.json")
    asked = str(tmp_path / "teamboard.json")
    assert sentence(capsys, "check", asked) == f"There is no file '{asked}'; there is '{there}'."


def test_a_folder_is_no_export(tmp_path: Path, capsys: Said) -> None:
    assert sentence(capsys, "check", str(tmp_path)) == (
        f"'{tmp_path}' is a folder; name the board export in it."
    )


def test_an_empty_file(tmp_path: Path, capsys: Said) -> None:
    assert wrong(capsys, tmp_path, b"\n") == (
        "board.json is empty; it should hold a Trello board exported as JSON."
    )


def test_what_is_not_json_names_line_and_column(tmp_path: Path, capsys: Said) -> None:
    assert wrong(capsys, tmp_path, b'{"lists": [],\n "cards": [oops]}') == (
        "board.json is not JSON: line 2, column 12 cannot be read."
    )


def test_a_truncated_export_says_so(tmp_path: Path, capsys: Said) -> None:
    raw = json.dumps(board(card(1, "Half"))).encode()
    assert wrong(capsys, tmp_path, raw[:200]) == (
        "board.json ends in the middle of the JSON, after 200 bytes; the download was probably "
        "cut off. Export the board again."
    )


def test_a_web_page_says_how_to_export(tmp_path: Path, capsys: Said) -> None:
    assert wrong(capsys, tmp_path, b"<!DOCTYPE html><html></html>") == (
        "board.json is a web page, not JSON: in Trello use Menu > Print, export and share > "
        "Export as JSON while signed in."
    )


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ([], "expected `object`, got `array`"),
        ({"name": "x", "cards": []}, "it has no `lists`"),
        ({"name": "x", "lists": []}, "it has no `cards`"),
    ],
)
def test_json_that_is_no_board(value: Any, reason: str, tmp_path: Path, capsys: Said) -> None:
    said = wrong(capsys, tmp_path, json.dumps(value).encode())
    assert said.startswith("board.json is JSON but not a Trello board export")
    assert reason in said


def test_json_that_is_broken_further_on_is_not_called_json(tmp_path: Path, capsys: Said) -> None:
    assert "ends in the middle of the JSON" in wrong(capsys, tmp_path, b"[1,2")
    assert wrong(capsys, tmp_path, b"[1, oops]").startswith("board.json is not JSON: line 1")


def test_all_cards_that_cannot_be_read_are_named_at_once(tmp_path: Path, capsys: Said) -> None:
    odd = card(1, "Odd", due="tomorrow")
    nameless = card(2, "No id")
    del nameless["id"]
    export = board(odd, card(3, "Good"), nameless, card(4, "Long", desc=["x" * 90]))
    assert wrong(capsys, tmp_path, json.dumps(export).encode()) == (
        "board.json: the card 'Odd' has \"tomorrow\" as `due`, which is no time; and the card "
        f"'No id' has no `id` and the card 'Long' has [\"{'x' * 57}… as `desc` (expected "
        "`str | null`, got `array`). Write a day as 2026-12-01 there, or null, or export the "
        "board again."
    )


def test_a_plain_day_is_due_at_its_end(tmp_path: Path, capsys: Said) -> None:
    path = saved(tmp_path, board(card(1, "Planned", due="2026-12-01", start="2026-11-30")))
    read = inputs.read_board(path).cards[0]
    assert read.due == datetime(2026, 12, 1, 23, 59, 59, tzinfo=UTC)
    assert read.start == datetime(2026, 11, 30, tzinfo=UTC)
    assert capsys.readouterr().err == ""


def test_a_day_that_no_month_has_is_no_time(tmp_path: Path, capsys: Said) -> None:
    export = board(card(1, "Odd", due="2026-02-30"))
    assert "which is no time" in wrong(capsys, tmp_path, json.dumps(export).encode())


def test_a_card_in_a_list_that_is_gone_is_left_out_aloud(tmp_path: Path, capsys: Said) -> None:
    path = saved(tmp_path, board(card(1, "Lost card", idList="5f00000000000000000000ff")))
    assert run_command(["check", path]) == 0
    assert capsys.readouterr().err.splitlines()[0] == (
        f"{path}: 1 card in a list that the export does not hold: 'Lost card'. Left out here; on "
        "the board, move what is still needed to a list that is there."
    )


def test_cards_of_members_who_are_gone_are_read_and_named(tmp_path: Path, capsys: Said) -> None:
    gone = "5f00000000000000000000ee"
    cards = [card(n, f"Card {n}", idMembers=[gone]) for n in range(1, 7)]
    path = saved(tmp_path, board(*cards))
    assert run_command(["check", path]) == 1
    said = capsys.readouterr()
    assert said.err.splitlines()[0] == (
        f"{path}: 6 cards with an owner who is no longer on the board: 'Card 1', 'Card 2', "
        "'Card 3' and 3 more. Read without that owner."
    )
    assert said.out.count("owner-left: ") == 6


@pytest.mark.parametrize("verb", ["check", "workload", "agenda", "replay", "init"])
def test_every_verb_that_reads_a_board_refuses_it_alike(
    verb: str, tmp_path: Path, capsys: Said
) -> None:
    (tmp_path / "board.json").write_text("{")
    said = sentence(capsys, verb, str(tmp_path / "board.json"))
    assert "ends in the middle of the JSON" in said


def test_archived_cards_may_point_to_what_is_gone(tmp_path: Path) -> None:
    path = saved(tmp_path, board(card(1, "Old", closed=True, idMembers=["x"], idList="y")))
    assert run_command(["check", path]) == 0


def test_an_agreement_that_is_not_there(tmp_path: Path, capsys: Said) -> None:
    path = saved(tmp_path, board())
    asked = str(tmp_path / "protocol.toml")
    assert sentence(capsys, "check", path, "--protocol", asked) == (
        f"The agreement, {asked}, is not there."
    )


def test_an_agreement_that_is_not_utf_8(tmp_path: Path, capsys: Said) -> None:
    path = saved(tmp_path, board())
    (tmp_path / "protocol.toml").write_bytes(b'name = "caf\xe9"')
    asked = str(tmp_path / "protocol.toml")
    assert sentence(capsys, "check", path, "-p", asked) == (
        f"The agreement, {asked}, is not UTF-8 text (byte 11)."
    )


def test_an_unknown_rule_in_the_agreement_names_line_and_nearest(
    tmp_path: Path, capsys: Said
) -> None:
    path = saved(tmp_path, board())
    asked = tmp_path / "protocol.toml"
    asked.write_text('name = "x"\n\n[rules]\nowner-mising = "off"\n')
    assert sentence(capsys, "check", path, "-p", str(asked)) == (
        f"{asked}, line 4: there is no rule 'owner-mising'; did you mean 'owner-missing', "
        "'due-missing' or 'kind-missing'?"
    )


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "0001-01-01", "9999-12-31T23:59"])
def test_a_time_that_is_none(text: str, tmp_path: Path, capsys: Said) -> None:
    assert sentence(capsys, "check", saved(tmp_path, board()), "--at", text) == (
        f"--at '{text}' is no time; write a day as 2026-11-23, or a time as 2026-11-23T10:00 or "
        "2026-11-23T10:00+01:00."
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-23", datetime(2026, 11, 22, 23, tzinfo=UTC)),
        ("2026-11-23T10:00", datetime(2026, 11, 23, 9, tzinfo=UTC)),
        ("2026-11-23T10:00Z", datetime(2026, 11, 23, 10, tzinfo=UTC)),
        ("2026-11-23T10:00+05:30", datetime(2026, 11, 23, 4, 30, tzinfo=UTC)),
    ],
)
def test_a_time_without_a_zone_is_the_teams(text: str, expected: datetime, tmp_path: Path) -> None:
    team = tmp_path / "protocol.toml"
    team.write_text('timezone = "Europe/Berlin"\n')
    context = inputs.read_context(saved(tmp_path, board()), str(team), text)
    assert context.now == expected


def test_an_old_export_is_judged_at_its_last_activity_and_says_so(
    tmp_path: Path, capsys: Said
) -> None:
    path = saved(tmp_path, board(dateLastActivity="2022-12-02T11:51:52.130Z"))
    context = inputs.read_context(path, None, None)
    assert context.now == datetime(2022, 12, 2, 11, 51, 52, 130_000, tzinfo=UTC)
    said = capsys.readouterr().err
    assert said.startswith("Calculated as of 2022-12-02 11:51 UTC, the export's last activity (")
    assert said.endswith(" years ago); use --at to change it.\n")


def test_a_fresh_export_is_judged_now_without_a_word(tmp_path: Path, capsys: Said) -> None:
    before = datetime.now(UTC)
    path = saved(tmp_path, board(dateLastActivity=before.isoformat()))
    assert before <= inputs.read_context(path, None, None).now <= datetime.now(UTC)
    assert capsys.readouterr().err == ""


def test_a_board_that_never_moved_is_judged_now(tmp_path: Path, capsys: Said) -> None:
    path = saved(tmp_path, {"lists": [], "cards": []})
    assert inputs.read_context(path, None, None).now.year >= 2026
    assert capsys.readouterr().err == ""


def test_a_byte_order_mark_is_no_hindrance(tmp_path: Path) -> None:
    path = tmp_path / "board.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(board()).encode())
    assert inputs.read_board(str(path)).name == "Team board"


def test_members_and_lists_that_are_there_are_found(tmp_path: Path) -> None:
    path = saved(tmp_path, board(card(1, "Owned", idMembers=[INES], idList=DOING)))
    assert inputs.read_board(path).loose_ends == ()
