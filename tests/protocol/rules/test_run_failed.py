"""A run that failed has been looked at by somebody."""

import pytest

from protocol.speech import MARKER
from tests.protocol.cards import action, card, judge, member_id
from tests.protocol.link_states import NEWER_RUN, RUN, said

FAILED = said(RUN, "failed", "2026-11-13", detail="MARKDUP: out of memory")


def test_a_card_whose_run_succeeded_keeps_it() -> None:
    fine = card("Re-run the alignment", attachments=[RUN])
    assert judge("run-failed", fine, links={fine.id: (said(RUN, "succeeded", "2026-11-13"),)}) == []


@pytest.mark.parametrize("in_list", ["Ready", "Doing", "Review"])
def test_a_failed_run_that_nobody_has_looked_at_breaks_it(in_list: str) -> None:
    left = card("Re-run the alignment", in_list=in_list, owners=["Omar"], attachments=[RUN])
    (found,) = judge("run-failed", left, links={left.id: (FAILED,)})
    assert found.says == (
        "its run 4nB2xYz01Ab failed on Fri 13 Nov (MARKDUP: out of memory) "
        "and nobody has said or done anything about it"
    )
    assert found.who == (member_id("Omar"),)
    assert found.facts["detail"] == "MARKDUP: out of memory"


@pytest.mark.parametrize("in_list", ["Inbox", "Waiting", "Done"])
def test_where_nobody_works_on_it_now_it_is_not_spoken_of(in_list: str) -> None:
    left = card("Re-run the alignment", in_list=in_list, attachments=[RUN])
    assert judge("run-failed", left, links={left.id: (FAILED,)}) == []


def test_a_comment_after_the_failure_is_a_reaction() -> None:
    answered = card("Re-run it", comments=[("Omar", "2026-11-14", "out of memory, 64 GB now")])
    assert judge("run-failed", answered, links={answered.id: (FAILED,)}) == []


def test_a_comment_known_from_the_history_is_one_too() -> None:
    wrote = action("commentCard", "2026-11-14", text="out of memory, 64 GB now")
    answered = card("Re-run it", history=[wrote])
    assert judge("run-failed", answered, links={answered.id: (FAILED,)}) == []


def test_a_comment_from_before_the_failure_is_none() -> None:
    unanswered = card("Re-run it", comments=[("Omar", "2026-11-12", "started")])
    assert len(judge("run-failed", unanswered, links={unanswered.id: (FAILED,)})) == 1


def test_what_the_bot_wrote_is_no_reaction() -> None:
    text = f"1 thing to settle. {MARKER}"
    wrote = action("commentCard", "2026-11-14", text=text)
    left = card("Re-run it", comments=[("Petra", "2026-11-14", text)], history=[wrote])
    assert len(judge("run-failed", left, links={left.id: (FAILED,)})) == 1


def test_a_move_after_the_failure_is_a_reaction() -> None:
    moved = card("Re-run it", in_list="Ready", since="2026-11-14", came_from="Doing")
    assert judge("run-failed", moved, links={moved.id: (FAILED,)}) == []


def test_a_run_that_could_not_be_asked_is_not_a_failed_one() -> None:
    unknown = card("Re-run it", attachments=[RUN])
    state = said(RUN, "unknown", "2026-11-13", not_since="2026-11-13 10:40")
    assert judge("run-failed", unknown, links={unknown.id: (state,)}) == []


def test_a_failure_known_from_before_the_silence_says_its_age() -> None:
    left = card("Re-run it", attachments=[RUN])
    state = said(RUN, "failed", "2026-11-13", not_since="2026-11-15 10:40")
    (found,) = judge("run-failed", left, links={left.id: (state,)})
    assert "(as of Sun 15 Nov 2026, 10:40; seqera could not be asked since)" in found.says


@pytest.mark.parametrize("state", ["queued", "running"])
def test_a_newer_run_on_its_way_is_a_reaction(state: str) -> None:
    again = card("Re-run it", attachments=[RUN, NEWER_RUN])
    states = (FAILED, said(NEWER_RUN, state, "2026-11-12"))
    assert judge("run-failed", again, links={again.id: states}) == []


def test_the_latest_of_several_runs_counts() -> None:
    twice = card("Re-run it", attachments=[RUN, NEWER_RUN])
    good_later = (FAILED, said(NEWER_RUN, "succeeded", "2026-11-14"))
    good_before = (FAILED, said(NEWER_RUN, "succeeded", "2026-11-12"))
    assert judge("run-failed", twice, links={twice.id: good_later}) == []
    assert len(judge("run-failed", twice, links={twice.id: good_before})) == 1


def test_a_failure_whose_moment_nobody_knows_counts_from_when_it_was_asked() -> None:
    answered = card("Re-run it", comments=[("Omar", "2026-11-13", "looking")])
    before = said(RUN, "failed", asked="2026-11-12")
    after = said(RUN, "failed", asked="2026-11-14")
    assert judge("run-failed", answered, links={answered.id: (before,)}) == []
    assert len(judge("run-failed", answered, links={answered.id: (after,)})) == 1


def test_a_superseded_failure_does_not_count() -> None:
    replaced = card("Re-run it", attachments=[RUN])
    state = said(RUN, "failed", "2026-11-13", superseded=True)
    assert judge("run-failed", replaced, links={replaced.id: (state,)}) == []


def test_a_card_is_left_in_peace_for_the_hours_of_the_option() -> None:
    fresh = card("Re-run it", attachments=[RUN])
    state = said(RUN, "failed", "2026-11-16 05:00")
    assert judge("run-failed", fresh, links={fresh.id: (state,)}, hours=5) == []
    assert len(judge("run-failed", fresh, links={fresh.id: (state,)}, hours=4)) == 1


def test_a_card_of_whose_runs_nothing_is_known_is_not_judged() -> None:
    assert judge("run-failed", card("Re-run it", attachments=[RUN])) == []
