"""A goal says by what it will be known that it is reached."""

import pytest

from tests.protocol.cards import card, judge


@pytest.mark.parametrize(
    "desc",
    [
        "## Outcome\nQC of one batch takes at most 2 hours",
        "**Success criteria**\n95 % of runs need no hand",
        "# Measure:\nall reports out by 2026-12-18",
        "## Key results\nthe pathology team uses two of the tables",
        "## Measurable outcome\nthe atlas is public in December",
    ],
)
def test_a_goal_with_something_countable_keeps_it(desc: str) -> None:
    assert judge("goal-without-measure", card("Faster QC", in_list="Goals", desc=desc)) == []


def test_a_goal_with_a_checklist_keeps_it() -> None:
    listed = card("Faster QC", in_list="Goals", checklist={"one batch overnight": False})
    assert judge("goal-without-measure", listed) == []


def test_a_goal_that_says_nothing_breaks_it() -> None:
    (found,) = judge("goal-without-measure", card("Faster QC", in_list="Goals"))
    assert found.says == "this goal does not say by what it will be known that it is reached"


def test_an_outcome_that_cannot_be_counted_breaks_it() -> None:
    vague = card("Faster QC", in_list="Goals", desc="## Outcome\nQC gets out of the way")
    (found,) = judge("goal-without-measure", vague)
    assert found.says == (
        "what this goal calls its outcome has no number, date or list that can be ticked off"
    )


def test_a_number_elsewhere_is_no_measure() -> None:
    elsewhere = card("Faster QC", in_list="Goals", desc="We had 6 batches.\n## Why\n3 complaints")
    assert len(judge("goal-without-measure", elsewhere)) == 1


def test_a_number_in_an_address_is_no_measure() -> None:
    linked = card("Faster QC", in_list="Goals", desc="## Outcome\nsee https://a.example/v2/77")
    assert len(judge("goal-without-measure", linked)) == 1


def test_a_number_in_a_comment_for_machines_is_no_measure() -> None:
    hidden = card("Faster QC", in_list="Goals", desc="## Outcome\n<!-- e.g. 2 hours -->")
    assert len(judge("goal-without-measure", hidden)) == 1


def test_the_headings_are_the_teams_choice() -> None:
    german = card("Schnellere QC", in_list="Goals", desc="## Messgröße\n2 Stunden je Charge")
    assert len(judge("goal-without-measure", german)) == 1
    assert judge("goal-without-measure", german, sections=["Messgröße"]) == []
    (found,) = judge("goal-without-measure", german, sections=["Ziel"])
    assert found.resolve.startswith("Write under 'Ziel'")


def test_without_headings_only_a_checklist_is_a_measure() -> None:
    (found,) = judge("goal-without-measure", card("Faster QC", in_list="Goals"), sections=[])
    assert found.resolve.startswith("Write under 'Measure'")


def test_a_goal_told_by_its_kind_is_asked_until_it_is_done() -> None:
    horizon = '[kinds.goal]\nhorizon = "short"\n'
    coming = card("Faster QC", in_list="Ready", labels=["goal"])
    reached = card("Faster QC", in_list="Done", labels=["goal"])
    assert len(judge("goal-without-measure", coming, horizon)) == 1
    assert judge("goal-without-measure", reached, horizon) == []


def test_work_is_not_asked() -> None:
    assert judge("goal-without-measure", card("Tune the filter")) == []
