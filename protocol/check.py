"""Rules over cards: the findings of a board, with levels, exemptions and grace."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct, structs

from protocol.exemptions import exemptions_of, is_current
from protocol.finding import Excused, Exemption, Finding, Person
from protocol.rule import Breach, Rule, level_for, level_on_every_card, rule_options
from protocol.rules import RULES, RULES_BY_NAME
from protocol.subject import Context, Subject


class Report(Struct, frozen=True):
    """What the agreement says of a board, or of one card."""

    findings: tuple[Finding, ...]  # spoken: level advise or enforce
    shadow: tuple[Finding, ...]  # counted, not spoken
    excused: tuple[Excused, ...]
    in_grace: tuple[Finding, ...]  # of cards made or touched too lately to be spoken of
    cards: int  # how many cards were looked at


NOTHING = Report((), (), (), (), 0)


def check_board(context: Context) -> Report:
    """Every rule over every open card of the board."""
    return _report(context, context.subjects, whole_board=True)


def check_card(context: Context, card_id: str) -> Report:
    """Every rule over one card; rules that judge the whole board speak here of this card only.

    The report is empty for a card that is archived, ignored or unknown.
    """
    subject = context.subjects_by_id.get(card_id)
    if subject is None:
        return NOTHING
    return _report(context, (subject,), whole_board=False)


def check_subjects(context: Context, subjects: Iterable[Subject]) -> Report:
    """Every rule that judges a card by itself, over these cards of the context.

    What rules that compare all cards say needs `check_board`.
    """
    return _report(context, tuple(subjects), whole_board=False, comparing=False)


def with_remembered(report: Report, whole: Report, card_id: str) -> Report:
    """A card's report with what rules that compare all cards said of it in the board's report.

    For a report made from a part of the board, where those rules cannot speak.
    """

    def merged(now: tuple[Finding, ...], then: tuple[Finding, ...]) -> tuple[Finding, ...]:
        own = tuple(finding for finding in now if not _compares(finding))
        return own + tuple(f for f in then if f.card_id == card_id and _compares(f))

    return structs.replace(
        report,
        findings=merged(report.findings, whole.findings),
        shadow=merged(report.shadow, whole.shadow),
    )


def _compares(finding: Finding) -> bool:
    return RULES_BY_NAME[finding.rule].check_board is not None


def _report(
    context: Context, subjects: tuple[Subject, ...], *, whole_board: bool, comparing: bool = True
) -> Report:
    rules = [rule for rule in RULES if comparing or rule.check_board is None]
    sorter = _Sorter(context, {subject.id: subject for subject in subjects}, whole_board)
    for rule in rules:
        if rule.family != "housekeeping":
            _apply(rule, context, sorter)
    knowing = context.knowing(sorter.silenced())
    for rule in rules:
        if rule.family == "housekeeping":
            _apply(rule, knowing, sorter)
    return sorter.report()


def _apply(rule: Rule[Any], context: Context, sorter: "_Sorter") -> None:
    if rule.level == "off" and rule.name not in context.agreement.rules:
        return
    level = level_on_every_card(rule, context.agreement)
    if level == "off":  # there is nothing to ask, and a board may have a thousand cards
        return
    if rule.check_board is not None and not _is_asked(rule, context, sorter):
        return
    options: Any = rule_options(rule, context.agreement)
    if rule.check is not None:
        for subject in sorter.subjects.values():
            if (level or level_for(rule, context.agreement, subject)) != "off":
                for breach in rule.check(subject, context, options):
                    sorter.take(rule, subject, breach)
    elif rule.check_board is not None:
        for breach in rule.check_board(context, options):
            found = sorter.subjects.get(breach.card_id)
            if found is not None or (not breach.card_id and sorter.whole_board):
                sorter.take(rule, found, breach)


def _is_asked(rule: Rule[Any], context: Context, sorter: "_Sorter") -> bool:
    """Whether anything that a rule over the whole board finds would be kept: comparing everything
    is dear, and done at every look."""
    if not rule.names_cards and not sorter.whole_board:
        return False
    settings = context.agreement.rules.get(rule.name, {})
    levels = [settings.get("level", rule.level)]
    if rule.names_cards:
        levels += [*settings.get("lists", {}).values(), *settings.get("kinds", {}).values()]
    return any(level != "off" for level in levels)


class _Sorter:
    """Puts each breach where it belongs: spoken, shadow, excused or in grace."""

    def __init__(self, context: Context, subjects: dict[str, Subject], whole_board: bool) -> None:
        self.context = context
        self.subjects = subjects
        self.whole_board = whole_board
        self._exemptions: dict[str, tuple[Exemption, ...]] = {}
        self._found: list[Finding] = []
        self._shadow: list[Finding] = []
        self._excused: list[Excused] = []
        self._in_grace: list[Finding] = []

    def take(self, rule: Rule[Any], subject: Subject | None, breach: Breach) -> None:
        level = level_for(rule, self.context.agreement, subject)
        if level == "off":
            return
        finding = Finding(
            rule=rule.name,
            family=rule.family,
            level=level,
            card_id=subject.id if subject else "",
            card=subject.title if subject else self.context.board.name,
            card_url=subject.card.url if subject else self.context.board.url,
            list_name=subject.list_name if subject else "",
            says=breach.says,
            resolve=breach.resolve,
            who=tuple(Person(member, self.context.name_of(member)) for member in breach.who),
            since=breach.since,
            facts=breach.facts,
            fix=breach.fix,
            about=breach.about,
        )
        exemption = self._exemption(rule, subject)
        if exemption:
            self._excused.append(Excused(finding, exemption))
        elif level == "shadow":
            self._shadow.append(finding)
        elif subject is not None and grace_ends(subject):
            self._in_grace.append(finding)
        else:
            self._found.append(finding)

    def silenced(self) -> dict[str, frozenset[str]]:
        """The rules whose findings an exemption has silenced so far, by card id."""
        found: dict[str, set[str]] = {}
        for excused in self._excused:
            found.setdefault(excused.finding.card_id, set()).add(excused.finding.rule)
        return {card_id: frozenset(rules) for card_id, rules in found.items()}

    def report(self) -> Report:
        order = {subject_id: number for number, subject_id in enumerate(self.subjects)}

        def in_board_order(findings: list[Finding]) -> tuple[Finding, ...]:
            return tuple(sorted(findings, key=lambda finding: order.get(finding.card_id, -1)))

        return Report(
            in_board_order(self._found),
            in_board_order(self._shadow),
            tuple(self._excused),
            in_board_order(self._in_grace),
            len(self.subjects),
        )

    def _exemption(self, rule: Rule[Any], subject: Subject | None) -> Exemption | None:
        if subject is None or rule.family == "housekeeping":
            return None
        if subject.id not in self._exemptions:
            self._exemptions[subject.id] = exemptions_of(subject)
        for exemption in self._exemptions[subject.id]:
            if exemption.rule == rule.name and is_current(exemption, self.context.now):
                return exemption
        return None


def grace_ends(subject: Subject) -> datetime | None:
    """When the card's grace is over; None when it has none, or none left."""
    minutes = subject.context.agreement.quiet.grace_minutes
    touched = subject.card.last_activity or subject.card.created
    if not minutes or touched is None or touched > subject.context.now:
        return None
    end = touched + timedelta(minutes=minutes)
    return end if end > subject.context.now else None


def by_card(findings: Iterable[Finding]) -> Iterator[tuple[str, list[Finding]]]:
    """Findings grouped by card, in the order in which the cards come."""
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.card_id, []).append(finding)
    yield from groups.items()
