"""A card that is not finished is estimated at ten days or less."""

import pytest

from tests.protocol.cards import card, judge, member_id


def test_a_small_estimate_keeps_it() -> None:
    assert judge("estimate-too-large", card("Read the new panel file (4)")) == []


def test_a_card_without_an_estimate_keeps_it() -> None:
    assert judge("estimate-too-large", card("Rewrite the variant pipeline")) == []


def test_a_large_estimate_breaks_it() -> None:
    (found,) = judge("estimate-too-large", card("Rewrite it all (25)", owners=["Ines"]))
    assert found.says == "it is estimated at 25 days; the agreement says at most 10"
    assert found.who == (member_id("Ines"),)


def test_ten_days_are_just_small_enough() -> None:
    assert judge("estimate-too-large", card("Rewrite it all (10)")) == []
    assert len(judge("estimate-too-large", card("Rewrite it all (10.5)"))) == 1


def test_the_field_outweighs_the_title() -> None:
    field = '[annotations]\nestimate_field = "Days"'
    noted = card("Rewrite it all (3)", fields={"Days": "12,5"})
    (found,) = judge("estimate-too-large", noted, field)
    assert found.facts == {"list": "Doing", "estimate_days": "12.5", "limit_days": "10"}


@pytest.mark.parametrize("in_list", ["Done", "Goals"])
def test_goals_and_finished_cards_may_be_large(in_list: str) -> None:
    assert judge("estimate-too-large", card("Rewrite it all (25)", in_list=in_list)) == []


def test_the_limit_is_for_the_team_to_say() -> None:
    assert len(judge("estimate-too-large", card("Rewrite it all (4)"), days=3.5)) == 1
    assert judge("estimate-too-large", card("Rewrite it all (3.5)"), days=3.5) == []
