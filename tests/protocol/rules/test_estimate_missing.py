"""A card that is agreed has an estimate in days."""

import pytest

from tests.protocol.cards import card, judge, member_id

FIELD = '[annotations]\nestimate_field = "Days"\n'


@pytest.mark.parametrize("title", ["Compare the aligners (3)", "[0.5] Compare the aligners"])
def test_a_mark_in_the_title_keeps_it(title: str) -> None:
    assert judge("estimate-missing", card(title)) == []


def test_a_number_in_the_field_keeps_it() -> None:
    assert judge("estimate-missing", card("Compare", fields={"days": "3"}), FIELD) == []


@pytest.mark.parametrize("in_list", ["Ready", "Doing", "Waiting", "Review"])
def test_agreed_work_without_an_estimate_breaks_it(in_list: str) -> None:
    (found,) = judge("estimate-missing", card("Compare", in_list=in_list, owners=["Ines"]))
    assert found.says == f"it has no estimate, and it is in '{in_list}'"
    assert found.resolve == "Write the estimate in days in the title, such as (3)."
    assert found.who == (member_id("Ines"),)
    assert found.facts["kind"] == "none"


@pytest.mark.parametrize("in_list", ["Inbox", "Goals", "Done"])
def test_ideas_goals_and_finished_cards_need_none(in_list: str) -> None:
    assert judge("estimate-missing", card("Compare", in_list=in_list)) == []


def test_a_goal_among_the_work_needs_none() -> None:
    goal = card("Halve the time", labels=["aim"])
    assert judge("estimate-missing", goal, '[kinds.aim]\nhorizon = "long"') == []


def test_a_kind_with_an_estimate_of_its_own_gives_it_to_its_cards() -> None:
    kinds = "[kinds.tool]\nestimate = 2\n[kinds.analysis]\n"
    assert judge("estimate-missing", card("Compare", labels=["tool"]), kinds) == []
    (found,) = judge("estimate-missing", card("Compare", labels=["analysis"]), kinds)
    assert found.facts["kind"] == "analysis"


def test_it_names_the_places_where_the_team_writes_estimates() -> None:
    (both,) = judge("estimate-missing", card("Compare"), FIELD)
    assert both.resolve == (
        "Write the estimate in days in the field 'Days' or in the title, such as (3)."
    )
    (field,) = judge("estimate-missing", card("Compare (3)"), FIELD + "estimate_mark = false")
    assert field.resolve == "Write the estimate in days in the field 'Days'."


def test_an_agreement_that_leaves_no_place_for_estimates_asks_for_none() -> None:
    nowhere = "[annotations]\nestimate_mark = false"
    assert judge("estimate-missing", card("Compare"), nowhere) == []
