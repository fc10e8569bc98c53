"""Cards move between lists as the team has agreed."""

import pytest

from protocol.agreement import MoveTerms
from protocol.rule import Change
from protocol.rules.move_not_allowed import allows
from protocol.words import Role
from tests.protocol.cards import action, board, card, judge, list_id, member_id

NO_SHORT_CUT = """
[moves]
forbid = ["inbox > done"]
"""
ONE_WAY = """
[moves]
only = ["inbox > ready", "ready > doing", "doing > review", "review > done", "any > waiting"]
"""


def test_a_move_that_nobody_forbids_keeps_it() -> None:
    moved = card("Doublet filter", in_list="Done", since="2026-11-14", came_from="Review")
    assert judge("move-not-allowed", moved, NO_SHORT_CUT) == []


def test_a_forbidden_move_breaks_it_and_can_be_taken_back() -> None:
    leap = action("updateCard", "2026-11-14", by="Omar", before="Inbox", after="Done")
    (found,) = judge(
        "move-not-allowed", card("Doublet filter", in_list="Done", history=[leap]), NO_SHORT_CUT
    )
    assert found.says == (
        "it was moved from 'Inbox' to 'Done', and the agreement does not allow inbox > done"
    )
    assert found.who == (member_id("Omar"),)
    assert found.facts["by"] == "Omar"
    assert found.fix is not None
    assert found.fix.changes == (Change("move", list_id("Inbox")),)
    assert not found.fix.safe


def test_a_move_that_is_not_among_the_only_ones_breaks_it() -> None:
    leap = card("Doublet filter", in_list="Done", since="2026-11-14", came_from="Doing")
    (found,) = judge("move-not-allowed", leap, ONE_WAY)
    assert found.resolve == (
        "Move it back, or let it come to 'Done' from a list with the role review."
    )


def test_any_stands_for_every_role() -> None:
    held_up = card("Doublet filter", in_list="Waiting", since="2026-11-14", came_from="Review")
    assert judge("move-not-allowed", held_up, ONE_WAY) == []


@pytest.mark.parametrize(
    ("before", "after", "allowed"),
    [
        ("inbox", "done", False),
        ("ready", "done", False),
        ("review", "done", True),
        ("doing", "inbox", True),
        ("doing", "ready", True),
    ],
)
def test_what_is_forbidden_outweighs_what_is_allowed(
    before: Role, after: Role, allowed: bool
) -> None:
    terms = MoveTerms(forbid=("inbox > done", "ready > any"), only=("any > done", "doing > any"))
    assert allows(terms, before, after) is allowed


def test_only_the_last_move_is_judged() -> None:
    made_good = card(
        "Doublet filter",
        in_list="Done",
        moves=[("Inbox", "Done", "2026-11-12"), ("Done", "Review", "2026-11-13"),
               ("Review", "Done", "2026-11-14")],
    )  # fmt: skip
    assert judge("move-not-allowed", made_good, NO_SHORT_CUT) == []


def test_taking_a_forbidden_move_back_is_allowed() -> None:
    there_and_back = [("Ready", "Done", "2026-11-13"), ("Done", "Ready", "2026-11-14")]
    back = card("Doublet filter", in_list="Ready", moves=there_and_back)
    assert judge("move-not-allowed", back, ONE_WAY) == []


def test_a_way_back_that_nobody_has_agreed_is_not_excused_by_the_way_there() -> None:
    there_and_back = [("Review", "Done", "2026-11-13"), ("Done", "Review", "2026-11-14")]
    back = card("Doublet filter", in_list="Review", moves=there_and_back)
    assert len(judge("move-not-allowed", back, ONE_WAY)) == 1
    elsewhere = [("Ready", "Done", "2026-11-13"), ("Done", "Doing", "2026-11-14")]
    assert len(judge("move-not-allowed", card("Filter", moves=elsewhere), ONE_WAY)) == 1


def test_a_move_of_long_ago_is_left_alone() -> None:
    old = card("Doublet filter", in_list="Done", since="2026-11-02", came_from="Inbox")
    assert len(judge("move-not-allowed", old, NO_SHORT_CUT)) == 1
    assert judge("move-not-allowed", old, NO_SHORT_CUT, days=13) == []


def test_moves_within_a_role_and_from_unknown_lists_are_not_judged() -> None:
    lists = ("Doing", "In progress", "Cupboard")
    within = card("A", in_list="Doing", since="2026-11-14", came_from="In progress")
    unknown = card("B", in_list="Doing", since="2026-11-14", came_from="Cupboard")
    assert judge("move-not-allowed", board(within, unknown, lists=lists), ONE_WAY) == []


def test_there_is_no_way_back_to_an_archived_list() -> None:
    leap = card("Doublet filter", in_list="Done", since="2026-11-14", came_from="Inbox")
    (found,) = judge("move-not-allowed", board(leap, archived_lists=["Inbox"]), NO_SHORT_CUT)
    assert found.fix is None


def test_without_agreed_moves_every_move_is_allowed() -> None:
    leap = card("Doublet filter", in_list="Done", since="2026-11-14", came_from="Inbox")
    assert judge("move-not-allowed", leap) == []


@pytest.mark.parametrize("absent", [{"left": ["Omar"]}, {"gone": ["Omar"]}])
def test_a_mover_who_is_no_longer_on_the_board_is_not_asked(absent: dict[str, list[str]]) -> None:
    leap = action("updateCard", "2026-11-14", by="Omar", before="Inbox", after="Done")
    moved = card("Doublet filter", in_list="Done", history=[leap])
    (found,) = judge("move-not-allowed", board(moved, **absent), NO_SHORT_CUT)  # type: ignore[arg-type]
    assert found.who == ()
