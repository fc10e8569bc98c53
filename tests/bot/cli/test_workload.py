"""`cardkeeper workload`: formats, files, and what is said when it cannot run."""

import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from bot.cli import run_command

ROOT = Path(__file__).parents[3]
BOARD = str(ROOT / "examples" / "larkspur-board.json")
TEAM = ["--protocol", str(ROOT / "bot" / "sandbox" / "team" / "protocol.toml")]
AT = ["--at", "2026-11-20T16:00"]


def out_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run_command(["workload", BOARD, *TEAM, *AT, *arguments]) == 0
    return capsys.readouterr().out


def test_text_shows_everybody_with_load_and_capacity(capsys: pytest.CaptureFixture[str]) -> None:
    text = out_of(capsys)
    for name in ("Amara", "Tomasz", "Mei-Ling", "Rohan", "Sofía", "Yusuf"):
        assert f"\n{name}" in text
    assert "Load = estimate × weight of the role × share." in text


def test_json_says_the_same_as_the_text(capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(out_of(capsys, "--format", "json"))
    text = out_of(capsys)
    for person in found["people"]:
        assert person["load"] == pytest.approx(
            sum(card["days"] for card in person["cards"]), abs=1e-3
        )
        if person["cards"]:
            assert f"{person['name']}: {person['load']:g} of {person['capacity']:g} days" in text


def test_a_picture_for_where_no_svg_is_taken(tmp_path: Path) -> None:
    for ahead in ([], ["--weeks"]):
        target = tmp_path / "load.png"
        assert run_command(["workload", BOARD, *ahead, "--format", "png", "-o", str(target)]) == 0
        assert target.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("form", ["svg", "html"])
def test_pictures_and_pages_are_well_formed(capsys: pytest.CaptureFixture[str], form: str) -> None:
    ET.fromstring(out_of(capsys, "--format", form))


def test_the_result_is_written_to_a_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    target = tmp_path / "load.svg"
    assert out_of(capsys, "--format", "svg", "--output", str(target)) == ""
    assert target.read_text(encoding="utf-8") == out_of(capsys, "--format", "svg")


def test_a_file_of_that_name_without_a_folder_is_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    target = str(tmp_path / "nowhere" / "load.svg")
    assert run_command(["workload", BOARD, "--output", target]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.splitlines()[-1] == (
        f"cardkeeper: '{target}' cannot be written: there is no folder of that name."
    )


def test_an_unknown_format_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["workload", BOARD, "--format", "svgg"]) == 2
    assert "'svg'" in capsys.readouterr().err


def test_a_board_comes_from_standard_input() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot", "workload", "-", *AT, "--format", "json"],
        input=Path(BOARD).read_bytes(),
        capture_output=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0
    assert len(json.loads(done.stdout)["people"]) == 6
