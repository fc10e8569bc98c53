"""`cardkeeper check`: which cards break the agreement, and what resolves it."""

from typing import Annotated

from typer import Option

from bot.cli.inputs import At, BoardPath, ProtocolPath, as_json, choice, read_context
from bot.cli.output import write
from bot.errors import UserError
from protocol.check import Report, check_board
from protocol.rules import RULES_BY_NAME
from protocol.subject import Context
from protocol.words import did_you_mean

EXAMPLES = """
cardkeeper check board.json
cardkeeper check board.json --protocol protocol.toml --verbose
cardkeeper check board.json --rule owner-missing --rule due-passed
cardkeeper check board.json --format markdown > findings.md
cardkeeper check board.json --fix --diff
curl -s "$BOARD_URL.json" | cardkeeper check - --format json
"""
FORMATS = ("text", "json", "markdown")


def run(
    board: BoardPath,
    protocol: ProtocolPath = None,
    at: At = None,
    output: Annotated[
        str, Option("--format", "-f", metavar="FORMAT", help="text, json or markdown.")
    ] = "text",
    rule: Annotated[
        list[str] | None,
        Option("--rule", "-r", metavar="NAME", help="Only this rule; may be given again."),
    ] = None,
    verbose: Annotated[
        bool,
        Option(
            "--verbose", "-v", help="Show what is excused, in shadow and in grace, card by card."
        ),
    ] = False,
    fix: Annotated[
        bool, Option("--fix", help="Show the plan of fixes instead; an export is only read.")
    ] = False,
    diff: Annotated[bool, Option("--diff", help="Show the plan of fixes as a diff.")] = False,
    asking: Annotated[
        bool, Option("--asking", help="With --fix: also fixes that would ask first.")
    ] = False,
) -> int:
    """Say which cards break the agreement, and what resolves it.

    Findings stand by card, in the board's order: the rule, what is wrong, what resolves it, and
    who can do that. Status 0: clean; 1: findings of level advise or enforce; 2: could not run.
    """
    output = choice(output, "--format", FORMATS)
    wanted = _known_rules(rule or [])
    context = read_context(board, protocol, at)
    report = _only(check_board(context), wanted)
    if fix or diff or asking:
        write(_plan(context, report, output, wanted, diff=diff, asking=asking))
    else:
        write(_shown(context, report, output, verbose=verbose))
    return 1 if report.findings else 0


def _known_rules(names: list[str]) -> frozenset[str]:
    for name in names:
        if name not in RULES_BY_NAME:
            raise UserError(f"There is no rule '{name}'; {did_you_mean(name, RULES_BY_NAME)}")
    return frozenset(names)


def _only(report: Report, rules: frozenset[str]) -> Report:
    """The report with what other rules found left out; no rules means all of them."""
    if not rules:
        return report
    return Report(
        findings=tuple(found for found in report.findings if found.rule in rules),
        shadow=tuple(found for found in report.shadow if found.rule in rules),
        excused=tuple(entry for entry in report.excused if entry.finding.rule in rules),
        in_grace=tuple(found for found in report.in_grace if found.rule in rules),
        cards=report.cards,
    )


def _plan(
    context: Context,
    report: Report,
    output: str,
    rules: frozenset[str],
    *,
    diff: bool,
    asking: bool,
) -> str:
    from bot.cli.check_fixes import fixes_json, fixes_text
    from protocol.fixes import plan

    planned = plan(report, context, rules or None, asking)
    if output == "json":
        return as_json({"as_of": context.now, "fixes": fixes_json(planned)})
    possible = plan(report, context, rules or None, True)
    fixes, all_fixes = (sum(len(e.rules) + len(e.later) for e in p) for p in (planned, possible))
    text = fixes_text(context, planned, all_fixes - fixes, diff=diff)
    return f"```diff\n{text}\n```" if output == "markdown" else text


def _shown(context: Context, report: Report, output: str, *, verbose: bool) -> str:
    if output == "json":
        from bot.cli.check_json import check_json

        return check_json(context, report)
    if output == "markdown":
        from bot.cli.check_markdown import check_markdown

        return check_markdown(context, report, verbose=verbose)
    from bot.cli.check_text import check_text

    return check_text(context, report, verbose=verbose)
