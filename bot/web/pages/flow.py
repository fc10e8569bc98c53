"""The flow: how long cards take, how many come in and are done, and what is ageing."""

from bot.web.pages.frame import render
from bot.web.pages.parts import flow_of
from bot.web.pages.visit import Visit
from protocol.days import spoken_day
from protocol.render.flow_words import (
    NO_WEEKS,
    ageing_words,
    bands,
    cycle_words,
    period,
    throughput_words,
)

_MOST_CARDS = 20  # of one band


def show_flow(visit: Visit) -> str:
    """The page."""
    flow = visit.picture.get(flow_of)
    today = flow.at.date()
    most = max((max(w.arrived, w.done) for w in flow.weeks), default=0) or 1
    weeks = [(spoken_day(w.first, today).partition(" ")[2], w.arrived, w.done) for w in flow.weeks]
    weeks.append(("this week so far", flow.arrived_now, flow.done_now))
    sentences = [sentence for sentence in (throughput_words(flow), *cycle_words(flow)) if sentence]
    aged = [
        (
            heading,
            [(card, ageing_words(card)) for card in cards[:_MOST_CARDS]],
            len(cards[_MOST_CARDS:]),
        )
        for heading, cards in bands(flow)
    ]
    return render(
        "flow.html", visit, page="flow", sentences=sentences, weeks=weeks, most=most,
        period=period(flow), has_weeks=bool(flow.weeks), no_weeks=NO_WEEKS, bands=aged,
    )  # fmt: skip
