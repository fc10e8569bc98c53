"""The sections that a card's kind asks for by now are filled."""

import pytest

from tests.protocol.cards import card, judge, member_id

KINDS = """
[kinds.analysis]
sections = { ready = ["Question"], doing = ["Data"], done = ["Result"] }
"""
ANALYSIS = ["analysis"]


def test_filled_sections_keep_it() -> None:
    told = card("Compare", labels=ANALYSIS, desc="## Question\nWhich?\n## Data\nBatch 7")
    assert judge("section-empty", told, KINDS) == []


def test_a_heading_with_nothing_below_breaks_it() -> None:
    half = card("Compare", labels=ANALYSIS, desc="## Question\nWhich?\n## Data\n", owners=["Ines"])
    (found,) = judge("section-empty", half, KINDS)
    assert found.says == (
        "there is nothing below its heading 'Data', which the kind 'analysis' asks for in 'Doing'"
    )
    assert found.resolve == "Write below 'Data' what it asks for."
    assert found.who == (member_id("Ines"),)


def test_several_empty_headings_are_one_finding() -> None:
    (found,) = judge(
        "section-empty", card("Compare", labels=ANALYSIS, desc="## Question\n## Data"), KINDS
    )
    assert "below its headings 'Question' and 'Data'" in found.says
    assert found.resolve == "Write below 'Question' and 'Data' what they ask for."


@pytest.mark.parametrize("text", ["-", "...", "* \n*", "<!-- which? -->", "[ ]"])
def test_dots_dashes_and_comments_are_no_text(text: str) -> None:
    desc = f"## Question\n{text}"
    assert len(judge("section-empty", card("Compare", labels=ANALYSIS, desc=desc), KINDS)) == 1


@pytest.mark.parametrize("text", ["n/a", "7", "数据", "### How\nBatch 7"])
def test_one_word_is_enough_even_below_a_deeper_heading(text: str) -> None:
    desc = f"## Question\n{text}"
    assert judge("section-empty", card("Compare", labels=ANALYSIS, desc=desc), KINDS) == []


def test_a_missing_heading_is_left_to_another_rule() -> None:
    assert judge("section-empty", card("Compare", labels=ANALYSIS), KINDS) == []


def test_a_heading_that_is_not_asked_for_yet_may_be_empty() -> None:
    ready = card("Compare", in_list="Ready", labels=ANALYSIS, desc="## Question\nWhich?\n## Data")
    assert judge("section-empty", ready, KINDS) == []


def test_a_card_without_a_kind_may_have_empty_headings() -> None:
    assert judge("section-empty", card("Compare", desc="## Question\n## Data"), KINDS) == []


def test_a_finished_card_is_asked_only_for_two_weeks() -> None:
    for since, count in (("2026-11-03", 1), ("2026-11-01", 0)):
        done = card(
            "Compare",
            in_list="Done",
            created="2026-09-01",
            since=since,
            labels=ANALYSIS,
            desc="## Result",
        )
        assert len(judge("section-empty", done, KINDS)) == count
