"""A card has every heading that its kind asks for by now."""

import pytest

from protocol.rule import Change
from tests.protocol.cards import board, card, judge, member_id

KINDS = """
[kinds.analysis]
sections = { ready = ["Question"], doing = ["Data"], done = ["Result:"] }

[kinds.aim]
horizon = "long"
sections = { goals = ["Measure"] }

[kinds.tool]
"""
ANALYSIS = ["analysis"]


def test_a_card_with_every_heading_keeps_it() -> None:
    told = card("Compare them", labels=ANALYSIS, desc="## question:\nWhich?\n\n**DATA**\nBatch 7")
    assert judge("section-missing", told, KINDS) == []


def test_a_missing_heading_breaks_it() -> None:
    half = card("Compare them", labels=ANALYSIS, desc="## Question\nWhich?", owners=["Ines"])
    (found,) = judge("section-missing", half, KINDS)
    assert found.says == (
        "its description has no heading 'Data', which the kind 'analysis' asks for in 'Doing'"
    )
    assert found.resolve == "Add 'Data' to the description and fill it."
    assert found.who == (member_id("Ines"),)


def test_several_missing_headings_are_one_finding() -> None:
    (found,) = judge("section-missing", card("Compare them", labels=ANALYSIS), KINDS)
    assert "no headings 'Question' and 'Data'" in found.says
    assert found.resolve == "Add 'Question' and 'Data' to the description and fill them."


@pytest.mark.parametrize(
    ("in_list", "missing"),
    [
        ("Ready", "Question"),
        ("Doing", "Question, Data"),
        ("Waiting", "Question, Data"),
        ("Review", "Question, Data"),
        ("Done", "Question, Data, Result"),
    ],
)
def test_what_is_asked_from_a_role_on_stays_asked(in_list: str, missing: str) -> None:
    bare = card("Compare them", in_list=in_list, labels=ANALYSIS)
    (found,) = judge("section-missing", bare, KINDS)
    assert found.facts["missing"] == missing


def test_an_idea_is_asked_for_nothing_yet() -> None:
    assert judge("section-missing", card("Compare", in_list="Inbox", labels=ANALYSIS), KINDS) == []


def test_a_goal_is_asked_only_for_what_goals_are_asked() -> None:
    (found,) = judge("section-missing", card("Halve it", in_list="Goals", labels=["aim"]), KINDS)
    assert found.facts["missing"] == "Measure"
    assert judge("section-missing", card("Halve it", labels=["aim"]), KINDS) == []


@pytest.mark.parametrize("labels", [[], ["tool"], ["analysis", "tool"]])
def test_a_card_whose_kind_asks_for_nothing_or_is_not_clear_keeps_it(labels: list[str]) -> None:
    assert judge("section-missing", card("Compare them", labels=labels), KINDS) == []


def test_the_fix_adds_the_headings_below_and_changes_nothing_else() -> None:
    half = card(
        "Compare", labels=ANALYSIS, in_list="Done", desc="## Question\r\nWhich?  \n<!-- x -->\n\n"
    )
    (found,) = judge("section-missing", half, KINDS)
    assert found.fix is not None
    assert found.fix.safe
    assert found.fix.does == "Adds '## Data' and '## Result', empty, below the description."
    assert found.fix.changes == (
        Change("describe", "## Question\r\nWhich?  \n<!-- x -->\n\n## Data\n\n## Result\n"),
    )


def test_the_fix_begins_an_empty_description_with_the_heading() -> None:
    (found,) = judge("section-missing", card("Compare", in_list="Ready", labels=ANALYSIS), KINDS)
    assert found.fix is not None
    assert found.fix.changes == (Change("describe", "## Question\n"),)


def test_a_card_to_which_the_fix_was_applied_keeps_it() -> None:
    (found,) = judge("section-missing", card("Compare", labels=ANALYSIS, desc="Text"), KINDS)
    assert found.fix is not None
    mended = card("Compare", labels=ANALYSIS, desc=found.fix.changes[0].value)
    assert judge("section-missing", mended, KINDS) == []


def test_a_finished_card_is_asked_only_for_two_weeks() -> None:
    for since, count in (("2026-11-03", 1), ("2026-11-01", 0)):
        done = card("Compare", in_list="Done", created="2026-09-01", since=since, labels=ANALYSIS)
        assert len(judge("section-missing", done, KINDS)) == count


def test_a_card_that_nobody_knows_when_it_was_finished_is_left_alone() -> None:
    done = card("Compare", in_list="Done", created="2026-09-01", labels=ANALYSIS)
    assert judge("section-missing", board(done, history_from="2026-11-10"), KINDS) == []
