"""How far each goal is: its cards done and open, its pace, what it waits for, its last movement."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cached_property
from math import ceil
from zoneinfo import ZoneInfo

from msgspec import Struct

from protocol.board import Card
from protocol.days import day_of
from protocol.movement import last_movement
from protocol.stays import Stays
from protocol.subject import Context, Subject
from protocol.words import count_of

PACE_OVER = timedelta(weeks=4)
_WEEKS = PACE_OVER / timedelta(weeks=1)
_LONG = 5000  # weeks: beyond it no day needs to be told


class GoalProgress(Struct, frozen=True):
    """One goal with the work that serves it, directly or through another goal."""

    goal: Subject
    open_cards: tuple[Subject, ...]
    done_cards: tuple[Subject, ...]  # archived ones too
    done_lately: int  # of those, how many came to done in the last four weeks
    held_up: tuple[Subject, ...]  # open cards that wait or are blocked
    last_moved: datetime | None  # the goal's own card, or one of its cards; talk is no movement

    @property
    def of(self) -> str:
        """What its progress is counted in; empty when nothing tells it."""
        if self.open_cards or self.done_cards:
            return "cards"
        return "checklist lines" if self._lines else ""

    @property
    def done(self) -> int:
        """How many cards, else checklist lines, are done."""
        return len(self.done_cards) if self.of == "cards" else sum(self._lines)

    @property
    def total(self) -> int:
        """How many cards, else checklist lines, there are."""
        cards = len(self.done_cards) + len(self.open_cards)
        return cards if self.of == "cards" else len(self._lines)

    @property
    def weeks_left(self) -> float | None:
        """Weeks until its open cards are done at the pace of the last four; None without a pace."""
        if not self.done_lately or not self.open_cards:
            return None
        return len(self.open_cards) / (self.done_lately / _WEEKS)

    @property
    def _lines(self) -> list[bool]:
        return [item.done for checklist in self.goal.card.checklists for item in checklist.items]


def pace_words(weeks_left: float | None, now: datetime, due: date | None, zone: ZoneInfo) -> str:
    """How long a goal's open cards take at their pace, and whether that is too late for its due
    day: the same words wherever goals are told of."""
    if weeks_left is None:
        return "no card done in 4 weeks"
    done_on = day_of(now + timedelta(weeks=min(weeks_left, _LONG)), zone)
    late = ", which is too late" if due is not None and done_on > due else ""
    return f"{count_of(ceil(weeks_left), 'week')} more at the pace of the last 4{late}"


class GoalsProgress:
    """The progress of every goal of a board."""

    def __init__(self, context: Context, stays: Stays) -> None:
        self._context = context
        self._stays = stays

    def of(self, goal: Subject) -> GoalProgress:
        """How far this goal is."""
        served = [card for goal_id in self._with_parts(goal.id) for card in self._work(goal_id)]
        done = tuple(card for card in served if card.role == "done")
        still_open = tuple(
            c for c in served if c.role not in ("done", "ignored") and not c.card.closed
        )
        history = self._context.history
        moved = [last_movement(card.card, history) for card in (goal, *served)]
        return GoalProgress(
            goal=goal,
            open_cards=still_open,
            done_cards=done,
            done_lately=sum(self._is_late(card.card) for card in done),
            held_up=tuple(c for c in still_open if c.role == "waiting" or c.is_blocked),
            last_moved=max((time for time in moved if time is not None), default=None),
        )

    def unserving(self) -> tuple[int, int]:
        """How many cards under way serve no goal, and how many are under way."""
        under_way = [
            subject
            for subject in self._context.subjects
            if subject.role in ("doing", "waiting", "review") and not subject.is_goal
        ]
        serving = {card.id for cards in self._served.values() for card in cards}
        return sum(subject.id not in serving for subject in under_way), len(under_way)

    def _with_parts(self, goal_id: str) -> Iterator[str]:
        """The goal and the goals that serve it, each once."""
        seen, left = {goal_id}, [goal_id]
        while left:
            current = left.pop()
            yield current
            for card in self._served.get(current, ()):
                if card.is_goal and card.id not in seen:
                    seen.add(card.id)
                    left.append(card.id)

    def _work(self, goal_id: str) -> Iterator[Subject]:
        return (card for card in self._served.get(goal_id, ()) if not card.is_goal)

    @cached_property
    def _served(self) -> dict[str, list[Subject]]:
        """Cards by the goal that they serve, archived ones too."""
        goals, found = self._context.goals, dict[str, list[Subject]]()
        if not goals.goals:
            return found
        for card in self._context.board.cards:
            if card.is_template:
                continue
            subject = self._context.subjects_by_id.get(card.id) or Subject(card, self._context)
            goal_id = goals.goal_of(subject)
            if goal_id:
                found.setdefault(goal_id, []).append(subject)
        return found

    def _is_late(self, card: Card) -> bool:
        """Whether the card came to done in the last four weeks."""
        stay = self._stays.since_in(card, "done")
        when = stay.begins if stay is not None and stay.exact else None
        return when is not None and when >= self._context.now - PACE_OVER
