"""An exemption excuses something."""

from datetime import timedelta

from protocol.check import check_board, check_card
from protocol.finding import Exemption, Finding
from tests.protocol.cards import NOW, Written, card, context_of, judge

LINE = "<!-- cardkeeper: exempt owner-missing until 2026-12-24 because the rota decides -->"


def unused(written: Written, agreement: str = "", **given: tuple[Exemption, ...]) -> list[Finding]:
    exemptions = {written.id: given["stored"]} if given else {}
    context = context_of(written, agreement, exemptions=exemptions)
    alone = check_card(context, written.id).findings
    assert alone == check_board(context).findings
    return [finding for finding in alone if finding.rule == "exemption-unused"]


def test_an_exemption_that_silences_a_finding_keeps_it() -> None:
    assert unused(card("Re-run it", desc=LINE)) == []


def test_an_exemption_that_silences_nothing_breaks_it() -> None:
    (found,) = unused(card("Re-run it", desc=f"Why.\n{LINE}\nHow.", owners=["Ines"]))
    assert found.says == "it is exempt from owner-missing, which it keeps"
    assert found.facts["why"] == "the rota decides"
    assert found.fix is not None
    assert not found.fix.safe
    assert found.fix.changes[0].value == "Why.\nHow."


RUN_LATER = '[kinds.analysis]\nlinks = { review = ["run"] }\n'
NO_RUN = "<!-- cardkeeper: exempt run-link-missing because it runs in a notebook -->"


def test_one_that_will_be_needed_further_along_keeps_it() -> None:
    early = card("Doublet rates", labels=["analysis"], owners=["Ines"], desc=NO_RUN)
    assert unused(early, RUN_LATER) == []


def test_one_that_was_needed_only_before_breaks_it() -> None:
    early = '[kinds.analysis]\n[rules.owner-missing]\nroles = ["doing"]\n'
    line = "<!-- cardkeeper: exempt owner-missing because the rota decides -->"
    assert unused(card("A", labels=["analysis"], in_list="Ready", desc=line), early) == []
    assert len(unused(card("A", labels=["analysis"], in_list="Review", desc=line), early)) == 1


def test_one_from_a_rule_that_is_off_further_along_breaks_it() -> None:
    off_there = RUN_LATER + "[rules.run-link-missing]\nlists = { Review = 'off', Done = 'off' }\n"
    early = card("Doublet rates", labels=["analysis"], owners=["Ines"], desc=NO_RUN)
    assert len(unused(early, off_there)) == 1


def test_one_that_will_be_needed_before_it_ends_keeps_it() -> None:
    line = "<!-- cardkeeper: exempt due-passed until {day} because the core is slow -->"
    day_after = card("A", due="2026-11-20", owners=["Ines"], desc=line.format(day="2026-11-20"))
    day_before = card("A", due="2026-11-20", owners=["Ines"], desc=line.format(day="2026-11-19"))
    assert unused(day_after) == []
    assert len(unused(day_before)) == 1


def test_one_from_a_rule_that_compares_cards_is_not_asked() -> None:
    line = "<!-- cardkeeper: exempt wip-person because it is small -->"
    assert unused(card("A", owners=["Ines"], desc=line), "[load]\nwip = 1\n") == []


def test_a_finding_that_is_only_counted_is_silenced_too() -> None:
    counted = '[rules.owner-missing]\nlevel = "shadow"\n'
    assert unused(card("Re-run it", desc=LINE), counted) == []


def test_an_exemption_from_a_rule_that_is_off_says_so() -> None:
    (found,) = unused(card("Re-run it", desc=LINE), '[rules]\nowner-missing = "off"\n')
    assert found.says == "it is exempt from owner-missing, a rule that is switched off here"


def test_one_made_by_command_is_judged_too() -> None:
    kept = card("Re-run it", owners=["Ines"])
    stored = Exemption(
        "owner-missing", kept.id, "the rota", NOW + timedelta(days=9), "Petra", "command"
    )
    (found,) = unused(kept, stored=(stored,))
    assert found.fix is None
    broken = card("Re-run it")
    assert unused(broken, stored=(stored,)) == []


def test_an_exemption_by_a_label_is_the_agreements_and_is_not_asked() -> None:
    by_label = '[labels.rota]\nexempt = ["owner-missing"]\n'
    assert unused(card("Re-run it", labels=["rota"], owners=["Ines"]), by_label) == []


def test_an_expired_one_is_the_business_of_another_rule() -> None:
    expired = card("Re-run it", desc=LINE.replace("2026-12-24", "2026-11-01"), owners=["Ines"])
    assert unused(expired) == []


def test_one_without_a_reason_is_told_so() -> None:
    line = "<!-- cardkeeper: exempt owner-missing -->"
    (found,) = unused(card("Re-run it", desc=line, owners=["Ines"]))
    assert found.facts == {"rule": "owner-missing", "source": "description", "why": "unsaid"}


def test_two_lines_for_one_rule_are_one_finding() -> None:
    assert len(unused(card("Re-run it", desc=f"{LINE}\n{LINE}", owners=["Ines"]))) == 1


def test_housekeeping_cannot_be_excused() -> None:
    line = "<!-- cardkeeper: exempt exemption-unused because we like it -->"
    (found,) = unused(card("Re-run it", desc=line, owners=["Ines"]))
    assert found.says.endswith("from which nothing can be exempt")


def test_alone_without_the_other_rules_it_says_nothing() -> None:
    assert judge("exemption-unused", card("Re-run it", desc=LINE, owners=["Ines"])) == []
