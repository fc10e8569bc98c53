"""Rule statistics: what each rule says now, and what those on trial would have said so far."""

from collections import Counter

from msgspec import Struct

from bot.web.pages.frame import render
from bot.web.pages.parts import report_of
from bot.web.pages.visit import Visit
from protocol.rules import RULES
from protocol.trial import TrialCount
from protocol.words import Level, count_of
from storage.shadow import trial_counts

_MOST_PEOPLE = 3
_WEIGHT: dict[Level, int] = {"enforce": 0, "advise": 1, "shadow": 2, "off": 3}


class RuleLine(Struct, frozen=True):
    """One rule on one board."""

    name: str
    summary: str
    level: Level
    now: int  # findings that are spoken
    excused: int
    trial: TrialCount | None  # what it would have said, while on trial
    people: str  # to whom


def show_rules(visit: Visit) -> str:
    """The page."""
    lines = _lines(visit)
    spoken = [line for line in lines if line.level in ("advise", "enforce")]
    shadow = [line for line in lines if line.level == "shadow"]
    off = [line for line in lines if line.level == "off"]
    told = sum(line.trial.told for line in shadow if line.trial)
    quick = sum(line.trial.gone_in_a_day for line in shadow if line.trial)
    return render("rules.html", visit, page="rules", spoken=spoken, shadow=shadow, off=off,
                  told=told, quick=quick)  # fmt: skip


def _lines(visit: Visit) -> list[RuleLine]:
    agreement = visit.context.agreement
    report = visit.picture.get(report_of)
    now = Counter(finding.rule for finding in report.findings)
    excused = Counter(entry.finding.rule for entry in report.excused)
    counts = {c.rule: c for c in trial_counts(visit.site.engine, visit.kept.board.id)}
    lines = [
        RuleLine(
            name=rule.name,
            summary=rule.summary,
            level=agreement.level_of(rule.name, rule.level),
            now=now[rule.name],
            excused=excused[rule.name],
            trial=counts.get(rule.name),
            people=_people(counts.get(rule.name)),
        )
        for rule in RULES
    ]
    lines.sort(key=lambda line: (_WEIGHT[line.level], -_said(line), line.name))
    return lines


def _said(line: RuleLine) -> int:
    return line.trial.told if line.level == "shadow" and line.trial else line.now


def _people(count: TrialCount | None) -> str:
    if count is None:
        return ""
    named = [f"{name} {number}" for name, number in count.people[:_MOST_PEOPLE]]
    if len(count.people) > _MOST_PEOPLE:
        named.append(count_of(len(count.people) - _MOST_PEOPLE, "other"))
    return ", ".join(named)
