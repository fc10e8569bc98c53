"""Runs that failed and that nobody has done anything about."""

from datetime import timedelta

from msgspec import structs

from protocol.agenda import agenda
from tests.protocol.cards import action, agreement_of, board, card, context_of
from tests.protocol.link_states import NEWER_RUN, RUN, said
from tests.protocol.meetings import only, section

OLD = "2026-10-01"


def test_a_failed_run_is_told_with_when_where_and_its_address() -> None:
    it = card("a", owners=["Ines"], created=OLD)
    run = said(RUN, "failed", "2026-11-13")
    run = structs.replace(run, failed_process="NFCORE_RNASEQ:RNASEQ:STAR_ALIGN")
    found = only(section("runs", it, links={it.id: (run,)}))

    assert (found.title, found.who) == ("a", ("Ines",))
    assert found.says == ("run failed 3 days ago, in STAR_ALIGN",)
    assert found.evidence[0].says == "run 4nB2xYz01Ab (failed)"
    assert found.evidence[0].url == run.reference.url


def test_a_run_that_somebody_has_reacted_to_is_not_told() -> None:
    word = action("commentCard", "2026-11-14", text="Out of memory, again with 64 GB", by="Ines")
    spoken, moved = card("a", created=OLD, history=[word]), card("b", created=OLD,
                                                                since="2026-11-14")  # fmt: skip
    failed = (said(RUN, "failed", "2026-11-13"),)
    assert section("runs", spoken, moved, links={spoken.id: failed, moved.id: failed}).items == ()


def test_a_run_that_was_started_again_or_could_not_be_asked_about_is_not_told() -> None:
    again, silent = card("a", created=OLD), card("b", created=OLD)
    links = {
        again.id: (said(RUN, "failed", "2026-11-13"), said(NEWER_RUN, "running")),
        silent.id: (said(RUN, "running", not_since="2026-11-16 08:00"),),
    }
    assert section("runs", again, silent, links=links).items == ()


def test_where_no_run_is_known_of_the_agenda_has_no_word_on_runs() -> None:
    context = context_of(board(card("a")))
    since = context.now - timedelta(days=7)
    assert "runs" not in [part.name for part in agenda(context, since).told]
    asked = agreement_of('[meeting]\nsections = ["runs"]')
    named = agenda(structs.replace(context, agreement=asked), since)
    assert [part.name for part in named.told] == ["runs"]


def test_cards_that_are_done_or_wait_are_left_to_their_sections() -> None:
    cards = [card("a", in_list="Done", created=OLD), card("b", in_list="Waiting", created=OLD)]
    links = {it.id: (said(RUN, "failed", "2026-11-13"),) for it in cards}
    assert section("runs", *cards, links=links).items == ()


def test_a_failed_run_of_no_card_is_told_with_whose_it_is() -> None:
    run = structs.replace(said(RUN, "failed", "2026-11-15"), owner="yusuf-d")
    fine = said(NEWER_RUN, "succeeded")
    context = structs.replace(context_of(board(card("a"))), untied_runs=(fine, run))
    found = only(agenda(context, context.now - timedelta(days=7)).section("runs"))

    assert (found.title, found.who) == ("run 4nB2xYz01Ab", ("yusuf-d",))
    assert found.says == ("failed yesterday", "on no card")


def test_the_latest_failure_stands_first() -> None:
    first, second = card("a", created=OLD), card("b", created=OLD)
    links = {
        first.id: (said(RUN, "failed", "2026-11-10"),),
        second.id: (said(NEWER_RUN, "failed", "2026-11-14"),),
    }
    assert [i.title for i in section("runs", first, second, links=links).items] == ["b", "a"]
