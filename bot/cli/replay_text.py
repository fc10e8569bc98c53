"""A replay as text for a terminal."""

from collections.abc import Iterator, Sequence

from bot.cli.output import bold, paragraph, terminal_width
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
from protocol.render.columns import left, right, width_of
from protocol.replay_figures import RuleFigures

_MARGIN = "  "


def replay_text(told: list[Told]) -> str:
    """The whole report; with two agreements, the first one's and then what the second changes."""
    first = told[0]
    blocks = [bold(heading(first)), "\n".join(paragraph(line) for line in period(first))]
    blocks += _rules(first)
    blocks += _messages(first)
    blocks += _difference(told)
    lost = [paragraph(clause, f"{_MARGIN}- ", _MARGIN * 2) for clause in first.replay.lost]
    blocks.append("\n".join((bold("What could not be rebuilt"), *lost)))
    return "\n\n".join(blocks)


def _rules(told: Told) -> Iterator[str]:
    figures = told.figures
    if not figures.spoken:
        yield "It would have said nothing."
    for title, rules in (
        ("It would have said", figures.spoken),
        ("In shadow: it would have counted, and said nothing", figures.shadow),
    ):
        if rules:
            yield "\n".join((bold(title), *_table(rules)))


def _table(rules: Sequence[RuleFigures]) -> Iterator[str]:
    rows = [COLUMNS, *map(cells, rules)]
    widths = [max(width_of(row[column]) for row in rows) for column in range(len(COLUMNS) - 1)]
    start = len(_MARGIN) + sum(widths) + 2 * len(widths)
    for row in rows:
        name = left(row[0], widths[0])
        numbers = [right(row[at], widths[at]) for at in range(1, len(widths))]
        line = _MARGIN + "  ".join((name, *numbers))
        if (terminal_width() or start + 60) < start + 20:
            yield line  # too narrow for the names beside the numbers
            if row is not COLUMNS:
                yield paragraph(row[-1], _MARGIN * 3, _MARGIN * 3)
        else:
            yield paragraph(row[-1], f"{line}  ", " " * start).rstrip()


def _messages(told: Told) -> Iterator[str]:
    digests = told.figures.digests
    lines = [bold("Messages, at most one digest per person and working day, only with news")]
    width = max((width_of(person.name) for person in digests.people), default=0)
    lines += [
        paragraph(person_line(person), f"{_MARGIN}{left(person.name, width)}  ", _MARGIN * 4)
        for person in digests.people
    ]
    closing = [paragraph(line, _MARGIN, _MARGIN) for line in message_lines(digests)]
    if len(lines) > 1 or closing:
        yield "\n".join((*lines, *closing))


def _difference(told: list[Told]) -> Iterator[str]:
    change = differences(told)
    if change is None:
        return
    first, second = told[0].name, told[1].name
    lines = [bold(f"What {second} changes against {first}")]
    if not change.rules:
        lines.append(f"{_MARGIN}No rule speaks more or less often.")
    width = max((width_of(rule.rule) for rule in change.rules), default=0)
    lines += [
        paragraph(difference_line(rule), f"{_MARGIN}{left(rule.rule, width)}  ", _MARGIN * 4)
        for rule in change.rules
    ]
    lines.append(f"{_MARGIN}Digests: {change.digests:,} -> {change.digests_against:,}")
    lines += [
        f"{_MARGIN * 2}{person.name}: {person.digests:,} -> {person.digests_against:,}"
        for person in change.people
        if person.digests != person.digests_against
    ]
    yield "\n".join(lines)
