"""The workload: each person's bar, and each number opened to its cards."""

from collections.abc import Sequence

from msgspec import Struct

from bot.web.pages.bars import PersonBar, bars_of
from bot.web.pages.frame import render
from bot.web.pages.parts import load_of, weeks_of
from bot.web.pages.visit import Refused, Visit
from protocol.rebalance import Proposal
from protocol.render.weeks_html import heat
from protocol.render.weeks_words import (
    NOTHING_DUE,
    cell_note,
    proposal_words,
    unowned_words,
    unsolved_words,
)
from protocol.render.workload_words import (
    by_reason,
    formula,
    left_out_words,
    period,
    remarks,
    total,
    without_role,
)
from protocol.weeks import WeekCard, WeekCell
from protocol.workload import LoadCard, PersonLoad, Workload

NOBODY = "nobody"
_OPENED = 8  # cards of one person on the page of everybody
_PER_PAGE = 100  # ... and on the person's own
_MOST_OVER = 12  # weeks with too much, and proposals
_LONGEST = 600  # of a sentence that names many
_MOST_PEOPLE = 40  # of whom the page of everybody opens the cards


class CardLine(Struct, frozen=True):
    """One card below a person."""

    card: LoadCard
    remarks: tuple[str, ...]


class Opened(Struct, frozen=True):
    """A person, or nobody, with the first of their cards."""

    bar: PersonBar | None  # None: cards that nobody owns
    key: str
    counted: tuple[CardLine, ...]
    more_counted: int
    left_out: tuple[str, ...]  # `3 waiting`, `2 goals`

    @property
    def name(self) -> str:
        """Whose cards these are."""
        return self.bar.person.name if self.bar else "Nobody"


class OverShown(Struct, frozen=True):
    """A week in which somebody has promised more than fits, with what is promised."""

    says: str
    cards: list[WeekCard]


class WeeksShown(Struct, frozen=True):
    """The heat map of the coming weeks, and what could move."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[str, WeekCell, str], ...]], ...]
    over: tuple[OverShown, ...]
    more_over: int
    proposals: tuple[tuple[Proposal, str], ...]
    unowned: str
    unsolved: str
    nothing: str  # said instead of a table without anything in it


def show_workload(visit: Visit) -> str:
    """The page of everybody."""
    load = visit.picture.get(load_of)
    bars = bars_of(load)
    opened = [_opened(bar, load) for bar in bars[:_MOST_PEOPLE]]
    if load.unowned.counted or load.unowned.left_out:
        opened.append(_unowned(load))
    return render(
        "workload.html", visit, page="workload", load=load, opened=opened,
        weeks=_weeks(visit), unopened=bars[_MOST_PEOPLE:], period=period(load), total=total(load),
        no_role=without_role(load), formula=tuple(formula(load)),
        notes=visit.site.desk.calendar_notes(load),
    )  # fmt: skip


def _weeks(visit: Visit) -> WeeksShown:
    weeks = visit.picture.get(weeks_of)
    rows = [
        (person.name, tuple((heat(c), c, cell_note(c)) for c in person.cells))
        for person in weeks.people[:_MOST_PEOPLE]
    ]
    return WeeksShown(
        headings=weeks.headings,
        rows=tuple(rows),
        over=tuple(
            OverShown(each.says, [card for card in each.cell.cards if card.due][:_OPENED])
            for each in weeks.over[:_MOST_OVER]
        ),
        more_over=len(weeks.over[_MOST_OVER:]),
        proposals=tuple((p, proposal_words(p)) for p in weeks.proposals[:_MOST_OVER]),
        unowned=unowned_words(weeks),
        unsolved=cut(unsolved_words(weeks)),
        nothing=NOTHING_DUE if weeks.people and weeks.says_nothing else "",
    )


def show_person(visit: Visit) -> str:
    """One person's cards, all of them, page by page."""
    load = visit.picture.get(load_of)
    key = visit.path["person"]
    bar = next((each for each in bars_of(load) if each.key == key), None)
    if bar is None and key != NOBODY:
        raise Refused(404, "Nobody of that name is on the board any more.")
    whose: PersonLoad | None = bar.person if bar else None
    counted = whose.counted if whose else load.unowned.counted
    left_out = whose.left_out if whose else load.unowned.left_out
    lines = [_line(card, load) for card in (*counted, *left_out)]
    pages = max(1, -(-len(lines) // _PER_PAGE))
    number = min(visit.page_number, pages)
    shown = lines[(number - 1) * _PER_PAGE : number * _PER_PAGE]
    return render(
        "person.html", visit, page="workload", load=load, bar=bar, key=key, lines=shown,
        counted=len(counted), number=number, pages=pages, period=period(load),
    )  # fmt: skip


def _opened(bar: PersonBar, load: Workload) -> Opened:
    person = bar.person
    return Opened(
        bar, bar.key, _lines(person.counted, load), len(person.counted[_OPENED:]),
        _left_out(person.left_out),
    )  # fmt: skip


def _unowned(load: Workload) -> Opened:
    cards = load.unowned
    return Opened(
        None, NOBODY, _lines(cards.counted, load), len(cards.counted[_OPENED:]),
        _left_out(cards.left_out),
    )  # fmt: skip


def _lines(cards: Sequence[LoadCard], load: Workload) -> tuple[CardLine, ...]:
    return tuple(_line(card, load) for card in cards[:_OPENED])


def _line(card: LoadCard, load: Workload) -> CardLine:
    return CardLine(card, tuple(remarks(card, load)))


def _left_out(cards: Sequence[LoadCard]) -> tuple[str, ...]:
    return tuple(left_out_words(reason, found) for reason, found in by_reason(cards))


def cut(sentence: str) -> str:
    """A sentence that may name very many, not endless."""
    return sentence if len(sentence) <= _LONGEST else f"{sentence[:_LONGEST].rstrip()}…"
