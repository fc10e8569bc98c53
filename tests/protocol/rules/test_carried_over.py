"""What was planned for a week is done within a few."""

import pytest

from tests.protocol.cards import action, board, card, judge

# Meetings are on Mondays at 10:00 UTC, the last before `now` on 9 November 2026.
MONDAY_AT_NINE = """
[meeting]
time = "09:00"
"""


def test_a_card_planned_after_the_last_but_two_keeps_it() -> None:
    planned = card(
        "Doublet filter", in_list="Ready", created="2026-10-01", since="2026-10-26 10:01"
    )
    assert judge("carried-over", planned) == []


def test_a_card_planned_at_each_of_the_last_three_meetings_breaks_it() -> None:
    planned = card(
        "Doublet filter", in_list="Ready", created="2026-10-01", since="2026-10-26 09:59"
    )
    (found,) = judge("carried-over", planned)
    assert found.says == (
        "it was planned or in progress at each of the last 3 weekly meetings, since Mon 26 Oct"
    )


def test_a_meeting_that_begins_at_this_moment_counts() -> None:
    planned = card("Doublet filter", in_list="Ready", created="2026-10-01", since="2026-10-30")
    assert judge("carried-over", planned) == []
    assert len(judge("carried-over", planned, MONDAY_AT_NINE)) == 1


def test_going_on_from_ready_to_doing_is_still_carried() -> None:
    steps = [("Inbox", "Ready", "2026-10-20"), ("Ready", "Doing", "2026-11-12")]
    begun = card("Doublet filter", created="2026-10-01", moves=steps)
    assert judge("carried-over", begun)[0].facts["meetings"] == "3"


def test_a_week_elsewhere_begins_the_count_anew() -> None:
    steps = [("Inbox", "Ready", "2026-10-01"), ("Ready", "Waiting", "2026-10-30"),
             ("Waiting", "Ready", "2026-11-05")]  # fmt: skip
    back = card("Doublet filter", in_list="Ready", created="2026-09-01", moves=steps)
    assert judge("carried-over", back) == []
    assert judge("carried-over", back, meetings=1)[0].facts["meetings"] == "1"


@pytest.mark.parametrize("in_list", ["Inbox", "Waiting", "Review", "Done", "Goals"])
def test_only_what_is_planned_or_in_progress_is_carried(in_list: str) -> None:
    still = card("Doublet filter", in_list=in_list, created="2026-08-01")
    assert judge("carried-over", still) == []


def test_weeks_that_the_history_does_not_reach_do_not_count() -> None:
    touched = card("Doublet filter", created="2026-08-01", active="2026-11-13")
    assert judge("carried-over", board(touched, history_from="2026-11-01")) == []


def test_a_card_that_nobody_has_touched_was_where_it_is() -> None:
    still = card("Doublet filter", created="2026-08-01", active="2026-10-06")
    (found,) = judge("carried-over", board(still, history_from="2026-11-01"))
    assert found.facts["meetings"] == "5"
    assert found.facts["first_meeting"] == "2026-10-12"


def test_the_hour_is_the_teams_own_across_the_change_of_clocks() -> None:
    berlin = """
    timezone = "Europe/Berlin"
    [meeting]
    weekday = "friday"
    time = "10:00"
    """
    before = card("A", in_list="Ready", created="2026-10-01", since="2026-10-23 07:59")
    after = card("B", in_list="Ready", created="2026-10-01", since="2026-10-23 08:01")
    found = judge("carried-over", board(before, after), berlin, meetings=4)
    assert [breach.card_id for breach in found] == [before.id]


def test_a_role_told_by_a_label_is_carried_from_the_day_of_the_label() -> None:
    labelled = action("updateCard", "2026-10-20", changed={"idLabels": []})
    begun = card("A", in_list="Customer 7", labels=["Ongoing"], created="2026-09-01",
                 history=[labelled])  # fmt: skip
    assert judge("carried-over", begun)[0].facts["meetings"] == "3"
