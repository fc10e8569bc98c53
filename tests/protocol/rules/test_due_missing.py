"""Work that has begun has a due date."""

import pytest

from tests.protocol.cards import card, judge, member_id


def test_work_with_a_due_date_keeps_it() -> None:
    assert judge("due-missing", card("Send the counts", due="2026-12-04")) == []


@pytest.mark.parametrize("in_list", ["Doing", "Review"])
def test_work_without_a_due_date_breaks_it(in_list: str) -> None:
    (found,) = judge("due-missing", card("Send the counts", in_list=in_list, owners=["Ines"]))
    assert found.says == f"it has no due date, and it is in '{in_list}'"
    assert found.who == (member_id("Ines"),)


@pytest.mark.parametrize("in_list", ["Inbox", "Ready", "Waiting", "Done", "Goals"])
def test_what_is_not_under_way_needs_no_due_date(in_list: str) -> None:
    assert judge("due-missing", card("Send the counts", in_list=in_list)) == []


def test_the_roles_are_for_the_team_to_say() -> None:
    assert len(judge("due-missing", card("Send it", in_list="Ready"), roles=["ready"])) == 1


def test_a_goal_is_left_to_the_rules_on_goals() -> None:
    goal = card("Halve the time to a report", labels=["aim"])
    assert judge("due-missing", goal, '[kinds.aim]\nhorizon = "long"') == []
