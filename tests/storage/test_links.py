"""Links and ties: explicit beats guessed, what goes from a card goes, what is known comes back."""

from datetime import timedelta

import pytest
from msgspec import structs
from sqlalchemy import Engine

from protocol.links import LinkReference, LinkState
from storage import links
from storage.links import Asking
from tests.protocol.cards import NOW
from tests.protocol.link_states import NEWER_RUN, PULL_REQUEST, RUN, link, said

BOARD, CARD, OTHER = "b1", "c1", "c2"
SOON = NOW + timedelta(minutes=1)


def hows(engine: Engine) -> dict[tuple[str, str], str]:
    """How each card came to each link."""
    return {(tie.card_id, tie.url): tie.how for tie, _ in links.ties_of_board(engine, BOARD)}


def keep(engine: Engine, state: LinkState) -> None:
    links.keep_state(engine, state, SOON, changed=True)


def on_card(engine: Engine, *found: LinkReference, card: str = CARD) -> bool:
    return links.keep_ties_of_card(engine, BOARD, card, found, NOW)


def test_what_is_written_on_a_card_is_tied_once(engine: Engine) -> None:
    assert on_card(engine, link(RUN), link(PULL_REQUEST))
    assert not on_card(engine, link(RUN), link(PULL_REQUEST))
    assert set(hows(engine)) == {(CARD, RUN), (CARD, PULL_REQUEST)}


def test_what_is_taken_from_a_card_is_tied_no_more(engine: Engine) -> None:
    on_card(engine, link(RUN), link(PULL_REQUEST))
    assert on_card(engine, link(PULL_REQUEST))
    assert set(hows(engine)) == {(CARD, PULL_REQUEST)}


@pytest.mark.parametrize("how", ["guessed", "command"])
def test_other_ties_outlast_a_look_at_the_card(engine: Engine, how: links.How) -> None:
    links.tie(engine, BOARD, CARD, [link(RUN)], how, NOW)
    on_card(engine)
    assert hows(engine) == {(CARD, RUN): how}


def test_explicit_beats_guessed(engine: Engine) -> None:
    links.tie(engine, BOARD, CARD, [link(RUN)], "guessed", NOW)
    on_card(engine, link(RUN))
    links.tie(engine, BOARD, CARD, [link(RUN)], "guessed", NOW)
    assert hows(engine) == {(CARD, RUN): "card"}


def test_a_whole_board_adds_and_takes_nothing_away(engine: Engine) -> None:
    on_card(engine, link(RUN))
    assert links.tie_new(engine, BOARD, [(CARD, link(RUN)), (OTHER, link(PULL_REQUEST))], NOW) == 1
    assert set(hows(engine)) == {(CARD, RUN), (OTHER, PULL_REQUEST)}


def test_a_state_comes_back_as_it_was_kept_and_says_how_it_was_tied(engine: Engine) -> None:
    on_card(engine, link(RUN))
    links.tie(engine, BOARD, OTHER, [link(RUN)], "guessed", NOW)
    state = structs.replace(said(RUN, "failed", "2026-11-13"), last_lines=("Killed",), cost_usd=2.5)
    keep(engine, state)
    known = links.states_of_board(engine, BOARD)
    assert known[CARD] == (state,)
    assert known[OTHER] == (structs.replace(state, tie="guessed"),)


def test_only_links_of_cards_are_due_and_the_longest_due_come_first(engine: Engine) -> None:
    on_card(engine, link(RUN), link(NEWER_RUN))
    keep(engine, said("https://cloud.seqera.io/user/x/watch/1234567890", "running"))
    links.keep_state(engine, said(RUN, "running"), NOW - timedelta(minutes=9), changed=False)
    assert [each.url for each in links.due(engine, "seqera", NOW)] == [RUN, NEWER_RUN]
    assert links.due(engine, "github", NOW) == []


def test_what_was_asked_is_due_at_its_own_time(engine: Engine) -> None:
    on_card(engine, link(RUN))
    keep(engine, said(RUN, "running"))
    assert links.due(engine, "seqera", NOW) == []
    assert len(links.due(engine, "seqera", SOON)) == 1
    links.ask_soon(engine, [RUN], NOW)
    assert len(links.due(engine, "seqera", NOW)) == 1


def test_silence_does_not_change_when_it_was_answered(engine: Engine) -> None:
    keep(engine, said(RUN, "running"))
    silent = structs.replace(said(RUN, "running", not_since="2026-11-16"), asked=SOON)
    links.keep_state(engine, silent, SOON, changed=False)
    row = links.link_of(engine, RUN)
    assert row is not None
    assert (row.asked_at, row.could_not_ask_since) == (NOW, silent.could_not_ask_since)


def test_runs_of_one_session_are_found_together(engine: Engine) -> None:
    on_card(engine, link(RUN))
    keep(engine, said(RUN, "failed", facts={"session": "s-1"}))
    assert [tie.card_id for tie in links.cards_of_session(engine, "s-1")] == [CARD]
    assert links.cards_of_session(engine, "") == []


def test_runs_that_no_card_has_are_told_until_one_has_them(engine: Engine) -> None:
    keep(engine, said(RUN, "succeeded", "2026-11-14"))
    keep(engine, said(NEWER_RUN, "succeeded", "2026-10-01"))
    keep(engine, said(PULL_REQUEST, "open"))
    since = NOW - timedelta(days=7)
    assert [state.reference.url for state in links.untied_runs(engine, since)] == [RUN]
    on_card(engine, link(RUN))
    assert links.untied_runs(engine, since) == []


def test_what_nobody_ever_tied_is_forgotten(engine: Engine) -> None:
    keep(engine, said(RUN, "succeeded"))
    keep(engine, said(NEWER_RUN, "succeeded"))
    on_card(engine, link(RUN))
    assert links.forget_untied(engine, NOW + timedelta(days=90)) == 1
    assert links.link_of(engine, RUN) is not None


def test_a_card_that_moved_to_another_board_takes_its_ties_along(engine: Engine) -> None:
    on_card(engine, link(RUN))
    links.keep_ties_of_card(engine, "b2", CARD, [link(RUN)], NOW)
    assert hows(engine) == {}
    assert len(links.ties_of_board(engine, "b2")) == 1


def test_when_a_system_is_to_be_asked_is_remembered(engine: Engine) -> None:
    links.keep_asking(engine, Asking(system="seqera", next_at=SOON, failed_since=NOW, why="away"))
    kept = links.asking_of(engine, "seqera")
    assert kept is not None
    assert (kept.next_at, kept.failed_since, kept.why) == (SOON, NOW, "away")
    assert links.asking_of(engine, "github") is None
