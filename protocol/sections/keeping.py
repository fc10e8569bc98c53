"""The agreement: what the rules found, by rule, and what rules on trial would have said."""

from collections import Counter
from collections.abc import Iterable

from protocol.finding import Finding
from protocol.rules import RULES_BY_NAME
from protocol.sections.section import Item, Matter, Section
from protocol.trial import in_one_sentence
from protocol.untied_runs import untied_sentence
from protocol.words import count_of, join_and, times

TITLE, SHOW = "The agreement", 3
_NAMED = 3  # rules on trial that are named
EMPTY = "Every card keeps the agreement."


def section(matter: Matter) -> Section:
    """Rules by number of findings; findings of rules on trial and excused ones in a remark."""
    report = matter.report
    items = tuple(
        Item(f"rule:{rule}", _summary(rule), says=(_places(report.findings, rule),))
        for rule, _ in _counts(report.findings)
    )
    notes = []
    if report.shadow:
        notes.append(f"On trial, unspoken: {join_and(_most(report.shadow))}.")
    if counted := in_one_sentence(matter.trial):
        notes.append(counted)
    if report.excused:
        notes.append(f"{count_of(len(report.excused), 'finding')} excused on the card.")
    if untied := untied_sentence(matter.context.untied_runs):
        notes.append(untied)
    return Section("agreement", TITLE, items, SHOW, EMPTY, tuple(notes), numbered=False)


def _most(findings: Iterable[Finding]) -> list[str]:
    """The rules with most findings, and how many others there are."""
    counts = _counts(findings)
    found = [f"{rule} {times(number)}" for rule, number in counts[:_NAMED]]
    if len(counts) > _NAMED:
        found.append(count_of(len(counts) - _NAMED, "other rule"))
    return found


def _counts(findings: Iterable[Finding]) -> list[tuple[str, int]]:
    counted = Counter(finding.rule for finding in findings)
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def _places(findings: Iterable[Finding], rule: str) -> str:
    found = [finding for finding in findings if finding.rule == rule]
    cards = {finding.card_id: finding.card for finding in found if finding.card_id}
    if not cards:
        return f"the board does not ({rule})"
    title = next(iter(cards.values()))
    where = f"'{title}'" if len(cards) == 1 else f"{len(cards):,} cards"
    return f"not so on {where} ({rule})"


def _summary(rule: str) -> str:
    known = RULES_BY_NAME.get(rule)
    return known.summary.rstrip(".") if known else rule
