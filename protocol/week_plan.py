"""Plan the week: what the team may take on next, within what it can carry.

A proposal is a card that waits to be promised, with the reasons why now and what it costs whom. A
card that is ready weighs a part of its estimate; one that is to be done in the coming week weighs
all of it, and so do those that are ready already. Nothing is moved by this.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec import Struct

from protocol.card_load import Estimates
from protocol.days import day_of, ordinal, spoken_day
from protocol.new_card import lists_for_cards
from protocol.subject import Context, Subject
from protocol.workload import Workload, workload

SOON = timedelta(days=14)
MOST = 40  # proposals that anybody reads


class Proposal(Struct, frozen=True):
    """A card that could be promised for the coming week."""

    card_id: str
    title: str
    url: str
    owners: tuple[str, ...]
    days: float  # what it costs in all
    reasons: tuple[str, ...]
    fits: bool  # within what its owners, or the team, have left beside those before it
    is_goal: bool = False


class WeekPlan(Struct, frozen=True):
    """Proposals, the most pressing first, and the room that they are to fit in."""

    proposals: tuple[Proposal, ...]
    room: dict[str, float]  # days that each person has left for something new, by name
    ready: int  # cards that are ready already
    more: int = 0  # proposals that are left out here

    @property
    def free(self) -> float:
        """Days that the team has left together."""
        return sum(max(0.0, days) for days in self.room.values())


def week_plan(context: Context, load: Workload | None = None) -> WeekPlan:
    """What the coming week may bring on this board."""
    load = load or workload(context)
    room = _room(load)
    left = dict(room)
    estimates = Estimates(context)
    found = sorted(_candidates(context), key=lambda pair: pair[0])
    proposals = []
    for _, subject, reasons in found[:MOST]:
        days = 0.0 if subject.is_goal else estimates.of(subject).days
        fits = _take(left, subject.owner_names, days)
        proposals.append(
            Proposal(
                subject.id, subject.title, subject.card.url, subject.owner_names, days, reasons,
                fits, subject.is_goal,
            )
        )  # fmt: skip
    ready = sum(subject.role == "ready" for subject in context.subjects)
    return WeekPlan(tuple(proposals), room, ready, max(0, len(found) - MOST))


def ready_list(context: Context) -> str:
    """The list that promised cards go to; empty when none means `ready`."""
    return next((list_id for list_id, role in lists_for_cards(context) if role == "ready"), "")


_Rank = tuple[int, datetime, int]
_FIRST_IN_LIST = 5  # cards that only their place in their list speaks for


def _candidates(context: Context) -> Iterator[tuple[_Rank, Subject, tuple[str, ...]]]:
    """Cards that wait to be promised and for which something speaks."""
    places: dict[str, int] = {}
    for number, subject in enumerate(context.subjects):
        if subject.role not in ("inbox", "goals") or subject.is_blocked:
            continue
        if subject.is_goal and not _is_short_goal(subject):
            continue
        place = places[subject.card.list_id] = places.get(subject.card.list_id, 0) + 1
        due = subject.card.due if not subject.card.due_complete else None
        rank, reasons = 3, []
        if due is not None and due - context.now <= SOON:
            day = spoken_day(day_of(due, context.zone), day_of(context.now, context.zone))
            rank, reasons = 0, [f"{'overdue since' if due < context.now else 'due'} {day}"]
        if subject.is_goal:
            rank = min(rank, 1)
            reasons.append("a short-term goal")
        elif goal := context.goals.by_id.get(context.goals.goal_of(subject) or ""):
            rank = min(rank, 1 if _is_short_goal(goal) else 2)
            reasons.append(f"serves '{goal.title}'")
        if not reasons and place <= _FIRST_IN_LIST:
            reasons.append(f"{ordinal(place)} in '{subject.list_name}'")
        if reasons:
            when = due if rank == 0 and due is not None else context.now
            yield (rank, when, number), subject, tuple(reasons)


def _is_short_goal(subject: Subject) -> bool:
    terms = subject.kind_terms
    return terms is not None and terms.horizon == "short"


def _room(load: Workload) -> dict[str, float]:
    """What each person has left, when all that is ready is to be done in the week as well."""
    room = {}
    for person in load.people:
        carried = sum(
            card.estimate.days * card.share if card.role == "ready" and card.estimate else card.days
            for card in person.counted
        )
        room[person.name] = round(person.capacity.days - carried, 2)
    return room


def _take(left: dict[str, float], owners: tuple[str, ...], days: float) -> bool:
    """Whether there is room for these days; they are taken out of it when there is.

    A card that nobody owns is for whoever has most room.
    """
    names = [name for name in owners if name in left]
    if not names and left:
        names = [max(left, key=lambda name: left[name])]
    share = days / len(names) if names else days
    if any(left[name] < share for name in names):
        return False
    for name in names:
        left[name] -= share
    return bool(names) or not days
