"""The flow as a piece of a page: arrivals against completions by week, and what is ageing."""

from collections.abc import Iterator

from protocol.days import spoken_day
from protocol.flow import Ageing, Flow
from protocol.render.flow_words import (
    NO_WEEKS,
    ageing_words,
    bands,
    cycle_words,
    period,
    throughput_words,
)
from protocol.render.markup import escape, link_to, name_of

_LISTED = 15


def flow_html(flow: Flow) -> str:
    """A `<section>`; its styles are `PLANNING_STYLE`."""
    return "\n".join(_section(flow))


def _section(flow: Flow) -> Iterator[str]:
    yield '<section id="flow" class="flow"><h2>Flow</h2>'
    for sentence in filter(None, (throughput_words(flow), *cycle_words(flow))):
        yield f"<p>{escape(sentence)}</p>"
    if flow.weeks:
        yield from _weeks(flow)
    else:
        yield f'<p class="faint">{escape(NO_WEEKS)}</p>'
    if flow.ageing:
        yield from _ageing(flow)
    else:
        yield '<p class="faint">No card is under way.</p>'
    yield "</section>"


def _weeks(flow: Flow) -> Iterator[str]:
    yield '<div class="wide" role="region" aria-label="Cards by week" tabindex="0">'
    yield f'<table class="flow"><caption>Cards by week: {escape(period(flow))}</caption>'
    yield (
        '<thead><tr><th scope="col">Week of</th><th scope="col" class="number">Came in</th>'
        '<th scope="col" class="number">Done</th></tr></thead><tbody>'
    )
    today = flow.at.date()
    for week in flow.weeks:
        yield _week(spoken_day(week.first, today).partition(" ")[2], week.arrived, week.done)
    yield _week("this week so far", flow.arrived_now, flow.done_now)
    yield "</tbody></table></div>"


def _week(name: str, arrived: int, done: int) -> str:
    return (
        f'<tr><th scope="row">{escape(name)}</th><td class="number">{arrived}</td>'
        f'<td class="number">{done}</td></tr>'
    )


def _ageing(flow: Flow) -> Iterator[str]:
    for heading, cards in bands(flow):
        yield f"<h3>{escape(heading)}</h3><ul>"
        yield from (f"<li>{_card(card)}</li>" for card in cards[:_LISTED])
        yield "</ul>"
        if rest := cards[_LISTED:]:
            yield f"<details><summary>and {len(rest)} more</summary><ul>"
            yield from (f"<li>{_card(card)}</li>" for card in rest)
            yield "</ul></details>"


def _card(card: Ageing) -> str:
    who = ", ".join(map(name_of, card.who))
    owners = f' <span class="faint">({who})</span>' if who else ""
    age = escape(ageing_words(card))
    return f"{link_to(card.title, card.url)}{owners}: {age}, {escape(card.list_name)}"
