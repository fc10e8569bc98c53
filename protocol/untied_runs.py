"""Runs that nobody has tied to a card, in one sentence for the weekly meeting."""

from collections.abc import Sequence

from protocol.link_words import money_words
from protocol.links import LinkState
from protocol.words import count_of, join_and

_NAMED = 5


def untied_sentence(runs: Sequence[LinkState]) -> str:
    """`12 runs without a card, 84 USD: idle_godwit by yusuf-d (succeeded, 11.05 USD), ...`.

    The dearest are named; the empty text when there are none.
    """
    if not runs:
        return ""
    whole = sum(run.cost_usd or 0 for run in runs)
    money = f", {whole:,.0f} USD" if whole >= 0.5 else ""
    dearest = sorted(runs, key=lambda run: -(run.cost_usd or 0))[:_NAMED]
    named = [_named(run) for run in dearest]
    if len(runs) > _NAMED:
        named.append(f"{len(runs) - _NAMED} more")
    return f"{count_of(len(runs), 'run')} without a card{money}: {join_and(named)}."


def _named(run: LinkState) -> str:
    name = run.facts.get("run") or run.title or run.reference.name
    by = f" by {run.owner}" if run.owner else ""
    money = f", {words}" if (words := money_words(run)) else ""
    return f"{name}{by} ({run.state}{money})"
