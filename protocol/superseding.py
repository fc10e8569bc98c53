"""Which run of a card counts: the latest of its session, or of its pipeline on that card."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import structs

from protocol.links import LinkState


def with_superseded(states: Iterable[LinkState]) -> tuple[LinkState, ...]:
    """One card's states, in their order; older runs are marked, with the address of the newer one.

    A run that was cancelled replaces only what was cancelled or failed before it: whoever stopped
    it meant the earlier result to stand.
    """
    given = tuple(states)
    runs = sorted((state for state in given if state.reference.kind == "run"), key=_begun)
    newer: dict[str, str] = {}
    for number, run in enumerate(runs):
        for later in reversed(runs[number + 1 :]):
            if later.reference.url != run.reference.url and _replaces(later, run):
                newer[run.reference.url] = later.reference.url
                break
    return tuple(
        structs.replace(state, superseded=True, facts={**state.facts, "newer": newer[url]})
        if (url := state.reference.url) in newer
        else state
        for state in given
    )


def _replaces(later: LinkState, run: LinkState) -> bool:
    if later.state == "cancelled" and run.state not in ("failed", "cancelled"):
        return False
    if not later.live or not run.live:
        return False
    session, pipeline = run.facts.get("session"), run.facts.get("pipeline")
    if session and session == later.facts.get("session"):
        return True
    return bool(pipeline) and pipeline == later.facts.get("pipeline")


def _begun(run: LinkState) -> datetime:
    return run.started or run.changed or run.asked
