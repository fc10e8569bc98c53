"""The rules of an agreement in plain English, by what happens when one is broken."""

from collections.abc import Iterator
from typing import Any

from protocol.agreement import Agreement
from protocol.rule import Rule, rule_options
from protocol.rules import RULES
from protocol.words import LEVELS, Level, count_of, join_and

_HAPPENS: tuple[tuple[Level, str], ...] = (
    ("enforce", "When a move breaks one of these, the card is moved back, and it is said why"),
    ("advise", "When one of these is broken, Cardkeeper says so on the card"),
    ("shadow", "These are counted in silence, to see whether they are worth saying"),
)


def rules_in_english(agreement: Agreement) -> list[str]:
    """Markdown lines: every rule that is not off with its sentence, and what the team has set."""
    lines: list[str] = []
    for level, happens in _HAPPENS:
        held = [rule for rule in RULES if loudest(rule, agreement) == level]
        if held:
            lines += [f"{happens}:", ""]
            lines += [f"- {_sentence(rule, agreement)}" for rule in held]
            lines.append("")
    off = [rule.name for rule in RULES if loudest(rule, agreement) == "off"]
    if off:
        lines.append(f"{count_of(len(off), 'rule')} not in use: {', '.join(off)}.")
    return lines


def loudest(rule: Rule[Any], agreement: Agreement) -> Level:
    """The highest level that the rule has anywhere: on the board, in a list or for a kind."""
    levels = {agreement.level_of(rule.name, rule.level)}
    levels |= {level for _, level in _exceptions(rule, agreement)}
    return max(levels, key=LEVELS.index)


def _sentence(rule: Rule[Any], agreement: Agreement) -> str:
    notes = [f"`{rule.name}`", *_options(rule, agreement), *_elsewhere(rule, agreement)]
    return f"{rule.summary} ({'; '.join(notes)})"


def _options(rule: Rule[Any], agreement: Agreement) -> Iterator[str]:
    """The options that are not as they come."""
    held, usual = rule_options(rule, agreement), rule.options()
    for name in rule.options.__struct_fields__:
        value, before = getattr(held, name), getattr(usual, name)
        if value != before:
            usually = f", usually {_value(before)}" if _value(before) else ""
            yield f"{name.replace('_', ' ')}: {_value(value) or 'none'}{usually}"


def _elsewhere(rule: Rule[Any], agreement: Agreement) -> Iterator[str]:
    """Where the level is another one."""
    base = agreement.level_of(rule.name, rule.level)
    top = loudest(rule, agreement)
    if base != top:
        where = join_and(place for place, level in _exceptions(rule, agreement) if level == top)
        yield f"only {where}, elsewhere {base}"
    for place, level in _exceptions(rule, agreement):
        if level not in (base, top):
            yield f"{place} {level}"


def _exceptions(rule: Rule[Any], agreement: Agreement) -> list[tuple[str, Level]]:
    settings = agreement.rules.get(rule.name, {})
    by_list = [(f"in '{name}'", level) for name, level in settings.get("lists", {}).items()]
    by_kind = [(f"for {name} cards", level) for name, level in settings.get("kinds", {}).items()]
    return [*by_list, *by_kind]


def _value(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return join_and(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)
