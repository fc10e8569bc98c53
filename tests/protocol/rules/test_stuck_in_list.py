"""Work that has begun moves on within the time the agreement gives it."""

from datetime import timedelta

import pytest
from msgspec import structs

from protocol.board import Board
from tests.protocol.cards import NOW, action, board, card, judge, made_id, member_id


def test_work_begun_this_week_keeps_it() -> None:
    assert judge("stuck-in-list", card("Tune the doublet filter", since="2026-11-12")) == []


def test_work_that_has_lain_for_weeks_breaks_it() -> None:
    stuck = card("Tune it", created="2026-09-01", since="2026-10-16", owners=["Ines"])
    (found,) = judge("stuck-in-list", stuck)
    assert found.says == "it has been in 'Doing' for 30 days; the agreement says 14"
    assert found.who == (member_id("Ines"),)
    assert found.since == NOW - timedelta(days=30, hours=21)


def test_fourteen_days_and_some_hours_are_just_in_time() -> None:
    for days, count in ((14.9, 0), (15, 1)):
        card_here = card("Tune it", created="2026-09-01", since=NOW - timedelta(days=days))
        assert len(judge("stuck-in-list", card_here)) == count


def test_a_history_that_is_cut_off_makes_it_at_least_so_long() -> None:
    stuck = card("Tune it", created="2026-08-01", active="2026-10-20")
    (found,) = judge("stuck-in-list", board(stuck, history_from="2026-11-01"))
    assert found.says == "it has been in 'Doing' for at least 26 days; the agreement says 14"


@pytest.mark.parametrize("in_list", ["Inbox", "Ready", "Waiting", "Review", "Done", "Goals"])
def test_other_lists_have_no_such_limit(in_list: str) -> None:
    assert judge("stuck-in-list", card("Tune it", in_list=in_list, created="2026-01-01")) == []


def test_a_goal_may_take_its_time() -> None:
    goal = card("Halve the time to a report", created="2026-01-01", labels=["aim"])
    assert judge("stuck-in-list", goal, '[kinds.aim]\nhorizon = "long"') == []


def test_the_limit_and_the_roles_are_for_the_team_to_say() -> None:
    ready = card("Tune it", in_list="Ready", created="2026-11-06")
    assert len(judge("stuck-in-list", ready, days=9, roles=["ready"])) == 0
    assert len(judge("stuck-in-list", ready, days=8, roles=["ready"])) == 1


def test_where_a_label_tells_the_role_its_own_days_count() -> None:
    labelled = card(
        "Tune it",
        in_list="Customer 7",
        created="2026-01-01",
        labels=["Ongoing"],
        history=[action("updateCard", "2026-10-20", changed={"idLabels": []})],
    )
    (found,) = judge("stuck-in-list", labelled)
    assert found.says == "it has been labelled as doing for 26 days; the agreement says 14"


def test_a_label_put_on_lately_keeps_it_in_an_old_list() -> None:
    labelled = card(
        "Tune it",
        in_list="Customer 7",
        created="2026-01-01",
        labels=["Ongoing", "urgent"],
        history=[
            action("updateCard", "2026-11-14", changed={"idLabels": [made_id("label", "Ongoing")]}),
            action("updateCard", "2026-11-10", changed={"idLabels": [made_id("label", "urgent")]}),
        ],
    )
    assert judge("stuck-in-list", labelled) == []


def test_a_label_that_outweighs_the_list_counts_its_own_days() -> None:
    labelled = card(
        "Tune it",
        in_list="Ready",
        created="2026-01-01",
        labels=["Ongoing"],
        history=[action("updateCard", "2026-11-14", changed={"idLabels": []})],
    )
    assert judge("stuck-in-list", labelled) == []


def test_a_card_of_which_no_time_is_known_keeps_it() -> None:
    stands = board(card("Tune it", created="2026-01-01"))
    assert len(judge("stuck-in-list", stands)) == 1
    assert judge("stuck-in-list", without_times(stands)) == []


def without_times(stands: Board) -> Board:
    """The same cards as somebody might type them: ids that tell nothing, no history."""
    cards = tuple(structs.replace(c, id="typed", last_activity=None) for c in stands.cards)
    return structs.replace(stands, cards=cards, actions=())
