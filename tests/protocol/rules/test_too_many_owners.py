"""A card that is not finished has at most three owners."""

import pytest

from tests.protocol.cards import board, card, judge, member_id

FOUR = ["Ines", "Omar", "Petra", "Yusuf"]


def test_one_owner_keeps_it() -> None:
    assert judge("too-many-owners", card("Write the methods section", owners=["Ines"])) == []


def test_four_owners_break_it_and_each_can_step_back() -> None:
    (found,) = judge("too-many-owners", card("Write the methods section", owners=FOUR))
    assert found.says == (
        "4 people own it: Ines, Omar, Petra and Yusuf; the agreement says at most 3"
    )
    assert found.who == tuple(map(member_id, FOUR))


def test_three_owners_are_just_enough() -> None:
    assert judge("too-many-owners", card("Write the methods section", owners=FOUR[:3])) == []


def test_owners_who_have_left_do_not_count() -> None:
    stands = board(card("Write the methods section", owners=[*FOUR[:3], "Jonas"]), left=["Jonas"])
    assert judge("too-many-owners", stands) == []


@pytest.mark.parametrize("in_list", ["Done", "Goals"])
def test_goals_and_finished_cards_may_have_many(in_list: str) -> None:
    everyone = card("Halve the time to a report", in_list=in_list, owners=FOUR)
    assert judge("too-many-owners", everyone) == []


def test_the_most_is_for_the_team_to_say() -> None:
    shared = card("Write the methods section", owners=FOUR[:2])
    assert len(judge("too-many-owners", shared, most=1)) == 1
    assert judge("too-many-owners", shared, most=2) == []
