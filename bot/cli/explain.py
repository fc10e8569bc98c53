"""`cardkeeper explain`: the page of one rule, as it stands in the rule's own file."""

import re
from typing import Annotated, Any

import msgspec
from typer import Argument

from bot.agreement_files import read_agreement_file
from bot.cli.inputs import ProtocolPath
from bot.cli.output import bold, paragraph, write
from bot.errors import UserError
from protocol.agreement import Agreement
from protocol.rule import COMMON_SETTINGS, Rule, rule_options
from protocol.rules import RULES_BY_NAME
from protocol.toml_writing import toml_key, toml_value
from protocol.words import did_you_mean

EXAMPLES = """
cardkeeper explain owner-missing
cardkeeper explain stuck-in-list --protocol protocol.toml
"""
_UNDERLINE = re.compile(r"-{3,}$")


def _rules(incomplete: str) -> list[tuple[str, str]]:
    return [
        (name, rule.summary) for name, rule in RULES_BY_NAME.items() if name.startswith(incomplete)
    ]


def run(
    rule: Annotated[
        str,
        Argument(
            metavar="RULE",
            help="The rule's name, as 'cardkeeper rules' lists it.",
            autocompletion=_rules,
            show_default=False,
        ),
    ],
    protocol: ProtocolPath = None,
) -> int:
    """Show the page of one rule: what it checks, why, how to resolve it, how to be exempt.

    Below the page stands what the rule's table in protocol.toml would say: its level and options
    as they are, from the agreement when one is given.
    """
    name = rule.strip().lower().replace("_", "-")
    found = RULES_BY_NAME.get(name)
    if found is None:
        raise UserError(f"There is no rule '{rule}'; {did_you_mean(name, RULES_BY_NAME)}")
    write(page_text(found, read_agreement_file(protocol)))
    return 0


def page_text(rule: Rule[Any], agreement: Agreement) -> str:
    """The rule's page for a terminal, and its settings as the agreement has them."""
    level = agreement.level_of(rule.name, rule.level)
    blocks = [f"{bold(rule.name)} ({rule.family}, level {level})"]
    blocks += [_block(block) for block in re.split(r"\n\s*\n", rule.page.strip())]
    blocks.append(f"{bold('In protocol.toml')}\n{_settings(rule, agreement, level)}")
    return "\n\n".join(blocks)


def _block(block: str) -> str:
    """A paragraph, wrapped to the terminal; the line above a ruled line is a heading."""
    lines = block.splitlines()
    if len(lines) > 1 and _UNDERLINE.match(lines[1]):
        body = _block("\n".join(lines[2:])) if lines[2:] else ""
        return f"{bold(lines[0])}\n{body}".rstrip()
    if any(line.startswith((" ", "- ", "* ", "```", "[")) for line in lines):
        return block  # code and lists keep their lines
    return paragraph(" ".join(lines))


def _settings(rule: Rule[Any], agreement: Agreement, level: str) -> str:
    own = {
        key: value
        for key, value in agreement.rules.get(rule.name, {}).items()
        if key in COMMON_SETTINGS and key != "level"
    }
    options = msgspec.to_builtins(rule_options(rule, agreement))
    lines = [f"[rules.{toml_key(rule.name)}]", f'level = "{level}"']
    lines += [
        f"{toml_key(key)} = {toml_value(value)}"
        for key, value in {**options, **own}.items()
        if value is not None
    ]
    return "\n".join(lines)
