"""A card in review is looked at within a week."""

from datetime import timedelta

import pytest
from msgspec import structs

from tests.protocol.cards import NOW, board, card, judge, member_id


def test_a_card_put_to_review_this_week_keeps_it() -> None:
    fresh = card("Add the spike-ins", in_list="Review", created="2026-09-01", since="2026-11-12")
    assert judge("review-too-long", fresh) == []


def test_a_card_to_be_reviewed_for_longer_breaks_it() -> None:
    lying = card(
        "Add the spike-ins",
        in_list="Review",
        created="2026-09-01",
        since="2026-11-04",
        owners=["Ines"],
    )
    (found,) = judge("review-too-long", lying)
    assert found.says == "it has waited for a review for 11 days; the agreement says 7"
    assert found.who == (member_id("Ines"),)
    assert found.facts["limit_days"] == "7"


def test_a_week_and_some_hours_are_just_in_time() -> None:
    for days, count in ((7.9, 0), (8, 1)):
        since = NOW - timedelta(days=days)
        lying = card("Add them", in_list="Review", created="2026-09-01", since=since)
        assert len(judge("review-too-long", lying)) == count


def test_the_days_in_several_lists_for_review_add_up() -> None:
    moved_on = card(
        "Add the spike-ins",
        in_list="Ready to merge",
        created="2026-09-01",
        moves=[
            ("Doing", "Review", "2026-11-04"),
            ("Review", "Ready to merge", "2026-11-14"),
        ],
    )
    (found,) = judge("review-too-long", board(moved_on))
    assert found.facts["days"] == "11"


def test_a_card_that_went_back_to_work_begins_anew() -> None:
    again = card(
        "Add the spike-ins",
        in_list="Review",
        created="2026-09-01",
        moves=[
            ("Doing", "Review", "2026-10-04"),
            ("Review", "Doing", "2026-11-04"),
            ("Doing", "Review", "2026-11-14"),
        ],
    )
    assert judge("review-too-long", again) == []


def test_a_history_that_is_cut_off_makes_it_at_least_so_long() -> None:
    lying = card("Add them", in_list="Review", created="2026-09-01", active="2026-10-01")
    (found,) = judge("review-too-long", board(lying, history_from="2026-11-01"))
    assert found.says.startswith("it has waited for a review for at least 45 days")


@pytest.mark.parametrize("in_list", ["Ready", "Doing", "Waiting", "Done"])
def test_other_lists_are_not_asked(in_list: str) -> None:
    assert judge("review-too-long", card("Add", in_list=in_list, created="2026-09-01")) == []


def test_a_goal_is_not_asked() -> None:
    goal = card("Halve the time", in_list="Review", created="2026-01-01", labels=["aim"])
    assert judge("review-too-long", goal, '[kinds.aim]\nhorizon = "long"') == []


def test_a_card_of_which_no_time_is_known_is_not_asked() -> None:
    stands = board(card("Add them", in_list="Review"))
    typed = structs.replace(stands.cards[0], id="typed", last_activity=None)
    assert judge("review-too-long", structs.replace(stands, cards=(typed,), actions=())) == []
