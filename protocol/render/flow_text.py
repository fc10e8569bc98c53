"""The flow as text for a terminal or a log."""

from collections.abc import Iterator

from protocol.days import spoken_day
from protocol.flow import Ageing, Flow
from protocol.render.columns import fit, left, right, wrapped
from protocol.render.flow_words import (
    NO_WEEKS,
    ageing_words,
    bands,
    cycle_words,
    period,
    throughput_words,
)
from protocol.words import count_of, join_and

_LISTED = 10  # cards of one band; the rest is counted
_BAR = 30


def flow_text(flow: Flow, width: int = 80) -> str:
    """The whole on lines of at most `width` columns, ending in a newline."""
    return "\n".join(_lines(flow, max(60, width))) + "\n"


def _lines(flow: Flow, width: int) -> Iterator[str]:
    yield fit(f"Flow: {flow.board}", width)
    yield from wrapped(period(flow) if flow.weeks else NO_WEEKS, width)
    yield ""
    for sentence in filter(None, (throughput_words(flow), *cycle_words(flow))):
        yield from wrapped(sentence, width)
    if flow.done or flow.arrived:
        yield from ("", *_weeks(flow))
    for heading, cards in bands(flow):
        yield from ("", fit(heading, width))
        for card in cards[:_LISTED]:
            yield from (f"    {line}" for line in wrapped(_card(card), width - 4))
        if len(cards) > _LISTED:
            yield f"    and {count_of(len(cards) - _LISTED, 'other')}"
    if not flow.ageing:
        yield from ("", "No card is under way.")


def _weeks(flow: Flow) -> Iterator[str]:
    today = flow.at.date()
    rows = [(spoken_day(w.first, today).partition(" ")[2], w.arrived, w.done) for w in flow.weeks]
    rows.append(("this week so far", flow.arrived_now, flow.done_now))
    most = max(max(arrived, done) for _, arrived, done in rows) or 1
    yield f"{left('week of', 16)}  {right('came in', 7)}  {right('done', 5)}"
    for name, arrived, done in rows:
        bar = "█" * round(done / most * _BAR)
        yield f"{left(name, 16)}  {right(str(arrived), 7)}  {right(str(done), 5)}  {bar}".rstrip()


def _card(card: Ageing) -> str:
    who = f" ({join_and(card.who)})" if card.who else ""
    return f"{ageing_words(card)}: {card.title}{who}, {card.list_name}"
