"""The due date of a card that is not finished has not passed unticked."""

from datetime import timedelta

from protocol.rule import Change
from tests.protocol.cards import NOW, board, card, judge, member_id


def test_a_due_date_ahead_keeps_it() -> None:
    assert judge("due-passed", card("Send the counts", due="2026-11-17")) == []


def test_a_card_without_a_due_date_keeps_it() -> None:
    assert judge("due-passed", card("Send the counts")) == []


def test_a_due_date_that_has_passed_breaks_it() -> None:
    (found,) = judge("due-passed", card("Send the counts", due="2026-11-12", owners=["Ines"]))
    assert found.says == "it was due 4 days ago, on Thu 12 Nov"
    assert found.who == (member_id("Ines"),)
    assert found.facts == {"list": "Doing", "due": "2026-11-12"}
    assert found.fix is None


def test_the_due_minute_itself_is_still_in_time() -> None:
    assert judge("due-passed", card("Send the counts", due=NOW)) == []
    late = card("Send the counts", due=NOW - timedelta(minutes=1))
    assert len(judge("due-passed", late)) == 1


def test_a_ticked_due_date_keeps_it() -> None:
    assert judge("due-passed", card("Send it", due="2026-11-12", due_done=True)) == []


def test_it_speaks_of_ideas_and_of_lists_without_a_role_too() -> None:
    for in_list in ("Inbox", "Goals", "Customer 7"):
        assert len(judge("due-passed", card("Send it", in_list=in_list, due="2026-11-12"))) == 1


def test_the_team_may_give_a_few_days() -> None:
    late = card("Send the counts", due=NOW - timedelta(days=4))
    assert len(judge("due-passed", late, days=4)) == 1
    assert judge("due-passed", late, days=5) == []


def test_when_every_checklist_line_is_ticked_the_fix_ticks_the_date_and_asks_first() -> None:
    worked_off = card("Send it", due="2026-11-12", checklist={"Zip": True, "Mail": True})
    (found,) = judge("due-passed", worked_off)
    assert found.fix is not None
    assert not found.fix.safe
    assert found.fix.changes == (Change("tick", "due"),)


def test_an_open_checklist_line_gives_no_fix() -> None:
    half = card("Send it", due="2026-11-12", checklist={"Zip": True, "Mail": False})
    assert judge("due-passed", half)[0].fix is None


def test_a_finished_card_is_asked_only_when_the_team_says_so() -> None:
    done = card("Send it", in_list="Done", since="2026-11-14", due="2026-11-12")
    assert judge("due-passed", done) == []
    (found,) = judge("due-passed", done, done_days=7)
    assert found.says == "it is in 'Done', and its due date, Thu 12 Nov, is not ticked"
    assert found.fix is not None
    assert found.fix.changes == (Change("tick", "due"),)


def test_a_card_finished_this_minute_is_not_asked_unless_the_team_says_so() -> None:
    done = card("Send it", in_list="Done", since=NOW, due="2026-11-12")
    assert judge("due-passed", done) == []
    assert len(judge("due-passed", done, done_days=1)) == 1


def test_a_card_finished_long_ago_or_nobody_knows_when_is_left_alone() -> None:
    old = card(
        "Send it", in_list="Done", created="2026-08-01", since="2026-10-01", due="2026-09-01"
    )
    assert judge("due-passed", old, done_days=7) == []
    cut_off = board(
        card("Send it", in_list="Done", created="2026-08-01", due="2026-09-01", active=NOW),
        history_from="2026-11-15",
    )
    assert judge("due-passed", cut_off, done_days=7) == []
