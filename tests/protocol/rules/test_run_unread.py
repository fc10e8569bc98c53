"""A run that succeeded has been looked at by somebody."""

import pytest
from msgspec import structs

from tests.protocol.cards import action, at, card, judge, member_id
from tests.protocol.link_states import NEWER_RUN, RUN, said

ENDED = said(RUN, "succeeded", "2026-11-13")


@pytest.mark.parametrize("in_list", ["Ready", "Doing", "Waiting"])
def test_a_succeeded_run_that_nobody_has_looked_at_breaks_it(in_list: str) -> None:
    left = card("Re-run the alignment", in_list=in_list, owners=["Omar"], attachments=[RUN])
    (found,) = judge("run-unread", left, links={left.id: (ENDED,)})
    assert found.says == (
        "its run 4nB2xYz01Ab succeeded on Fri 13 Nov and nobody has said what came out of it"
    )
    assert found.who == (member_id("Omar"),)


def test_how_long_it_took_and_what_it_cost_is_told() -> None:
    left = card("Re-run the alignment", attachments=[RUN])
    dear = structs.replace(
        ENDED, started=at("2026-11-13 08:00"), ended=at("2026-11-13 14:15"), cost_usd=12.4
    )
    (found,) = judge("run-unread", left, links={left.id: (dear,)})
    assert "(in 6 h 15 min, 12.40 USD)" in found.says


@pytest.mark.parametrize("in_list", ["Inbox", "Review", "Done"])
def test_where_somebody_looks_at_it_or_nobody_works_on_it_it_is_not_spoken_of(in_list: str) -> None:
    left = card("Re-run the alignment", in_list=in_list, attachments=[RUN])
    assert judge("run-unread", left, links={left.id: (ENDED,)}) == []


@pytest.mark.parametrize("state", ["running", "queued", "failed", "cancelled", "unknown"])
def test_other_states_are_not_its_matter(state: str) -> None:
    left = card("Re-run the alignment", attachments=[RUN])
    assert judge("run-unread", left, links={left.id: (said(RUN, state, "2026-11-13"),)}) == []


def test_a_comment_after_the_end_is_a_reaction_and_one_before_it_is_none() -> None:
    after = card("Re-run it", comments=[("Omar", "2026-11-14", "rates are fine")])
    before = card("Re-run it", comments=[("Omar", "2026-11-12", "started")])
    assert judge("run-unread", after, links={after.id: (ENDED,)}) == []
    assert len(judge("run-unread", before, links={before.id: (ENDED,)})) == 1


def test_a_comment_known_from_the_history_is_one_too() -> None:
    wrote = action("commentCard", "2026-11-14", text="rates are fine")
    answered = card("Re-run it", history=[wrote])
    assert judge("run-unread", answered, links={answered.id: (ENDED,)}) == []


def test_a_move_after_the_end_is_a_reaction() -> None:
    moved = card("Re-run it", in_list="Ready", since="2026-11-14", came_from="Doing")
    assert judge("run-unread", moved, links={moved.id: (ENDED,)}) == []


def test_only_the_run_that_counts_is_asked_about() -> None:
    left = card("Re-run it", attachments=[RUN, NEWER_RUN])
    older = said(RUN, "succeeded", "2026-11-12", superseded=True)
    running = said(NEWER_RUN, "running", "2026-11-13")
    assert judge("run-unread", left, links={left.id: (older, running)}) == []


def test_what_ended_long_ago_is_no_news() -> None:
    left = card("Re-run it", attachments=[RUN])
    old = said(RUN, "succeeded", "2026-10-01")
    assert judge("run-unread", left, links={left.id: (old,)}) == []


def test_a_team_may_leave_it_in_peace_for_a_while_and_speak_of_it_for_longer() -> None:
    left = card("Re-run it", attachments=[RUN])
    states = {left.id: (ENDED,)}
    assert judge("run-unread", left, links=states, hours=24 * 30) == []
    old = {left.id: (said(RUN, "succeeded", "2026-10-01"),)}
    assert len(judge("run-unread", left, links=old, days=90)) == 1
