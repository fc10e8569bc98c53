"""The coming weeks as text: a table of people by weeks, then what does not fit and could move."""

from collections.abc import Iterator

from protocol.card_load import days_figure
from protocol.render.columns import fit, left, right, width_of, wrapped
from protocol.render.weeks_words import (
    ALL_FITS,
    cell_note,
    nothing_due,
    proposal_words,
    unowned_words,
    unsolved_words,
)
from protocol.weeks import WEEKS, PersonWeeks, WeekCard, WeekCell, Weeks

_WIDEST_NAME = 24
_MARKS = {"Over": "!", "Full": "*", "Available": " ", "Away": "-"}
_KEY = "Days promised by due dates, of the days that each can carry; ! over, * full, - away."


def weeks_text(weeks: Weeks, width: int = 80) -> str:
    """The whole on lines of at most `width` columns, ending in a newline."""
    return "\n".join(_lines(weeks, width)) + "\n"


def over_line(weeks: Weeks) -> str:
    """The over-commitments ahead in one line; empty when there are none."""
    return "; ".join(each.says for each in weeks.over)


def _lines(weeks: Weeks, width: int) -> Iterator[str]:
    yield "Next weeks"
    if not weeks.people:
        yield "Nobody is on the board."
        return
    if weeks.says_nothing:
        yield from wrapped(" ".join((nothing_due(weeks), unowned_words(weeks))).strip(), width)
        return
    name_width = min(_WIDEST_NAME, max(width_of(person.name) for person in weeks.people))
    for first in range(0, len(weeks.headings), WEEKS):
        yield from ("",) * bool(first)
        yield from _table(weeks, name_width, slice(first, first + WEEKS))
    yield from ("", *wrapped(_KEY, width))
    notes = list(_notes(weeks, width))
    yield from ("", *notes) if notes else ()


def _table(weeks: Weeks, name_width: int, part: slice) -> Iterator[str]:
    """As many weeks as stand beside each other."""
    headings = weeks.headings[part]
    columns = [max(15, width_of(words)) for words in headings]
    heads = zip(headings, columns, strict=True)
    yield "  ".join((left("", name_width), *(right(words, each) for words, each in heads))).rstrip()
    for person in weeks.people:
        yield _row(person, name_width, columns, part)


def _row(person: PersonWeeks, name_width: int, columns: list[int], part: slice) -> str:
    cells = [left(person.name, name_width)]
    shown = zip(person.cells[part], columns, strict=True)
    cells += [right(_cell(cell), each) for cell, each in shown]
    return "  ".join(cells).rstrip()


def _cell(cell: WeekCell) -> str:
    promised = days_figure(cell.promised) if cell.promised else "."
    return f"{promised} of {days_figure(cell.capacity)} {_MARKS[cell.state]}"


def _notes(weeks: Weeks, width: int) -> Iterator[str]:
    """What stands behind the numbers, where it is more than the numbers say."""
    for over in weeks.over:
        notes = cell_note(over.cell)
        yield fit(f"{over.says}{f' ({notes})' if notes else ''}", width)
        for card in over.cell.cards:
            if card.due is not None:
                yield from _indented(_card(card), width)
    if not weeks.over:
        yield ALL_FITS
    if weeks.proposals:
        yield from ("", "Could move (nothing is moved by itself):")
        for proposal in weeks.proposals:
            yield from _indented(f"{proposal.title}: {proposal_words(proposal)}", width)
    for words in filter(None, (unsolved_words(weeks), unowned_words(weeks))):
        yield from wrapped(words, width)


def _card(card: WeekCard) -> str:
    facts = [f"{days_figure(card.days)} d"]
    facts += ["overdue"] if card.overdue else []
    facts += [] if card.started else ["not begun"]
    return f"{card.title}: {', '.join(facts)}"


def _indented(text: str, width: int) -> Iterator[str]:
    yield from (f"    {line}" for line in wrapped(text, width - 4))
