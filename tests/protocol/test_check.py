"""Rules over cards: where each finding goes."""

from dataclasses import replace
from random import Random

import pytest
from msgspec import structs

from protocol.check import Report, check_board, check_card
from protocol.rule import Breach, Options
from protocol.rules import RULES_BY_NAME
from protocol.subject import Context
from tests.protocol.cards import board, card, context_of
from tests.protocol.random_boards import random_board

EXEMPT = "<!-- cardkeeper: exempt owner-missing because the rota decides -->"


def names(report: Report, where: str = "findings") -> set[str]:
    return {finding.rule for finding in getattr(report, where)}


def test_a_finding_is_spoken_counted_or_left_by_the_rules_level() -> None:
    lone = card("Re-run it")
    assert "owner-missing" in names(check_board(context_of(lone)))
    counted = check_board(context_of(lone, '[rules]\nowner-missing = "shadow"'))
    assert "owner-missing" in names(counted, "shadow") - names(counted)
    off = check_board(context_of(lone, '[rules]\nowner-missing = "off"'))
    assert "owner-missing" not in names(off, "shadow") | names(off)


def test_the_level_can_be_set_for_one_list_or_one_kind() -> None:
    doing, review = card("A", labels=["chore"]), card("B", in_list="Review")
    by_list = '[rules.owner-missing]\nlists = { Review = "off" }'
    found = check_board(context_of(board(doing, review), by_list)).findings
    assert {entry.card for entry in found if entry.rule == "owner-missing"} == {"A"}
    by_kind = '[kinds.chore]\n[rules.owner-missing]\nkinds = { chore = "shadow" }'
    report = check_board(context_of(board(doing, review), by_kind))
    assert {e.card for e in report.findings if e.rule == "owner-missing"} == {"B"}
    assert {e.card for e in report.shadow if e.rule == "owner-missing"} == {"A"}


def test_an_exempted_finding_is_kept_with_its_exemption() -> None:
    report = check_board(context_of(card("Re-run it", desc=EXEMPT)))
    assert "owner-missing" not in names(report)
    (excused,) = report.excused
    assert excused.finding.rule == "owner-missing"
    assert excused.exemption.why == "the rota decides"


def test_a_card_touched_within_the_grace_is_not_spoken_of() -> None:
    grace = "[quiet]\ngrace_minutes = 30"
    touched = card("Re-run it", active="2026-11-16 08:31")
    report = check_board(context_of(touched, grace))
    assert "owner-missing" in names(report, "in_grace") - names(report)
    rested = card("Re-run it", active="2026-11-16 08:30")
    assert "owner-missing" in names(check_board(context_of(rested, grace)))


def test_a_look_at_one_card_says_what_the_whole_board_says_of_it() -> None:
    cards = [card(f"Part {n}", owners=["Omar"], desc=EXEMPT) for n in range(4)]
    context = context_of(board(*cards), "[load]\nwip = 3")
    whole = check_board(context)
    for written in cards:
        alone = check_card(context, written.id)
        assert alone.findings == tuple(f for f in whole.findings if f.card_id == written.id)
    assert "wip-person" in names(whole)


def test_a_rule_that_is_off_does_not_speak_though_it_is_named() -> None:
    stands = board(card("A"), labels=["rota"])
    off = context_of(stands, '[rules.repository-name]\npattern = "tool-.*"')
    linked = card("A", desc="https://github.com/larkspur-bio/Doublets")
    assert "repository-name" not in names(check_board(off))
    on = '[rules.repository-name]\nlevel = "advise"\npattern = "tool-.*"'
    assert "repository-name" in names(check_board(context_of(linked, on)))


def test_a_card_of_which_only_its_making_is_known_is_in_grace_from_then_on() -> None:
    made = card("Re-run it", created="2026-11-16 08:45")
    untold = replace(made, card=structs.replace(made.card, last_activity=None))
    report = check_board(context_of(untold, "[quiet]\ngrace_minutes = 30"))
    assert "owner-missing" in names(report, "in_grace")


def test_what_is_said_of_the_board_itself_is_no_business_of_one_card() -> None:
    lone = card("Re-run it")
    context = context_of(lone, '[labels]\nrota = "waiting"\nhelp = "waiting"')
    spoken = [f for f in check_board(context).findings if f.rule == "agreement-drift"]
    assert [finding.card for finding in spoken] == ["Team board", "Team board"]
    assert "agreement-drift" not in names(check_card(context, lone.id))


def test_what_is_off_or_of_no_card_is_not_even_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def compare(context: Context, options: Options) -> list[Breach]:
        asked.append("asked")
        return []

    drift = replace(RULES_BY_NAME["agreement-drift"], check_board=compare)
    monkeypatch.setattr("protocol.check.RULES", (drift,))
    one = card("One")
    stands = board(one)

    check_board(context_of(stands, "[rules.agreement-drift]\nlevel = 'off'"))
    check_card(context_of(stands, ""), one.id)
    assert asked == []

    check_board(context_of(stands, ""))
    assert asked == ["asked"]


def test_two_findings_of_the_board_by_one_rule_are_told_apart() -> None:
    context = context_of(board(), '[labels]\nrota = "waiting"\nhelp = "waiting"')
    keys = [finding.key for finding in check_board(context).findings]
    assert keys == [("agreement-drift", "label rota"), ("agreement-drift", "label help")]


def test_findings_come_in_the_boards_order() -> None:
    review, doing = card("B", in_list="Review"), card("A", in_list="Doing")
    report = check_board(context_of(board(review, doing)))
    assert [f.card for f in report.findings if f.rule == "owner-missing"] == ["A", "B"]


@pytest.mark.parametrize("seed", range(40))
def test_on_any_board_a_look_at_one_card_says_what_the_whole_board_says_of_it(seed: int) -> None:
    context = context_of(random_board(Random(seed)), "[load]\nwip = 1")
    whole = check_board(context)
    for subject in context.subjects:
        alone = check_card(context, subject.id)
        assert alone.findings == tuple(f for f in whole.findings if f.card_id == subject.id)
        assert alone.shadow == tuple(f for f in whole.shadow if f.card_id == subject.id)


def test_an_archived_ignored_or_unknown_card_has_an_empty_report() -> None:
    gone = card("Re-run it", closed=True)
    aside = card("Re-run that", labels=["cancelled"])
    context = context_of(board(gone, aside))
    for card_id in (gone.id, aside.id, "5f0000000000000000000000"):
        assert check_card(context, card_id) == Report((), (), (), (), 0)
