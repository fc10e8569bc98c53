"""`cardkeeper agenda`: since when, formats, and what is said when it cannot run."""

import json
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.cli import run_command
from bot.cli.agenda import begin_of
from bot.errors import UserError
from protocol.agreement import Agreement

ROOT = Path(__file__).parents[3]
BOARD = str(ROOT / "examples" / "larkspur-board.json")
TEAM = ["--protocol", str(ROOT / "bot" / "sandbox" / "team" / "protocol.toml")]
AT = ["--at", "2026-11-20T16:00"]
NOW = datetime(2026, 11, 20, 16, tzinfo=UTC)
LONDON = Agreement(timezone="Europe/London")


def out_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run_command(["agenda", BOARD, *TEAM, *AT, *arguments]) == 0
    return capsys.readouterr().out


def test_markdown_has_every_section_of_the_meeting(capsys: pytest.CaptureFixture[str]) -> None:
    text = out_of(capsys, "--since", "2026-11-13")
    for title in (
        "Done",
        "Work carried over",
        "Coming",
        "Blocked, or to be decided",
        "Goals",
        "Load",
    ):
        assert f"\n## {title}" in text


def test_the_page_above_the_fold_is_one_page(capsys: pytest.CaptureFixture[str]) -> None:
    above, _, _ = out_of(capsys).partition("\n---\n")
    assert len([line for line in above.splitlines() if line]) <= 66


def test_html_is_well_formed(capsys: pytest.CaptureFixture[str]) -> None:
    ET.fromstring(out_of(capsys, "--format", "html"))


def test_json_begins_seven_days_back_unless_told_otherwise(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = json.loads(out_of(capsys, "--format", "json"))
    since, at = (datetime.fromisoformat(found[key]) for key in ("since", "as_of"))
    assert at - since == timedelta(days=7)


def test_the_result_is_written_to_a_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    target = tmp_path / "agenda.md"
    assert out_of(capsys, "--output", str(target)) == ""
    assert target.read_text(encoding="utf-8").startswith("# ")


@pytest.mark.parametrize(
    ("since", "begin"),
    [
        ("7d", NOW - timedelta(days=7)),
        (" 2W ", NOW - timedelta(days=14)),
        ("2026-11-13", datetime(2026, 11, 13, tzinfo=UTC)),
        ("2026-07-13", datetime(2026, 7, 12, 23, tzinfo=UTC)),
        ("2026-11-13T10:00+01:00", datetime(2026, 11, 13, 9, tzinfo=UTC)),
    ],
)
def test_since_takes_a_span_a_day_or_a_time(since: str, begin: datetime) -> None:
    assert begin_of(since, NOW, LONDON) == begin


def test_what_is_no_time_is_refused_with_an_example() -> None:
    with pytest.raises(UserError, match="'last week' is no time; write a day as 2026-11-16"):
        begin_of("last week", NOW, LONDON)


def test_a_since_that_is_still_ahead_is_refused_with_the_time_it_is_judged_at() -> None:
    with pytest.raises(UserError, match="is not before 2026-11-20 16:00"):
        begin_of("2026-11-21", NOW, LONDON)


def test_a_refusal_is_one_sentence_and_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["agenda", BOARD, *AT, "--since", "soon"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("cardkeeper: --since 'soon' is no time;")
    assert len(said.err.splitlines()) == 1
