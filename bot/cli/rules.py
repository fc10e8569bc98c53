"""`cardkeeper rules`: every rule with its family, its level and what it asks."""

from collections import Counter
from typing import Annotated, Any

from typer import Option

from bot.agreement_files import read_agreement_file
from bot.cli.inputs import ProtocolPath, as_json, choice
from bot.cli.live_options import BoardOption
from bot.cli.output import bold, paragraph, write
from bot.errors import UserError
from protocol.agreement import Agreement
from protocol.rule import FAMILIES, Rule
from protocol.rules import RULES
from protocol.words import LEVELS, count_of

EXAMPLES = """
cardkeeper rules
cardkeeper rules --protocol protocol.toml
cardkeeper rules --format json
cardkeeper rules --stats --board AbCd1234
"""


def run(
    protocol: ProtocolPath = None,
    output: Annotated[
        str, Option("--format", "-f", metavar="FORMAT", help="text or json.")
    ] = "text",
    stats: Annotated[
        bool,
        Option("--stats", help="What rules in shadow would have said, as the service counted it."),
    ] = False,
    board: BoardOption = None,
) -> int:
    """List the rules by family, each with its level and what a card that keeps it looks like.

    Levels are those of the agreement when one is given. 'cardkeeper explain RULE' shows a page.
    With --stats: how often each rule in shadow would have spoken, to whom, and how many of its
    findings were resolved within a day although nobody was told.
    """
    output = choice(output, "--format", ("text", "json"))
    if stats:
        from bot.cli.rules_stats import stats_text

        write(stats_text(board, output))
        return 0
    if board:
        raise UserError("--board belongs to 'cardkeeper rules --stats'.")
    agreement = read_agreement_file(protocol)
    write(as_json(_listed(agreement)) if output == "json" else _text(agreement))
    return 0


def _listed(agreement: Agreement) -> list[dict[str, Any]]:
    return [
        {
            "name": rule.name,
            "family": rule.family,
            "summary": rule.summary,
            "level": agreement.level_of(rule.name, rule.level),
            "default_level": rule.level,
            "levels_by_list": agreement.rules.get(rule.name, {}).get("lists", {}),
            "levels_by_kind": agreement.rules.get(rule.name, {}).get("kinds", {}),
        }
        for rule in RULES
    ]


def _text(agreement: Agreement) -> str:
    width = max(len(rule.name) for rule in RULES)
    blocks = []
    for family in FAMILIES:
        members = [rule for rule in RULES if rule.family == family]
        if members:
            lines = [_line(rule, agreement, width) for rule in members]
            blocks.append("\n".join((bold(family), *lines)))
    counts = Counter(agreement.level_of(rule.name, rule.level) for rule in RULES)
    told = ", ".join(f"{counts[level]} {level}" for level in reversed(LEVELS) if counts[level])
    blocks.append(
        f"{count_of(len(RULES), 'rule')}: {told}. 'cardkeeper explain RULE' shows a rule's page."
    )
    return "\n\n".join(blocks)


def _line(rule: Rule[Any], agreement: Agreement, width: int) -> str:
    settings = agreement.rules.get(rule.name, {})
    exceptions = [
        f"{level} in '{name}'" if key == "lists" else f"{level} for {name}"
        for key in ("lists", "kinds")
        for name, level in settings.get(key, {}).items()
    ]
    beside = f" ({'; '.join(exceptions)})" if exceptions else ""
    level = agreement.level_of(rule.name, rule.level)
    start = f"  {rule.name:<{width}}  {level:<7}  "
    return paragraph(f"{rule.summary}{beside}", start, " " * len(start))
