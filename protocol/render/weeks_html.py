"""The coming weeks as a piece of a page: a table of people by weeks, and what could move."""

from collections.abc import Iterator

from protocol.card_load import days_figure
from protocol.render.markup import escape, link_to, name_of
from protocol.render.weeks_words import (
    ALL_FITS,
    cell_note,
    nothing_due,
    proposal_words,
    unowned_words,
    unsolved_words,
)
from protocol.weeks import PersonWeeks, WeekCard, WeekCell, Weeks

_STEPS = (0.01, 0.4, 0.6, 0.8)  # of the capacity: where the next darker square begins


def weeks_html(weeks: Weeks) -> str:
    """A `<section>`; its styles are `PLANNING_STYLE`."""
    return "\n".join(_section(weeks))


def heat(cell: WeekCell) -> str:
    """The class of a square: `heat-0` to `heat-4`, `heat-over` or `heat-away`."""
    if cell.state == "Over":
        return "heat-over"
    if cell.state == "Away":
        return "heat-away"
    share = cell.promised / cell.capacity if cell.capacity else 0.0
    return f"heat-{sum(share >= step for step in _STEPS)}"


def _section(weeks: Weeks) -> Iterator[str]:
    yield '<section id="weeks" class="weeks"><h2>Next weeks</h2>'
    if not weeks.people:
        yield "<p>Nobody is on the board.</p></section>"
        return
    if weeks.says_nothing:
        said = " ".join((nothing_due(weeks), unowned_words(weeks))).strip()
        yield f"<p>{escape(said)}</p></section>"
        return
    yield '<div class="wide" role="region" aria-label="Next weeks by person" tabindex="0">'
    yield (
        '<table class="weeks"><caption>Days promised by their due dates, of the days that each '
        "can carry</caption>"
    )
    heads = "".join(f'<th scope="col">{escape(words)}</th>' for words in weeks.headings)
    yield f'<thead><tr><th scope="col">Person</th>{heads}</tr></thead><tbody>'
    yield from map(_row, weeks.people)
    yield "</tbody></table></div>"
    yield from _over(weeks)
    if words := unowned_words(weeks):
        yield f"<p>{escape(words)}</p>"
    yield "</section>"


def _row(person: PersonWeeks) -> str:
    cells = "".join(map(_cell, person.cells))
    return f'<tr><th scope="row">{name_of(person.name)}</th>{cells}</tr>'


def _cell(cell: WeekCell) -> str:
    figures = f"{days_figure(cell.promised)} of {days_figure(cell.capacity)}"
    note = cell_note(cell)
    small = f"<small>{escape(note)}</small>" if note else ""
    return f'<td class="{heat(cell)}">{figures}{small}</td>'


def _over(weeks: Weeks) -> Iterator[str]:
    if not weeks.over:
        yield f'<p class="faint">{ALL_FITS}</p>'
        return
    yield "<h3>Promised more than fits, by due date</h3>"
    for over in weeks.over:
        yield f'<details><summary class="over">{escape(over.says)}</summary><ul>'
        yield from (f"<li>{_card(card)}</li>" for card in over.cell.cards if card.due)
        yield "</ul></details>"
    if weeks.proposals:
        yield "<h3>Could move</h3><ul>"
        for proposal in weeks.proposals:
            yield (
                f"<li>{link_to(proposal.title, proposal.url)}: "
                f"{escape(proposal_words(proposal))}</li>"
            )
        yield "</ul>"
    if words := unsolved_words(weeks):
        yield f'<p class="faint">{escape(words)}</p>'


def _card(card: WeekCard) -> str:
    facts = [f"{days_figure(card.days)} d"]
    if card.unfit:
        facts.append(f"{days_figure(card.unfit)} of it does not fit")
    facts += ["overdue"] if card.overdue else []
    facts += [] if card.started else ["not begun"]
    return f"{link_to(card.title, card.url)}: {escape(', '.join(facts))}"
