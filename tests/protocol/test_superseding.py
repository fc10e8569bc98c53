"""The latest run of a card counts."""

from msgspec import structs

from protocol.links import LinkState
from protocol.superseding import with_superseded
from tests.protocol.cards import at
from tests.protocol.link_states import NEWER_RUN, PULL_REQUEST, RUN, said


def run(url: str, state: str, day: str, **facts: str) -> LinkState:
    return structs.replace(said(url, state, day, facts=facts), started=at(day))


def marked(*states: LinkState) -> dict[str, bool]:
    return {state.reference.url: state.superseded for state in with_superseded(states)}


def test_a_newer_run_of_the_session_replaces_the_older() -> None:
    old, new = run(RUN, "failed", "2026-11-01", session="s"), run(
        NEWER_RUN, "running", "2026-11-02", session="s"
    )  # fmt: skip
    for states in ((old, new), (new, old)):
        assert marked(*states) == {RUN: True, NEWER_RUN: False}
    assert with_superseded([old, new])[0].facts["newer"] == NEWER_RUN


def test_so_does_one_of_the_same_pipeline() -> None:
    old = run(RUN, "succeeded", "2026-11-01", session="a", pipeline="nf-core/rnaseq")
    new = run(NEWER_RUN, "failed", "2026-11-02", session="b", pipeline="nf-core/rnaseq")
    assert marked(old, new) == {RUN: True, NEWER_RUN: False}


def test_a_run_of_another_pipeline_stands_beside_it() -> None:
    old = run(RUN, "succeeded", "2026-11-01", pipeline="nf-core/rnaseq")
    new = run(NEWER_RUN, "running", "2026-11-02", pipeline="nf-core/sarek")
    assert marked(old, new) == {RUN: False, NEWER_RUN: False}


def test_runs_that_tell_nothing_of_themselves_stand() -> None:
    assert marked(run(RUN, "failed", "2026-11-01"), run(NEWER_RUN, "running", "2026-11-02")) == {
        RUN: False, NEWER_RUN: False,
    }  # fmt: skip


def test_a_run_that_was_cancelled_does_not_replace_a_result() -> None:
    old = run(RUN, "succeeded", "2026-11-01", session="s")
    new = run(NEWER_RUN, "cancelled", "2026-11-02", session="s")
    assert marked(old, new) == {RUN: False, NEWER_RUN: False}


def test_pull_requests_are_left_as_they_are() -> None:
    pull = said(PULL_REQUEST, "open")
    assert with_superseded([pull]) == (pull,)
