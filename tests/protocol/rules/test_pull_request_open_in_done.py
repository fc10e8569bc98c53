"""A card that is done has no pull request left open."""

import pytest

from protocol.rule import Change
from tests.protocol.cards import at, card, judge, list_id
from tests.protocol.link_states import PULL_REQUEST, said

SECOND = "https://github.com/larkspur-bio/tool-doublets/pull/14"


@pytest.mark.parametrize("state", ["merged", "closed"])
def test_a_pull_request_that_is_finished_keeps_it(state: str) -> None:
    done = card("Doublet filter", in_list="Done", attachments=[PULL_REQUEST])
    states = {done.id: (said(PULL_REQUEST, state),)}
    assert judge("pull-request-open-in-done", done, links=states) == []


@pytest.mark.parametrize("state", ["open", "draft"])
def test_an_open_pull_request_on_a_done_card_breaks_it(state: str) -> None:
    done = card("Doublet filter", in_list="Done", since="2026-11-12", came_from="Review")
    (found,) = judge(
        "pull-request-open-in-done", done, links={done.id: (said(PULL_REQUEST, state),)}
    )
    assert found.says == "it is in 'Done' while larkspur-bio/tool-doublets#12 is open"
    assert found.since == at("2026-11-12")
    assert found.fix is not None
    assert found.fix.changes == (Change("move", list_id("Review")),)


def test_each_open_one_is_named() -> None:
    done = card("Doublet filter", in_list="Done")
    states = (said(PULL_REQUEST, "open"), said(SECOND, "draft"))
    (found,) = judge("pull-request-open-in-done", done, links={done.id: states})
    assert "tool-doublets#12 and larkspur-bio/tool-doublets#14 are open" in found.says


def test_in_review_it_may_be_open() -> None:
    reviewed = card("Doublet filter", in_list="Review", attachments=[PULL_REQUEST])
    states = {reviewed.id: (said(PULL_REQUEST, "open"),)}
    assert judge("pull-request-open-in-done", reviewed, links=states) == []


def test_one_that_nobody_has_asked_about_is_not_judged() -> None:
    done = card("Doublet filter", in_list="Done", attachments=[PULL_REQUEST])
    assert judge("pull-request-open-in-done", done) == []


def test_what_is_known_from_before_a_silence_says_its_age() -> None:
    done = card("Doublet filter", in_list="Done")
    state = said(PULL_REQUEST, "open", not_since="2026-11-15 10:40")
    (found,) = judge("pull-request-open-in-done", done, links={done.id: (state,)})
    assert "github could not be asked since" in found.says
