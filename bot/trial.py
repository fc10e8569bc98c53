"""Count what rules in shadow would have said, review by review."""

from sqlalchemy import Engine

from protocol.agreement import Agreement
from protocol.check import Report
from protocol.rules import RULES
from protocol.subject import Context
from storage.shadow import note_shadow


def note_trial(engine: Engine, context: Context, report: Report) -> None:
    """Take over what a review of the whole board found in shadow; `report` is of this context."""
    spoken = {finding.key for finding in (*report.findings, *report.in_grace)}
    note_shadow(
        engine,
        context.board.id,
        report.shadow,
        spoken,
        rules_on_trial(context.agreement),
        context.now,
    )


def rules_on_trial(agreement: Agreement) -> frozenset[str]:
    """Rules that are in shadow on the whole board, or on some of its lists or kinds."""
    found = set()
    for rule in RULES:
        settings = agreement.rules.get(rule.name, {})
        levels = {agreement.level_of(rule.name, rule.level)}
        for key in ("lists", "kinds"):
            levels |= set(settings.get(key, {}).values())
        if "shadow" in levels:
            found.add(rule.name)
    return frozenset(found)
