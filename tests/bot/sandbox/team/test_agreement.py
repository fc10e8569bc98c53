"""The sample team's agreement."""

from datetime import UTC, datetime
from pathlib import Path

from bot.sandbox.team.__main__ import EXAMPLE_NOW
from bot.sandbox.team.agreement import sample_agreement
from protocol.agreement_file import read_agreement

EXAMPLE = Path(__file__).parents[4] / "examples" / "larkspur-protocol.toml"


def test_the_agreement_is_read_without_a_complaint() -> None:
    agreement = read_agreement(sample_agreement(datetime(2026, 11, 23, tzinfo=UTC)), "team")

    assert len(agreement.people) == 6
    assert agreement.kinds_by_label["analysis"] == "analysis"


def test_time_away_lies_around_the_present_day() -> None:
    agreement = read_agreement(sample_agreement(datetime(2027, 3, 1, tzinfo=UTC)), "team")

    (away,) = agreement.people["Rohan Deshmukh"].away
    assert away.startswith("2027-02-")
    assert "..2027-03-" in away


def test_the_example_file_is_current() -> None:
    assert EXAMPLE.read_text(encoding="utf-8") == sample_agreement(EXAMPLE_NOW)
