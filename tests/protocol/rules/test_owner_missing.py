"""Work that has begun has an owner."""

import pytest

from protocol.rule import Change
from tests.protocol.cards import board, card, judge, member_id


def test_a_card_with_an_owner_keeps_it() -> None:
    assert judge("owner-missing", card("Re-run the alignment", owners=["Ines"])) == []


@pytest.mark.parametrize("in_list", ["Doing", "Waiting", "Review"])
def test_work_that_nobody_owns_breaks_it(in_list: str) -> None:
    (found,) = judge("owner-missing", card("Re-run the alignment", in_list=in_list))
    assert found.says == f"nobody owns it, and it is in '{in_list}'"


@pytest.mark.parametrize("in_list", ["Inbox", "Ready", "Done", "Goals"])
def test_what_nobody_has_begun_or_all_have_finished_needs_no_owner(in_list: str) -> None:
    assert judge("owner-missing", card("Re-run the alignment", in_list=in_list)) == []


def test_an_owner_who_has_left_is_no_owner() -> None:
    stands = board(card("Re-run the alignment", owners=["Jonas"]), left=["Jonas"])
    assert len(judge("owner-missing", stands)) == 1


def test_an_owner_whom_the_board_does_not_know_is_no_owner() -> None:
    stands = board(card("Re-run the alignment", owners=["Jonas"]), gone=["Jonas"])
    assert len(judge("owner-missing", stands)) == 1


def test_one_owner_who_stays_beside_one_who_left_is_enough() -> None:
    shared = card("Re-run the alignment", owners=["Jonas", "Ines"])
    stands = board(shared, left=["Jonas"])
    assert shared.card.member_ids == (member_id("Jonas"), member_id("Ines"))
    assert judge("owner-missing", stands) == []


def test_a_goal_needs_an_owner_only_when_the_agreement_says_so() -> None:
    goal = card("Halve the time to a report", in_list="Goals")
    assert judge("owner-missing", goal) == []
    assert len(judge("owner-missing", goal, goals=True)) == 1


def test_asking_goals_does_not_ask_ideas() -> None:
    assert judge("owner-missing", card("Try the aligner", in_list="Inbox"), goals=True) == []


def test_it_tells_since_when_the_card_is_there() -> None:
    moved = card("Re-run the alignment", created="2026-09-01", since="2026-11-12")
    (found,) = judge("owner-missing", moved)
    assert found.since is not None
    assert found.since.isoformat() == "2026-11-12T12:00:00+00:00"


def test_no_one_is_put_on_the_card_unless_the_agreement_says_so() -> None:
    moved = card("Re-run the alignment", since="2026-11-12")
    (found,) = judge("owner-missing", moved)
    assert found.fix is None
    assert found.who == ()


def test_who_moved_the_card_is_a_safe_fix_when_the_agreement_says_so() -> None:
    moved = card("Re-run the alignment", since="2026-11-12")
    (found,) = judge("owner-missing", moved, take_mover=True)
    assert found.who == (member_id("Ines"),)
    assert found.fix is not None
    assert found.fix.safe
    assert found.fix.changes == (Change("own", member_id("Ines")),)


def test_a_card_that_nobody_moved_has_no_mover_to_take() -> None:
    (found,) = judge("owner-missing", card("Re-run the alignment"), take_mover=True)
    assert found.fix is None


def test_a_mover_who_left_or_only_looks_on_is_not_taken() -> None:
    for absent in ({"left": ["Ines"]}, {"gone": ["Ines"]}, {"observers": ["Ines"]}):
        moved = card("Re-run the alignment", since="2026-11-12")
        stands = board(moved, members=["Omar"], **absent)
        assert judge("owner-missing", stands, take_mover=True)[0].fix is None
