"""A card rests on the latest run, not on one that a newer run has replaced."""

from protocol.rule import Change
from tests.protocol.cards import card, judge
from tests.protocol.link_states import NEWER_RUN, RUN, said

OLD = said(RUN, "succeeded", "2026-11-10", superseded=True, facts={"newer": NEWER_RUN})


def test_a_card_that_names_the_latest_run_keeps_it() -> None:
    fresh = card("Doublet rates", attachments=[RUN])
    states = {fresh.id: (said(RUN, "succeeded", "2026-11-10"),)}
    assert judge("run-superseded", fresh, links=states) == []


def test_a_card_that_names_only_a_replaced_run_breaks_it() -> None:
    stale = card("Doublet rates", in_list="Review", attachments=[RUN])
    (found,) = judge("run-superseded", stale, links={stale.id: (OLD,)})
    assert found.says == "it rests on run 4nB2xYz01Ab, which a newer run has replaced"
    assert found.facts == {"superseded": RUN, "newer": NEWER_RUN}
    assert found.fix is not None
    assert found.fix.safe
    assert found.fix.changes == (Change("attach", NEWER_RUN, "run 5kC3wQr77Zz"),)


def test_a_card_that_names_both_keeps_it() -> None:
    both = card("Doublet rates", attachments=[RUN, NEWER_RUN])
    states = {both.id: (OLD, said(NEWER_RUN, "succeeded", "2026-11-12"))}
    assert judge("run-superseded", both, links=states) == []


def test_a_newer_run_on_the_card_that_nobody_has_asked_about_is_enough() -> None:
    both = card("Doublet rates", attachments=[RUN, NEWER_RUN])
    assert judge("run-superseded", both, links={both.id: (OLD,)}) == []


def test_a_newer_run_that_only_the_system_knows_is_not_on_the_card() -> None:
    stale = card("Doublet rates", attachments=[RUN])
    states = {stale.id: (OLD, said(NEWER_RUN, "succeeded", "2026-11-12"))}
    assert len(judge("run-superseded", stale, links=states)) == 1


def test_runs_tied_by_command_are_judged_when_the_card_names_none() -> None:
    tied = card("Doublet rates")
    assert len(judge("run-superseded", tied, links={tied.id: (OLD,)})) == 1


def test_without_the_newer_address_there_is_no_fix() -> None:
    stale = card("Doublet rates", attachments=[RUN])
    state = said(RUN, "succeeded", "2026-11-10", superseded=True)
    (found,) = judge("run-superseded", stale, links={stale.id: (state,)})
    assert found.fix is None
    assert found.facts == {"superseded": RUN}


def test_a_card_nobody_has_begun_is_not_asked() -> None:
    idea = card("Doublet rates", in_list="Ready", attachments=[RUN])
    assert judge("run-superseded", idea, links={idea.id: (OLD,)}) == []
