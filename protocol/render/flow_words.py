"""Sentences on the flow that text, page and Slack share."""

from collections.abc import Iterator

from protocol.card_load import days_figure
from protocol.days import dated
from protocol.flow import NEEDS, Ageing, Flow
from protocol.words import count_of

NO_WEEKS = "The board's history holds no whole week yet, so there is no flow to show."


def period(flow: Flow) -> str:
    """`5 whole weeks from Mon 12 Oct 2026 on`, with the reason when they are few."""
    if not flow.weeks:
        return NO_WEEKS
    weeks = count_of(len(flow.weeks), "whole week")
    begin = f"{weeks} from {dated(flow.weeks[0].first)} on"
    return begin if len(flow.weeks) == flow.asked_for else f"{begin}, as far as the history goes"


def cycle_words(flow: Flow) -> Iterator[str]:
    """Sentences: how long cards took, of how many, and what is too few to say."""
    cycle = flow.cycle
    known = [(percent, days) for percent, days in cycle.by_percent.items() if days is not None]
    if not known:
        told = count_of(cycle.cards, "card") if cycle.cards else "no card"
        yield (
            f"How long a card takes cannot be said yet: {told} came to "
            f"done with a known beginning, and it takes {NEEDS[50]}."
        )
    else:
        told = ", ".join(f"{percent} % within {days_of(days)}" for percent, days in known)
        missing = [f"{p} % takes {NEEDS[p]}" for p, d in cycle.by_percent.items() if d is None]
        few = f" (too few cards for more: {', '.join(missing)})" if missing else ""
        yield f"From begun to done, {count_of(cycle.cards, 'card')}: {told}{few}."
    if flow.beginnings_unknown:
        more = "more card" if cycle.cards else "card"
        it, they = ("it", "it") if flow.beginnings_unknown == 1 else ("them", "they")
        yield (
            f"Of {count_of(flow.beginnings_unknown, more)} the history does not tell when "
            f"work on {it} began, or {they} went to done without being under way."
        )


def _now(flow: Flow) -> str:
    """`13 came in and none was done`."""
    came, done = flow.arrived_now or "none", flow.done_now or "none"
    return f"{came} came in and {done} {'were' if flow.done_now > 1 else 'was'} done"


def throughput_words(flow: Flow) -> str:
    """`7 cards done and 35 come in over 5 weeks: 1.4 and 7 a week, so the work grows`."""
    if not flow.weeks:
        return ""
    count = len(flow.weeks)
    if not flow.done and not flow.arrived:
        line = f"No card came in and none was done in {count_of(count, 'whole week')}."
        if flow.arrived_now or flow.done_now:
            return f"{line} This week so far {_now(flow)}."
        return line
    done, came = flow.done / count, flow.arrived / count
    line = (
        f"{count_of(flow.done, 'card')} done and {flow.arrived:,} come in over "
        f"{count_of(count, 'week')}: {days_figure(done, 1)} and {days_figure(came, 1)} a week"
    )
    if flow.arrived > flow.done * 1.25 and flow.arrived - flow.done >= count:
        return f"{line}, so the open work grows."
    if flow.done > flow.arrived * 1.25 and flow.done - flow.arrived >= count:
        return f"{line}, so the open work shrinks."
    return f"{line}."


def ageing_words(card: Ageing) -> str:
    """`28 days`, `at least 28 days`."""
    return f"{'at least ' if card.at_least else ''}{days_of(card.days)}"


def bands(flow: Flow) -> Iterator[tuple[str, tuple[Ageing, ...]]]:
    """Cards under way by how their age compares, oldest first, each band with its heading."""
    for percent in (95, 85):
        usual = flow.cycle.by_percent[percent]
        cards = tuple(card for card in flow.ageing if card.past == percent)
        if cards and usual is not None:
            yield (
                f"Under way for longer than {percent} % of the cards took ({days_of(usual)})",
                cards,
            )
    rest = tuple(card for card in flow.ageing if card.past < 85)
    if rest:
        yield ("Under way for as long as is usual" if flow.cycle.p85 else "Under way"), rest


def days_of(days: float) -> str:
    """Calendar days as people say them: `7 days`, `1.5 days`, `under half a day`."""
    if days < 0.5:
        return "half a day"
    if days < 3:
        half = round(days * 2) / 2
        return f"{days_figure(half, 1)} {'day' if half == 1 else 'days'}"
    return f"{round(days)} days"
