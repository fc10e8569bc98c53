"""The workload as text for a terminal or a log: a table, then each person's cards."""

from collections.abc import Iterator

from protocol.card_load import days_figure, days_words
from protocol.render.columns import fit, left, right, side_by_side, width_of, wrapped
from protocol.render.weeks_text import over_line, weeks_text
from protocol.render.workload_words import (
    by_reason,
    formula,
    left_out_words,
    period,
    remarks,
    state,
    total,
    unowned,
    without_role,
)
from protocol.weeks import Weeks
from protocol.words import count_of
from protocol.workload import LoadCard, PersonLoad, Workload, in_words

_NARROWEST, _WIDEST_NAME, _WIDEST_BAR = 60, 24, 40
_NAMED = 3  # titles of left-out cards that are named by reason
_UNNAMED = ("unpromised", "weightless", "goal", "done", "ignored")  # their number says enough
_NUMBERS = (("load", 6), ("of", 5), ("cards", 5), ("overdue", 7), ("stuck", 5))


def workload_text(
    load: Workload, width: int = 80, weeks: Weeks | None = None, *, ahead: bool = False
) -> str:
    """The whole workload on lines of at most `width` columns (at least 60), with no colour.

    Of the weeks one line names who has promised too much; `ahead` shows them instead of the cards.
    """
    width = max(width, _NARROWEST)
    lines = [fit(f"Workload: {load.board}", width), *wrapped(period(load), width), ""]
    lines += _table(load, width)
    sums = "; ".join(filter(None, (total(load), unowned(load))))
    lines += ["", *wrapped(f"{sums}. {without_role(load)}", width)]
    if weeks is not None and ahead:
        lines += ["", *weeks_text(weeks, width).splitlines()]
        return "\n".join(lines) + "\n"
    if weeks is not None and weeks.over:
        lines += [
            "",
            *wrapped(
                f"Promised more than fits, by due date: {over_line(weeks)}. See --weeks.", width
            ),
        ]
    for person in load.people:
        if person.counted or person.left_out:
            lines += ["", *_person(person, load, width)]
    if load.unowned.counted or load.unowned.left_out:
        lines += ["", *_unowned(load, width)]
    lines.append("")
    for sentence in formula(load):
        lines += wrapped(sentence, width)
    return "\n".join(lines) + "\n"


def _table(load: Workload, width: int) -> Iterator[str]:
    if not load.people:
        yield "Nobody is on the board."
        return
    states = [state(person) for person in load.people]
    name_width, state_width, bar_width = _widths(load, states, width)
    head = [left("person", name_width), *(right(name, columns) for name, columns in _NUMBERS)]
    yield "  ".join([*head, "state"])
    scale = max(max(person.load, person.capacity.days) for person in load.people)
    for person, words in zip(load.people, states, strict=True):
        cells = [left(person.name, name_width)]
        cells += [
            right(text, columns)
            for text, (_, columns) in zip(_cells(person), _NUMBERS, strict=True)
        ]
        cells.append(left(words, state_width))
        if bar_width >= 10 and scale:
            cells.append(_bar(person, scale, bar_width))
        yield "  ".join(cells).rstrip()


def _widths(load: Workload, states: list[str], width: int) -> tuple[int, int, int]:
    """Columns for the name, the state and the bar; names give way first, then states."""
    room = width - sum(columns + 2 for _, columns in _NUMBERS) - 2
    state_width = min(max(5, *map(width_of, states)), room - 6)
    longest = max(width_of(person.name) for person in load.people)
    name_width = min(_WIDEST_NAME, max(6, longest), room - state_width)
    return name_width, state_width, min(_WIDEST_BAR, room - name_width - state_width - 2)


def _cells(person: PersonLoad) -> list[str]:
    return [
        days_figure(person.load),
        days_figure(person.capacity.days),
        str(len(person.counted)),
        str(person.overdue or "-"),
        str(person.stuck or "-"),
    ]


def _bar(person: PersonLoad, scale: float, columns: int) -> str:
    """`█████|███`: the load, with a stroke where the capacity ends."""
    filled = round(person.load / scale * (columns - 1))
    capacity = round(person.capacity.days / scale * (columns - 1))
    if filled <= capacity:
        return "█" * filled + "·" * (capacity - filled) + "|"
    return "█" * capacity + "|" + "█" * (filled - capacity)


def _person(person: PersonLoad, load: Workload, width: int) -> Iterator[str]:
    yield fit(f"{person.name}: {in_words(person)}", width)
    yield from _cards(person.counted, load, width)
    yield from _left_out(person.left_out, load, width)


def _unowned(load: Workload, width: int) -> Iterator[str]:
    yield f"Nobody: {days_words(load.unowned.load)}"
    yield from _cards(load.unowned.counted, load, width)
    yield from _left_out(load.unowned.left_out, load, width)


def _cards(cards: tuple[LoadCard, ...], load: Workload, width: int) -> Iterator[str]:
    """One row a card: its days, its title, and how the days come about."""
    title_width = (width - 10) * 9 // 20
    widths = (6, title_width, width - 10 - title_width)
    for card in cards:
        says = "; ".join([card.says, *remarks(card, load)])
        rows = side_by_side(("", fit(card.title, 2 * title_width - 4), says), widths)
        first = next(rows)
        yield right(days_figure(card.days, 3), widths[0]) + first[widths[0] :]
        yield from rows


def _left_out(cards: tuple[LoadCard, ...], load: Workload, width: int) -> Iterator[str]:
    """What counts nothing, by reason, in one paragraph."""
    parts = []
    for reason, found in by_reason(cards):
        part = left_out_words(reason, found)
        if reason not in _UNNAMED:
            part += f" ({_titles(found, load)})"
        parts.append(part)
    if parts:
        yield from (
            f"        {line}" for line in wrapped(f"Not counted: {', '.join(parts)}.", width - 8)
        )


def _titles(cards: list[LoadCard], load: Workload) -> str:
    named = []
    for card in cards[:_NAMED]:
        notes = remarks(card, load)
        title = fit(card.title, 60)
        named.append(f"{title}: {', '.join(notes)}" if notes else title)
    if len(cards) > _NAMED:
        named.append(f"{count_of(len(cards) - _NAMED, 'other')}")
    return "; ".join(named)
