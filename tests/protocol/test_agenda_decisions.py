"""Blocked, or to be decided: what does not move on by itself."""

from protocol.finding import Exemption
from tests.protocol.cards import at, board, card
from tests.protocol.link_states import NEWER_RUN, RUN, said
from tests.protocol.meetings import only, section, titles

OLD = "2026-10-01"


def test_a_waiting_card_says_for_how_long() -> None:
    found = section("decisions", card("a", in_list="Waiting", created=OLD, since="2026-11-06"))
    assert only(found).says == ("waiting for 9 days",)


def test_a_card_that_has_waited_since_today_says_so() -> None:
    it = card("a", in_list="Waiting", created=OLD, since="2026-11-16 08:00")
    assert only(section("decisions", it)).says == ("waiting since today",)


def test_a_cut_off_history_gives_at_least() -> None:
    it = card("a", in_list="Waiting", created="2026-01-01", active="2026-03-01")
    found = section("decisions", board(it, history_from="2026-11-01"))
    assert only(found).says == ("waiting for at least 8 months",)


def test_a_blocked_label_is_told() -> None:
    agreement = "guess_lists = true\n[labels.stopped]\nblocked = true"
    found = section("decisions", card("a", labels=["stopped"]), agreement=agreement)
    assert only(found).says == ("blocked, in 'Doing'",)


def test_an_overdue_card_says_since_when() -> None:
    found = section("decisions", card("a", created=OLD, due="2026-11-10"))
    assert only(found).says == ("overdue since Tue 10 Nov",)


def test_a_failed_run_is_told_here_where_the_meeting_has_no_section_for_runs() -> None:
    failed, mended = card("a"), card("b")
    links = {
        failed.id: (said(RUN, "failed", "2026-11-13"),),
        mended.id: (said(RUN, "failed", superseded=True), said(NEWER_RUN, "succeeded")),
    }
    agreement = '[meeting]\nsections = ["decisions"]'
    found = only(section("decisions", failed, mended, links=links, agreement=agreement))
    assert (found.title, found.says) == ("a", ("run 4nB2xYz01Ab failed 3 days ago",))
    assert section("decisions", failed, mended, links=links).items == ()


def test_a_run_that_could_not_be_asked_about_is_no_failed_run() -> None:
    it = card("a")
    silent = said(RUN, "running", not_since="2026-11-16 08:00")
    assert section("decisions", it, links={it.id: (silent,)}).items == ()


def test_an_enforced_finding_is_told_with_its_rule() -> None:
    agreement = '[rules]\nowner-missing = "enforce"'
    found = only(section("decisions", card("a"), agreement=agreement))
    assert found.says[0].startswith("owner-missing (enforced): nobody owns it")


def test_a_finding_that_only_advises_is_not_told_here() -> None:
    found = section("decisions", card("a"), agreement='[rules]\nowner-missing = "advise"')
    assert found.items == ()
    assert found.empty == "Nothing is blocked, overdue or in need of a decision."


def test_an_exemption_that_ends_within_a_week_is_told() -> None:
    line = "<!-- cardkeeper: exempt owner-missing until 2026-11-20 because the rota is open -->"
    found = only(section("decisions", card("a", desc=line)))
    assert found.says == ("exempt from owner-missing until Fri 20 Nov, because the rota is open",)


def test_an_exemption_that_ends_later_or_has_ended_is_not_told() -> None:
    it = card("a", owners=["Ines"])
    given = tuple(
        Exemption("owner-missing", it.id, "", until=at(day)) for day in ("2026-12-20", "2026-11-02")
    )
    assert section("decisions", it, exemptions={it.id: given}).items == ()


def test_all_reasons_of_a_card_stand_in_one_item() -> None:
    it = card("a", in_list="Waiting", created=OLD, since="2026-11-06", due="2026-11-10")
    assert only(section("decisions", it)).says == ("overdue since Tue 10 Nov", "waiting for 9 days")


def test_the_pressing_stands_first_and_then_the_oldest() -> None:
    cards = [
        card("waits", in_list="Waiting", created=OLD, since="2026-10-20"),
        card("late", created=OLD, due="2026-11-10"),
        card("later", created=OLD, due="2026-11-02"),
        card("fails"),
    ]
    links = {cards[3].id: (said(RUN, "failed", "2026-11-13"),)}
    agreement = '[meeting]\nsections = ["decisions"]'
    found = section("decisions", *cards, links=links, agreement=agreement)
    assert titles(found) == ["fails", "later", "late", "waits"]


def test_done_cards_and_goals_need_no_decision_here() -> None:
    cards = [card(n, in_list=n, created=OLD, due="2026-11-02") for n in ("Done", "Goals")]
    assert section("decisions", *cards).items == ()
