"""What a card's comment says of its links: states with their ages, short, and stable."""

from datetime import timedelta

import pytest
from msgspec import structs

from protocol.check import check_card
from protocol.decide import Memory, PostComment, decide
from protocol.link_block import failed_run, links_text
from protocol.link_words import (
    asked_words,
    duration_words,
    money_words,
    progress_words,
    state_words,
)
from protocol.links import Deed, LinkState
from protocol.untied_runs import untied_sentence
from tests.protocol.cards import NOW, at, card, context_of
from tests.protocol.link_states import NEWER_RUN, PULL_REQUEST, RUN, said

ALWAYS = '[links]\ncomment = "always"\n'
NEVER = '[links]\ncomment = "never"\n'
FAILED = structs.replace(
    said(RUN, "failed", "2026-11-13", detail="STAR_ALIGN (d17), exit code 137: out of memory"),
    last_lines=("sorting", "Killed"), title="nf-core/rnaseq calm_avocet",
    deeds=(Deed("resume", "Resume", "Launches it again."),),
)  # fmt: skip
CARD = card("Align the pilot", owners=["Omar"], attachments=[RUN])


def words(state: LinkState) -> str:
    return state_words(state, context_of(CARD).zone, NOW)


def block(*states: LinkState, agreement: str = ALWAYS, beside: bool = False) -> str:
    return links_text(context_of(CARD, agreement, links={CARD.id: states}), CARD.id, beside=beside)


def test_a_state_is_told_with_since_when() -> None:
    assert words(said(RUN, "running", "2026-11-15")) == "running since Sun 15 Nov, 12:00"
    assert words(said(PULL_REQUEST, "merged", "2026-11-15")) == "merged Sun 15 Nov, 12:00"


def test_a_failure_is_told_with_its_reason() -> None:
    assert words(FAILED).endswith(": STAR_ALIGN (d17), exit code 137: out of memory")


def test_silence_is_a_state_of_its_own_beside_what_was_said_before() -> None:
    silent = said(RUN, "running", "2026-11-14", not_since="2026-11-15")
    assert words(silent) == (
        "running since Sat 14 Nov, 12:00; could not ask Seqera Platform since Sun 15 Nov, 12:00"
    )
    assert words(said(RUN, "unknown", not_since="2026-11-15")).startswith("could not ask")


def test_a_system_that_nobody_asks_has_no_live_status() -> None:
    assert words(structs.replace(said(RUN, "unknown"), live=False)) == "no live status"


def test_a_guess_is_told_as_one_and_so_is_what_is_superseded() -> None:
    state = structs.replace(said(RUN, "succeeded", superseded=True), tie="guessed")
    assert words(state) == "succeeded; a newer run counts; tied by its name"


def test_figures_are_told_where_they_are_known() -> None:
    state = structs.replace(
        FAILED, started=at("2026-11-12"), ended=at("2026-11-12") + timedelta(minutes=375),
        cost_usd=12.4, progress={"succeeded": 20, "failed": 1},
    )  # fmt: skip
    assert duration_words(state) == "6 h 15 min"
    assert money_words(state) == "12.40 USD"
    assert progress_words(state) == "20 succeeded, 1 failed"
    assert asked_words(state, NOW + timedelta(minutes=3)) == "asked 3 min ago"


def test_the_block_names_links_with_states_and_the_last_lines() -> None:
    text = block(said(PULL_REQUEST, "open"), FAILED)
    assert text.startswith(f"**Links**\n- [nf-core/rnaseq calm_avocet]({RUN}): failed")
    assert text.endswith("```\nsorting\nKilled\n```")


@pytest.mark.parametrize(
    ("agreement", "beside", "shown"),
    [(ALWAYS, False, True), ("", False, False), ("", True, True), (NEVER, True, False)],
)
def test_where_the_block_stands_is_the_teams_choice(
    agreement: str, beside: bool, shown: bool
) -> None:
    assert bool(block(FAILED, agreement=agreement, beside=beside)) is shown


def test_a_card_that_is_done_gets_no_comment_for_its_links_alone() -> None:
    done = card("Align it", in_list="Done", attachments=[RUN])
    context = context_of(done, ALWAYS, links={done.id: (FAILED,)})
    assert links_text(context, done.id, beside=False) == ""
    assert links_text(context, done.id, beside=True)


def test_the_text_stays_the_same_while_nothing_changes() -> None:
    later = NOW + timedelta(hours=9)
    first = block(said(RUN, "running", "2026-11-15"))
    state = structs.replace(
        said(RUN, "running", "2026-11-15"), asked=later, progress={"running": 9}
    )
    again = context_of(CARD, ALWAYS, now=later, links={CARD.id: (state,)})
    assert links_text(again, CARD.id, beside=False) == first


def test_lines_of_a_run_cannot_leave_their_block() -> None:
    state = structs.replace(FAILED, last_lines=("```", "# big", "`x`"))
    assert block(state).count("```") == 2


def test_the_block_alone_makes_a_comment_where_the_team_wants_it() -> None:
    fine = card("Align it", owners=["Omar"], in_list="Waiting", attachments=[RUN])
    quiet = "\n".join(("[rules]", 'kind-missing = "off"', 'waiting-without-reason = "off"'))
    context = context_of(fine, f"{ALWAYS}{quiet}", links={fine.id: (said(RUN, "running"),)})
    report = check_card(context, fine.id)
    (effect,) = decide(context, fine.id, report, Memory(), "event")
    assert isinstance(effect, PostComment)
    assert "**Links**" in effect.text


def test_a_failed_run_is_told_with_what_can_be_done() -> None:
    context = context_of(CARD, "", links={CARD.id: (FAILED,)})
    found = failed_run(context, CARD.id, check_card(context, CARD.id).findings)
    assert found is not None
    assert (found.url, found.lines) == (RUN, ("sorting", "Killed"))
    assert [deed.key for deed in found.deeds] == ["resume"]


def test_where_it_cannot_be_done_from_here_the_command_is_told() -> None:
    state = structs.replace(FAILED, deeds=(), facts={"resume": "nextflow run x -resume s"})
    context = context_of(CARD, "", links={CARD.id: (state,)})
    found = failed_run(context, CARD.id, check_card(context, CARD.id).findings)
    assert found is not None
    assert found.resume == "nextflow run x -resume s"


def test_runs_without_a_card_are_counted_with_their_cost() -> None:
    dear = structs.replace(said(RUN, "succeeded", facts={"run": "idle_godwit"}),
                           cost_usd=80.5, owner="yusuf")  # fmt: skip
    cheap = structs.replace(said(NEWER_RUN, "failed", facts={"run": "spare_snipe"}), cost_usd=3.5)
    assert untied_sentence([cheap, dear]) == (
        "2 runs without a card, 84 USD: idle_godwit by yusuf (succeeded, 80.50 USD) "
        "and spare_snipe (failed, 3.50 USD)."
    )
    assert untied_sentence([]) == ""
