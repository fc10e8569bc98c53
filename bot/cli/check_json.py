"""The findings of a board as JSON, for programs. Keys are only ever added."""

from collections import Counter
from typing import Any

from bot.cli.inputs import as_json
from protocol.check import Report
from protocol.finding import Excused, Finding
from protocol.subject import Context


def check_json(context: Context, report: Report) -> str:
    """One object: board, time, counts, and every finding with all that is known of it."""
    counts = Counter(finding.rule for finding in report.findings)
    return as_json(
        {
            "board": {
                "id": context.board.id,
                "name": context.board.name,
                "url": context.board.url,
            },
            "agreement": context.agreement.name,
            "as_of": context.now,
            "history_begins": context.history.begins,
            "cards_looked_at": report.cards,
            "summary": {
                "findings": len(report.findings),
                "by_rule": dict(counts.most_common()),
                "shadow": len(report.shadow),
                "excused": len(report.excused),
                "in_grace": len(report.in_grace),
            },
            "lists_without_role": [
                {"id": entry.id, "name": entry.name} for entry in context.unmapped_lists
            ],
            "findings": [_finding(finding) for finding in report.findings],
            "shadow": [_finding(finding) for finding in report.shadow],
            "in_grace": [_finding(finding) for finding in report.in_grace],
            "excused": [_excused(entry) for entry in report.excused],
        }
    )


def _finding(finding: Finding) -> dict[str, Any]:
    fix = finding.fix
    return {
        "rule": finding.rule,
        "family": finding.family,
        "level": finding.level,
        "card_id": finding.card_id,
        "card": finding.card,
        "url": finding.card_url,
        "list": finding.list_name,
        "sentence": finding.sentence,
        "resolve": finding.resolve,
        "who": [{"id": person.id, "name": person.name} for person in finding.who],
        "since": finding.since,
        "facts": finding.facts,
        "fix": {"does": fix.does, "safe": fix.safe, "changes": fix.changes} if fix else None,
    }


def _excused(entry: Excused) -> dict[str, Any]:
    held = entry.exemption
    return {
        **_finding(entry.finding),
        "exemption": {
            "why": held.why,
            "who": held.who,
            "until": held.until,
            "source": held.source,
        },
    }
