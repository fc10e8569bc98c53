"""The workload as a page: the picture, and under it each number opened to its cards."""

from collections.abc import Iterator

from protocol.card_load import days_figure, days_words
from protocol.render.markup import escape, link_to, name_of
from protocol.render.page import page
from protocol.render.weeks_html import weeks_html
from protocol.render.workload_svg import workload_svg
from protocol.render.workload_words import (
    by_reason,
    formula,
    left_out_words,
    period,
    remarks,
    state,
    without_role,
)
from protocol.weeks import Weeks
from protocol.words import count_of
from protocol.workload import LoadCard, PersonLoad, Workload

_LISTED = 30  # left-out cards of one reason that are listed; beyond, their number says enough
_HEAD = """<thead><tr><th class="days" scope="col">Days</th><th scope="col">Card</th>\
<th scope="col">How they come about</th></tr></thead>"""


def workload_html(load: Workload, weeks: Weeks | None = None) -> str:
    """The whole page, with the coming weeks when they are given."""
    return page(f"Workload: {load.board}", "\n".join(_body(load, weeks)))


def _body(load: Workload, weeks: Weeks | None) -> Iterator[str]:
    yield f"<h1>Workload: {link_to(load.board, load.board_url)}</h1>"
    yield f'<p class="faint">{escape(period(load))}</p>'
    yield workload_svg(load, headed=False)
    for person in load.people:
        yield from _person(person, load)
    if load.unowned.counted or load.unowned.left_out:
        yield from _unowned(load)
    if words := without_role(load):
        yield f'<p class="note">{escape(words)}</p>'
    if weeks is not None:
        yield weeks_html(weeks)
    yield "<h2>How the load is worked out</h2>"
    yield from (f'<p class="faint">{escape(sentence)}</p>' for sentence in formula(load))


def _person(person: PersonLoad, load: Workload) -> Iterator[str]:
    figures = f"{days_figure(person.load)} of {days_figure(person.capacity.days)} days"
    tone = "over" if person.state == "Over" else "faint"
    notes = [count_of(len(person.counted), "card")]
    notes += [f"{person.overdue} overdue"] if person.overdue else []
    notes += [f"{person.stuck} stuck"] if person.stuck else []
    yield (
        f"<details><summary><b>{name_of(person.name)}</b> {escape(figures)}, "
        f'<span class="{tone}">{escape(state(person))}</span> '
        f'<span class="faint">({escape(", ".join(notes))})</span></summary>'
    )
    yield f'<p class="faint">Capacity: {escape(person.capacity.says)}.</p>'
    yield from _cards(person.counted, person.left_out, load)
    yield "</details>"


def _unowned(load: Workload) -> Iterator[str]:
    cards = count_of(len(load.unowned.counted), "card")
    yield (
        f"<details><summary><b>Nobody</b> {days_words(load.unowned.load)} "
        f'<span class="faint">({cards})</span></summary>'
    )
    yield from _cards(load.unowned.counted, load.unowned.left_out, load)
    yield "</details>"


def _cards(
    counted: tuple[LoadCard, ...], left_out: tuple[LoadCard, ...], load: Workload
) -> Iterator[str]:
    if counted:
        yield f"<table>{_HEAD}<tbody>"
        for card in counted:
            yield (
                f'<tr><td class="days">{days_figure(card.days, 3)}</td>'
                f"<td>{link_to(card.title, card.url)}</td>"
                f"<td>{escape(card.says)}{_remarks(card, load)}</td></tr>"
            )
        yield "</tbody></table>"
    else:
        yield "<p>No card counts.</p>"
    for reason, cards in by_reason(left_out):
        yield f"<p>Not counted: {escape(left_out_words(reason, cards))}</p><ul>"
        for card in cards[:_LISTED]:
            why = "" if reason in ("goal", "done") else f": {escape(card.says)}"
            yield f"<li>{link_to(card.title, card.url)}{why}{_remarks(card, load)}</li>"
        if len(cards) > _LISTED:
            yield f"<li>and {len(cards) - _LISTED} more</li>"
        yield "</ul>"


def _remarks(card: LoadCard, load: Workload) -> str:
    found = remarks(card, load)
    return f'; <span class="over">{escape("; ".join(found))}</span>' if found else ""
