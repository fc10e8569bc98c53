"""Descriptions are written in short lines and stand on the card as somebody would type them."""

from datetime import UTC, datetime

import pytest

from bot.sandbox.team.outside import expand
from bot.sandbox.team.wording import slug, unwrap, without_body

NOW = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)


def test_the_lines_of_a_paragraph_are_joined() -> None:
    assert unwrap("## Data\nCounts of\ncohort A.\n\n## Result\n") == (
        "## Data\nCounts of cohort A.\n\n## Result"
    )


def test_tables_and_list_items_keep_their_lines() -> None:
    text = "| a | b |\n|---|---|\n- one\n  and a half\n- two"
    assert unwrap(text) == "| a | b |\n|---|---|\n- one   and a half\n- two"


def test_a_comment_over_two_lines_becomes_one() -> None:
    assert unwrap("<!-- exempt\nbecause -->") == "<!-- exempt because -->"


def test_a_section_is_emptied_and_its_neighbours_stay() -> None:
    assert without_body("## A\nx\n\n## B\ny\n\n## C\nz", "B") == "## A\nx\n\n## B\n\n## C\nz"


def test_emptying_a_section_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="Result"):
        without_body("## A\nx", "Result")


def test_a_slug_has_only_small_letters_digits_and_dashes() -> None:
    assert slug("(2) nf-core/rnaseq: cohort A?") == "2-nf-core-rnaseq-cohort-a"


def test_a_day_is_written_as_a_date() -> None:
    assert expand("until {day:2}", NOW) == "until 2026-11-24"


def test_a_person_is_mentioned_by_username() -> None:
    assert expand("{who:sofia}, please", NOW) == "@sofia_arriaga, please"


@pytest.mark.parametrize("text", ["{run:none}", "{pr:larkspur.core#9999}", "{repo:x}", "{who:x}"])
def test_a_reference_to_nothing_is_refused(text: str) -> None:
    with pytest.raises(KeyError):
        expand(text, NOW)


def test_braces_that_are_no_reference_stay() -> None:
    assert expand("~ a + {b}", NOW) == "~ a + {b}"
