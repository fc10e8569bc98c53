"""A card that is done has no open checklist lines."""

import pytest

from tests.protocol.cards import action, board, card, judge, member_id

HALF = {"Write it": True, "Tell the clinic": False, "Archive it": False}


def test_a_finished_card_with_every_line_ticked_keeps_it() -> None:
    done = card("Release the report", in_list="Done", checklist={"Write it": True})
    assert judge("checklist-open-in-done", done) == []


def test_a_finished_card_without_a_checklist_keeps_it() -> None:
    assert judge("checklist-open-in-done", card("Release the report", in_list="Done")) == []


def test_a_finished_card_with_open_lines_breaks_it() -> None:
    done = card("Release it", in_list="Done", since="2026-11-15", checklist=HALF, owners=["Ines"])
    (found,) = judge("checklist-open-in-done", done)
    assert found.says == (
        "it is in 'Done' with 2 open checklist lines, the first being 'Tell the clinic'"
    )
    assert found.who == (member_id("Ines"),)
    assert found.since is not None
    assert found.since.isoformat() == "2026-11-15T12:00:00+00:00"


def test_one_open_line_without_words_is_told_as_such() -> None:
    done = card("Release it", in_list="Done", checklist={"Write it": True, " ": False})
    (found,) = judge("checklist-open-in-done", done)
    assert found.says.endswith("1 open checklist line, the first being 'a line without words'")


def test_work_under_way_may_have_open_lines() -> None:
    assert judge("checklist-open-in-done", card("Release the report", checklist=HALF)) == []


@pytest.mark.parametrize(("since", "count"), [("2026-11-02 09:00", 1), ("2026-11-02 08:59", 0)])
def test_it_looks_back_fourteen_days_to_the_minute(since: str, count: int) -> None:
    done = card("Release", in_list="Done", created="2026-09-01", since=since, checklist=HALF)
    assert len(judge("checklist-open-in-done", done)) == count


def test_a_card_finished_nobody_knows_when_is_left_alone() -> None:
    done = card("Release it", in_list="Done", created="2026-09-01", checklist=HALF)
    assert judge("checklist-open-in-done", board(done, history_from="2026-11-10")) == []


def test_a_card_that_a_label_calls_done_counts_from_that_label() -> None:
    for day, count in (("2026-11-10", 1), ("2026-10-10", 0)):
        done = card(
            "Release it",
            in_list="Customer 7",
            created="2026-09-01",
            labels=["Finished"],
            checklist=HALF,
            history=[action("updateCard", day, changed={"idLabels": []})],
        )
        assert len(judge("checklist-open-in-done", done)) == count


def test_how_far_back_is_for_the_team_to_say() -> None:
    done = card("Release it", in_list="Done", since="2026-11-10", checklist=HALF)
    assert judge("checklist-open-in-done", done, done_days=5) == []
    assert len(judge("checklist-open-in-done", done, done_days=6)) == 1
