"""Work serves a goal."""

import pytest

from tests.protocol.cards import board, card, judge

GOAL = card("Halve the QC time", in_list="Goals")


def test_work_that_names_its_goal_keeps_it() -> None:
    tied = card("Doublet filter", labels=["goal: halve the QC time"])
    assert judge("goal-missing", board(GOAL, tied)) == []


@pytest.mark.parametrize("in_list", ["Ready", "Doing", "Waiting", "Review"])
def test_work_that_names_none_breaks_it(in_list: str) -> None:
    loose = card("Tidy the notebooks", in_list=in_list)
    (found,) = judge("goal-missing", board(GOAL, loose))
    assert found.card_id == loose.id
    assert found.says == "it serves no goal"
    assert found.facts == {"list": in_list, "goals_on_the_board": "1 goal"}


@pytest.mark.parametrize("in_list", ["Inbox", "Done"])
def test_ideas_and_finished_work_are_not_asked(in_list: str) -> None:
    assert judge("goal-missing", board(GOAL, card("Tidy up", in_list=in_list))) == []


def test_a_goal_need_not_serve_one() -> None:
    assert judge("goal-missing", board(GOAL)) == []


def test_a_goal_that_the_board_does_not_have_is_named() -> None:
    misspelt = card("Doublet filter", labels=["goal: double the QC time"])
    (found,) = judge("goal-missing", board(GOAL, misspelt))
    assert found.says == "it names the goal 'double the QC time', which no card here is"
    assert found.facts["names"] == "double the QC time"


def test_where_there_are_no_goals_nothing_is_said() -> None:
    assert judge("goal-missing", card("Tidy the notebooks")) == []


def test_an_agreement_with_goals_asks_even_before_the_first_goal_card() -> None:
    horizon = '[kinds.goal]\nhorizon = "long"\n'
    assert len(judge("goal-missing", card("Tidy the notebooks"), horizon)) == 1


def test_a_team_that_names_goals_without_cards_for_them_is_left_alone() -> None:
    horizon = '[kinds.aim]\nhorizon = "long"\n'
    assert judge("goal-missing", card("Filter", labels=["goal: faster QC"]), horizon) == []
