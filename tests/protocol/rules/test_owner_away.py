"""Work under way or due soon has an owner who is not away for long."""

import pytest

from tests.protocol.cards import board, card, judge, member_id

# Today is Monday, 16 November 2026.
TEAM = """
timezone = "Europe/Berlin"

[people.Petra]
away = ["2026-11-09..2026-11-20", "2026-11-23..2026-11-27"]

[people.Omar]
away = ["2026-11-16..2026-11-24"]

[people.Yusuf]
away = ["2026-11-16..2026-11-18", "2026-12-21..2027-01-01"]

[people.Ines]
lead = true
"""


@pytest.mark.parametrize("in_list", ["Doing", "Review"])
def test_work_under_way_whose_owner_is_away_breaks_it(in_list: str) -> None:
    (found,) = judge("owner-away", card("Send the counts", in_list=in_list, owners=["Petra"]), TEAM)
    assert found.says == f"it is in '{in_list}', and Petra is away until Mon 30 Nov"
    assert found.who == (member_id("Ines"),)
    assert found.facts == {
        "list": in_list,
        "owners": "Petra",
        "back": "2026-11-30",
        "due": "none",
    }


def test_an_owner_who_is_here_keeps_it() -> None:
    assert judge("owner-away", card("Send the counts", owners=["Petra", "Ines"]), TEAM) == []


def test_when_all_are_away_the_first_to_be_back_counts() -> None:
    (found,) = judge("owner-away", card("Send the counts", owners=["Petra", "Omar"]), TEAM)
    assert found.says == "it is in 'Doing', and Petra and Omar are all away until Wed 25 Nov"
    assert judge("owner-away", card("Send the counts", owners=["Petra", "Yusuf"]), TEAM) == []


def test_a_card_due_while_its_owner_is_away_breaks_it_wherever_it_is() -> None:
    ready = card("Send the counts", in_list="Ready", owners=["Petra"], due="2026-11-29")
    (found,) = judge("owner-away", ready, TEAM)
    assert found.says == "it is due on Sun 29 Nov, and Petra is away until Mon 30 Nov"
    assert found.facts["due"] == "2026-11-29"


def test_a_card_due_today_is_due_while_its_owner_is_away() -> None:
    today = card("Send the counts", in_list="Ready", owners=["Petra"], due="2026-11-16 08:00")
    assert len(judge("owner-away", today, TEAM)) == 1


@pytest.mark.parametrize("due", ["2026-11-30", "2026-11-15", None])
def test_a_card_not_begun_and_due_at_another_time_can_wait(due: str | None) -> None:
    ready = card("Send the counts", in_list="Ready", owners=["Petra"], due=due)
    assert judge("owner-away", ready, TEAM) == []


def test_a_ticked_due_date_is_no_reason() -> None:
    sent = card("Send it", in_list="Ready", owners=["Petra"], due="2026-11-20", due_done=True)
    assert judge("owner-away", sent, TEAM) == []


def test_work_under_way_tells_a_due_day_only_when_it_falls_into_the_absence() -> None:
    later = card("Send the counts", owners=["Petra"], due="2026-12-04")
    assert judge("owner-away", later, TEAM)[0].says.startswith("it is in 'Doing', and Petra")


def test_a_short_absence_keeps_it_and_the_limit_is_for_the_team_to_say() -> None:
    with_yusuf = card("Send the counts", owners=["Yusuf"])
    assert judge("owner-away", with_yusuf, TEAM) == []
    assert len(judge("owner-away", with_yusuf, TEAM, days=3)) == 1
    assert judge("owner-away", with_yusuf, TEAM, days=4) == []


def test_finished_work_waits_for_nobody() -> None:
    done = card("Send the counts", in_list="Done", owners=["Petra"], due="2026-11-18")
    assert judge("owner-away", done, TEAM) == []


def test_nobody_is_away_where_the_agreement_names_nobody() -> None:
    assert judge("owner-away", card("Send the counts", owners=["Petra"])) == []


def test_an_owner_whom_the_agreement_does_not_name_is_here() -> None:
    stands = board(card("Send the counts", owners=["Petra", "Guest"]))
    assert judge("owner-away", stands, TEAM) == []


def test_a_card_without_an_owner_is_left_to_another_rule() -> None:
    assert judge("owner-away", card("Send the counts"), TEAM) == []
