"""Work that is done has been through the steps before."""

from protocol.rule import Change
from tests.protocol.cards import board, card, judge, list_id

STRAIGHT = ("Ready", "Done", "2026-11-12")


def test_a_card_that_went_through_every_step_keeps_it() -> None:
    steps = [("Ready", "Doing", "2026-11-10"), ("Doing", "Review", "2026-11-11"),
             ("Review", "Done", "2026-11-12")]  # fmt: skip
    assert judge("step-skipped", card("Doublet filter", in_list="Done", moves=steps)) == []


def test_a_card_that_went_straight_to_done_breaks_it() -> None:
    (found,) = judge("step-skipped", card("Doublet filter", in_list="Done", moves=[STRAIGHT]))
    assert found.says == "it came to 'Done' from 'Ready' and was never in 'Doing' and 'Review'"
    assert found.fix is not None
    assert found.fix.changes == (Change("move", list_id("Ready")),)


def test_only_the_steps_that_it_missed_are_named() -> None:
    steps = [("Ready", "Doing", "2026-11-10"), ("Doing", "Done", "2026-11-12")]
    (found,) = judge("step-skipped", card("Doublet filter", in_list="Done", moves=steps))
    assert found.facts["skipped"] == "review"


def test_a_board_without_a_review_list_asks_for_no_review() -> None:
    steps = [("To do", "Doing", "2026-11-10"), ("Doing", "Done", "2026-11-12")]
    done = card("Doublet filter", in_list="Done", moves=steps)
    assert judge("step-skipped", board(done, lists=("To do", "Doing", "Done"))) == []


def test_the_steps_are_the_teams_choice() -> None:
    steps = [("Ready", "Doing", "2026-11-10"), ("Doing", "Done", "2026-11-12")]
    done = card("Doublet filter", in_list="Done", moves=steps)
    assert judge("step-skipped", done, steps=["doing"]) == []


def test_a_card_made_in_its_done_list_is_a_note_of_what_happened() -> None:
    assert judge("step-skipped", card("Doublet filter", in_list="Done")) == []


def test_a_move_from_one_done_list_to_another_does_not_hide_how_it_came_there() -> None:
    lists = ("Ready", "Doing", "Done", "2026-11-13 release")
    steps = [STRAIGHT, ("Done", "2026-11-13 release", "2026-11-13")]
    done = card("Doublet filter", in_list="2026-11-13 release", moves=steps)
    (found,) = judge("step-skipped", board(done, lists=lists))
    assert "from 'Ready' and was never in 'Doing'" in found.says
    assert found.fix is None


def test_a_step_taken_after_it_was_first_done_counts() -> None:
    steps = [STRAIGHT, ("Done", "Doing", "2026-11-13"), ("Doing", "Review", "2026-11-13 13:00"),
             ("Review", "Done", "2026-11-14")]  # fmt: skip
    assert judge("step-skipped", card("Doublet filter", in_list="Done", moves=steps)) == []


def test_work_done_long_ago_is_left_alone() -> None:
    old = card("A", in_list="Done", created="2026-10-01", moves=[("Ready", "Done", "2026-11-02")])
    assert len(judge("step-skipped", old)) == 1
    assert judge("step-skipped", old, days=13) == []


def test_a_card_whose_beginnings_nobody_knows_is_not_judged() -> None:
    done = card("Doublet filter", in_list="Done", created="2026-10-01", moves=[STRAIGHT])
    assert judge("step-skipped", board(done, history_from="2026-11-01")) == []


def test_work_that_is_not_done_is_not_judged() -> None:
    leap = card("Doublet filter", in_list="Review", since="2026-11-12", came_from="Ready")
    assert judge("step-skipped", leap) == []
