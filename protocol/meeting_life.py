"""A meeting's life: prepared, opened, gone through point by point, closed.

What happened is a row of deeds, each one numbered; a meeting's state is what the deeds make of it,
so that a crash loses nothing and several people may hold the meeting at once. `may` says why a deed
is refused, `is_said` that it changes nothing; both are pure.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from msgspec import Struct, structs

from protocol.meeting_state import (
    MARKS,
    OUTCOMES,
    Mark,
    MeetingState,
    Outcome,
    OutcomeKind,
    Point,
    Stage,
)

__all__ = [
    "MARKS",
    "OUTCOMES",
    "Added",
    "Closed",
    "Deed",
    "Facilitated",
    "Failed",
    "Happened",
    "Mark",
    "Marked",
    "MeetingState",
    "Moved",
    "Opened",
    "Outcome",
    "OutcomeKind",
    "Performed",
    "Planned",
    "Point",
    "Recorded",
    "Reopened",
    "Retried",
    "Stage",
    "Turned",
    "after",
    "is_said",
    "next_point",
    "refusal",
    "repeated",
    "replayed",
    "touched",
]


class Opened(Struct, frozen=True, tag=True):
    """The meeting begins with these points, just as the agenda had them."""

    points: tuple[Point, ...]
    when: datetime
    minutes: int
    board: str
    facilitator: str = ""
    since: datetime | None = None
    notes: tuple[str, ...] = ()


class Turned(Struct, frozen=True, tag=True):
    """From one point to another; empty `to`: all have been gone through."""

    to: str
    before: str = ""  # the point it was turned from


class Marked(Struct, frozen=True, tag=True):
    """A point is done, carried over or dropped; an empty mark takes that back."""

    point: str
    mark: Mark


class Recorded(Struct, frozen=True, tag=True):
    """A decision, an action or an information."""

    outcome: Outcome


class Added(Struct, frozen=True, tag=True):
    """A topic came while the meeting was on."""

    point: Point


class Performed(Struct, frozen=True, tag=True):
    """A card was made for an action, or a decision written on a card."""

    outcome: str  # id
    card_id: str
    card_url: str = ""


class Failed(Struct, frozen=True, tag=True):
    """Trello refused what an outcome, or a card of the plan, asked for."""

    why: str
    outcome: str = ""
    card_id: str = ""  # of the plan, or the one that a decision was to be written on


class Retried(Struct, frozen=True, tag=True):
    """What could not be done for an outcome is asked for again, perhaps in other words."""

    outcome: Outcome


class Facilitated(Struct, frozen=True, tag=True):
    """Somebody else leads through the meeting."""

    name: str


class Planned(Struct, frozen=True, tag=True):
    """The cards chosen for the coming week."""

    cards: tuple[str, ...]
    order: str = ""  # who chose them, as JSON


class Moved(Struct, frozen=True, tag=True):
    """A card of the plan was moved to where it is ready."""

    card_id: str


class Closed(Struct, frozen=True, tag=True):
    """The meeting is over; what is left goes to the next one."""


class Reopened(Struct, frozen=True, tag=True):
    """It was closed too early."""


Deed = (
    Opened | Turned | Marked | Recorded | Added | Performed | Failed | Facilitated | Planned
    | Moved | Closed | Reopened | Retried
)  # fmt: skip


class Happened(Struct, frozen=True):
    """One deed with its number, who did it and when."""

    version: int
    at: datetime
    who: str
    deed: Deed


def replayed(state: MeetingState, happened: Iterable[Happened]) -> MeetingState:
    """The state after these deeds."""
    for each in happened:
        state = after(state, each)
    return state


def after(state: MeetingState, happened: Happened) -> MeetingState:
    """The state after one more deed."""
    state = _after(state, happened.deed, happened)
    return structs.replace(state, version=happened.version)


def _after(state: MeetingState, deed: Deed, happened: Happened) -> MeetingState:
    match deed:
        case Opened():
            return _opened(state, deed, happened)
        case Turned(to, _):
            return _turned(state, to, happened.at)
        case Marked(key, mark):
            points = (structs.replace(p, mark=mark) if p.key == key else p for p in state.points)
            marked = structs.replace(state, points=tuple(points))
            if mark and key == state.current:
                return _turned(marked, next_point(marked, key), happened.at)
            return marked
        case Recorded(outcome):
            numbered = structs.replace(outcome, id=str(len(state.outcomes) + 1), who=happened.who)
            return structs.replace(state, outcomes=(*state.outcomes, numbered))
        case Added(point):
            return structs.replace(state, points=(*state.points, point))
        case Facilitated(name):
            return structs.replace(state, facilitator=name)
        case Closed():
            stopped = _turned(state, "", happened.at)
            return structs.replace(
                stopped, stage="closed", closed_at=happened.at, closed_by=happened.who,
                closed_on=state.current,
            )  # fmt: skip
        case Reopened():
            again = structs.replace(state, stage="open", closed_at=None, closed_by="")
            return _turned(again, state.to_resume, happened.at)
        case _:
            return _in_the_world(state, deed)


def _in_the_world(state: MeetingState, deed: Deed) -> MeetingState:
    """What the deeds say that tell how an outcome, or the plan, reached Trello."""
    match deed:
        case Performed(number, card_id, card_url):
            outcomes = (_performed(o, card_id, card_url) if o.id == number else o
                        for o in state.outcomes)  # fmt: skip
            return structs.replace(state, outcomes=tuple(outcomes))
        case Failed(why, number, card_id) if number:
            outcomes = (_refused(o, why, card_id) if o.id == number else o
                        for o in state.outcomes)  # fmt: skip
            return structs.replace(state, outcomes=tuple(outcomes))
        case Retried(again):
            outcomes = (_retried(o, again) if o.id == again.id else o for o in state.outcomes)
            return structs.replace(state, outcomes=tuple(outcomes))
        case Failed(why, _, card_id):
            return structs.replace(state, planned_failed={**state.planned_failed, card_id: why})
        case Planned(cards, order):
            anew = {card_id: order for card_id in cards if card_id in state.planned_failed}
            orders = {**dict.fromkeys(cards, order), **state.orders, **anew}
            failed = {key: why for key, why in state.planned_failed.items() if key not in anew}
            return structs.replace(
                state, planned=tuple(orders), orders=orders, planned_failed=failed
            )
        case Moved(card_id):
            return structs.replace(state, planned_done=(*state.planned_done, card_id))
        case _:
            return state


def next_point(state: MeetingState, key: str) -> str:
    """The point to speak about after this one: the next that wants a word, from the top again
    when none is below; empty when every one has had its word."""
    waiting = {point.key for point in state.waiting}
    keys = [point.key for point in state.points]
    at = keys.index(key) + 1 if key in keys else 0
    return next((each for each in (*keys[at:], *keys[:at]) if each in waiting and each != key), "")


def refusal(state: MeetingState, deed: Deed) -> str:
    """Why this deed cannot be done now, in one sentence; empty when it can."""
    if isinstance(deed, Opened):
        if state.stage == "cancelled":
            return "This meeting is cancelled; `/agenda move` holds it after all."
        return "" if state.stage in ("prepared", "missed", "open") else "This meeting is closed."
    if isinstance(deed, Performed | Failed | Moved):
        return ""
    if isinstance(deed, Retried):
        known = state.outcome(deed.outcome.id)
        return "" if known is not None else "That was not written down in this meeting."
    if isinstance(deed, Closed | Reopened):
        was_open = state.opened_at is not None
        return "" if was_open else "This meeting has not been opened."
    if state.stage == "closed" and not isinstance(deed, Planned):
        return "This meeting is closed; its minutes are kept. Open it again to change them."
    if state.opened_at is None:
        return "This meeting has not been opened."
    for key in _named(deed):
        if state.point(key) is None:
            return "That point is not on this meeting's agenda."
    return ""


def is_said(state: MeetingState, deed: Deed) -> bool:
    """Whether the deed changes nothing: a click that came twice, or two people of one mind."""
    match deed:
        case Opened():
            return state.stage == "open"
        case Turned(to, before):
            return to == state.current or (bool(before) and before != state.current)
        case Marked(key, mark):
            point = state.point(key)
            return point is not None and point.mark == mark
        case Recorded(outcome):
            return any(_same(outcome, known) for known in state.outcomes)
        case Added(point):
            return state.point(point.key) is not None
        case Facilitated(name):
            return state.facilitator == name
        case Planned(cards, _):
            return set(cards) <= set(state.planned) - state.planned_failed.keys()
        case Retried(outcome):
            again = state.outcome(outcome.id)
            return again is not None and not again.failed
        case Closed():
            return state.stage == "closed"
        case Reopened():
            return state.stage == "open"
        case _:
            return _is_performed(state, deed)


def repeated(state: MeetingState, deed: Recorded) -> Recorded | Retried:
    """The deed; asking again, when the same was written down before and could not be done."""
    for known in state.outcomes:
        if known.failed and _same(deed.outcome, known):
            return Retried(structs.replace(deed.outcome, id=known.id))
    return deed


def touched(deed: Deed) -> tuple[str, ...]:
    """What the deed is about: two deeds about the same thing may contradict each other. What came
    out of a point contradicts nothing: both are kept, and nobody types anything twice."""
    match deed:
        case Marked(key, _):
            return (key,)
        case Turned():
            return ("current",)
        case Closed() | Reopened() | Opened():
            return ("stage",)
        case _:
            return ()


def _is_performed(state: MeetingState, deed: Deed) -> bool:
    match deed:
        case Performed(number, card_id, _):
            known = state.outcome(number)
            return known is not None and card_id in (known.card_id, *known.written)
        case Moved(card_id):
            return card_id in state.planned_done
        case Failed(why, number, card_id):
            known = state.outcome(number)
            if known is not None and known.kind == "decision" and card_id:
                return card_id in known.refused
            return why == (known.failed if known else state.planned_failed.get(card_id))
        case _:
            return False


def _named(deed: Deed) -> tuple[str, ...]:
    match deed:
        case Marked(key, _):
            return (key,)
        case Recorded(outcome):
            return (outcome.point,) if outcome.point else ()
        case Turned(to, _):
            return (to,) if to else ()
        case _:
            return ()


def _opened(state: MeetingState, deed: Opened, happened: Happened) -> MeetingState:
    opened = structs.replace(
        state, stage="open", points=deed.points, when=deed.when, minutes=deed.minutes,
        board=deed.board, facilitator=deed.facilitator, since=deed.since, notes=deed.notes,
        opened_at=happened.at, opened_by=happened.who,
    )  # fmt: skip
    return _turned(opened, next_point(opened, ""), happened.at)


def _turned(state: MeetingState, to: str, at: datetime) -> MeetingState:
    """Another point is spoken about: the time until now belongs to the one before."""
    spent = at - state.current_since if state.current_since is not None else timedelta(0)
    seconds = max(0, int(spent.total_seconds()))
    points = (
        structs.replace(p, seconds=p.seconds + seconds) if p.key == state.current else p
        for p in state.points
    )
    since = at if to else None
    return structs.replace(state, points=tuple(points), current=to, current_since=since)


def _performed(outcome: Outcome, card_id: str, card_url: str) -> Outcome:
    if outcome.kind == "action":
        return structs.replace(outcome, card_id=card_id, card_url=card_url, failed="")
    failed = outcome.failed if outcome.refused else ""
    return structs.replace(outcome, written=(*outcome.written, card_id), failed=failed)


def _refused(outcome: Outcome, why: str, card_id: str) -> Outcome:
    """An outcome that Trello does not take; a decision: on this card, else on all that are left."""
    refused = (card_id,) if card_id else outcome.unwritten
    return structs.replace(outcome, failed=why, refused=(*outcome.refused, *refused))


def _retried(outcome: Outcome, again: Outcome) -> Outcome:
    """The same outcome as it is asked for now, of which nothing has failed yet."""
    return structs.replace(
        outcome, text=again.text, owners=again.owners, due=again.due, draft=again.draft,
        failed="", refused=(), tries=outcome.tries + 1,
    )  # fmt: skip


def _same(outcome: Outcome, known: Outcome) -> bool:
    """Whether the same came out of the same point before, in the same words: for the same people,
    on the same cards. What two people are to do is two actions."""
    return (
        (outcome.kind, outcome.point) == (known.kind, known.point)
        and (outcome.owners, outcome.due) == (known.owners, known.due)
        and outcome.cards == known.cards
        and " ".join(outcome.text.split()).casefold() == " ".join(known.text.split()).casefold()
    )
