"""A replay as Markdown, for the page on which a team decides about its agreement."""

from collections.abc import Iterator, Sequence

from bot.cli.replay_words import (
    COLUMNS,
    Told,
    cells,
    difference_line,
    differences,
    heading,
    message_lines,
    period,
    person_line,
)
from protocol.render.agenda_markdown import plain
from protocol.replay_figures import RuleFigures


def replay_markdown(told: list[Told]) -> str:
    """The whole report; with two agreements, the first one's and then what the second changes."""
    first = told[0]
    lines = [f"# {plain(heading(first))}", ""]
    lines += [f"{plain(line)}\n" for line in period(first)]
    lines += _rules(first)
    lines += ["## Messages, at most one digest per person and working day, only with news", ""]
    lines += [
        f"- {plain(person.name)}: {person_line(person)}" for person in first.figures.digests.people
    ]
    lines += ["", *(f"{line}\n" for line in message_lines(first.figures.digests))]
    lines += _difference(told)
    lines += ["## What could not be rebuilt", "", *(f"- {clause}" for clause in first.replay.lost)]
    return "\n".join(lines).rstrip("\n") + "\n"


def _rules(told: Told) -> Iterator[str]:
    if not told.figures.spoken:
        yield "It would have said nothing.\n"
    for title, rules in (
        ("It would have said", told.figures.spoken),
        ("In shadow: it would have counted, and said nothing", told.figures.shadow),
    ):
        if rules:
            yield f"## {title}\n"
            yield from _table(rules)
            yield ""


def _table(rules: Sequence[RuleFigures]) -> Iterator[str]:
    yield f"| {' | '.join(COLUMNS)} |"
    yield f"|{'|'.join(['---', *['---:'] * (len(COLUMNS) - 2), '---'])}|"
    for rule in rules:
        name, *numbers, names = cells(rule)
        yield f"| `{name}` | {' | '.join(numbers)} | {plain(names)} |"


def _difference(told: list[Told]) -> Iterator[str]:
    change = differences(told)
    if change is None:
        return
    yield f"## What {plain(told[1].name)} changes against {plain(told[0].name)}\n"
    if not change.rules:
        yield "- No rule speaks more or less often."
    for rule in change.rules:
        yield f"- `{rule.rule}` {plain(difference_line(rule))}"
    yield f"- Digests: {change.digests:,} -> {change.digests_against:,}"
    for person in change.people:
        if person.digests != person.digests_against:
            yield f"  - {plain(person.name)}: {person.digests:,} -> {person.digests_against:,}"
    yield ""
