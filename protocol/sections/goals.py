"""Goals: how far they are, how fast, when they last moved and what they wait for."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from msgspec import structs

from protocol.days import day_of
from protocol.goal_forecast import forecast_clause, goal_forecast
from protocol.goal_progress import GoalProgress, GoalsProgress, pace_words
from protocol.movement import last_movement
from protocol.sections.section import Item, Matter, Progress, Section
from protocol.subject import Subject
from protocol.words import count_of, first_few, join_and, times

TITLE, SHOW = "Goals", 8
EMPTY = "The board has no goals: no list or kind of card means them."
_HORIZONS = ("long", "", "short")
_NAMED = 2  # titles of what a goal waits for
_A_DAY = timedelta(days=1)


def section(matter: Matter) -> Section:
    """Long-term goals, then short-term ones, in the board's order; reached ones of the period."""
    progress = GoalsProgress(matter.context, matter.stays)
    goals = [goal for goal in matter.context.goals.goals if _is_shown(matter, goal)]
    goals.sort(key=lambda goal: _HORIZONS.index(horizon_of(goal)))
    found = [progress.of(goal) for goal in goals]
    tied = any(goal.of == "cards" for goal in found)
    items = tuple(_item(matter, goal, tied=tied) for goal in found)
    return Section("goals", TITLE, items, SHOW, EMPTY, _notes(progress) if items else ())


def horizon_of(goal: Subject) -> str:
    """`long`, `short`, or empty for a goal whose kind does not tell."""
    horizon = goal.kind_terms.horizon if goal.kind_terms else ""
    return horizon if horizon in _HORIZONS else ""


def _is_reached(goal: Subject) -> bool:
    return goal.role == "done" or goal.card.due_complete


def _is_shown(matter: Matter, goal: Subject) -> bool:
    """Every open goal, and those that were reached in the period."""
    if not _is_reached(goal):
        return True
    if goal.role == "done":
        stay = matter.stays.since_in(goal.card, "done")
        return stay is not None and stay.begins >= matter.since
    moved = last_movement(goal.card, matter.context.history)
    return moved is not None and moved >= matter.since


def _item(matter: Matter, progress: GoalProgress, *, tied: bool) -> Item:
    """The goal with its progress; `tied` tells whether any card of the board serves a goal."""
    goal = progress.goal
    says = ["reached"] if _is_reached(goal) else [*_to_go(matter, progress)]
    short = horizon_of(goal) == "short"
    counted, told = _counted(progress), None
    if not progress.of and not short and tied:
        counted = ("no card serves it",)
    if progress.of:
        told = Progress(
            progress.done, progress.total, progress.of, progress.done_lately, progress.weeks_left
        )
    return structs.replace(
        matter.item(goal, *counted, *says),
        when=goal.card.due,
        times=_put_off(matter, goal) + goal.is_overdue if short else 0,
        progress=told,
        horizon=horizon_of(goal),
    )


def _counted(progress: GoalProgress) -> tuple[str, ...]:
    if not progress.of:
        return ()
    return (f"{progress.done} of {count_of(progress.total, progress.of[:-1])} done",)


def _to_go(matter: Matter, progress: GoalProgress) -> Iterator[str]:
    """Due day, forecast or else pace, what holds it up and when it last moved."""
    goal = progress.goal
    if goal.card.due is not None:
        late = ", which has passed" if goal.is_overdue else ""
        yield f"due {matter.day(goal.card.due)}{late}"
    if horizon_of(goal) != "short" and (put_off := _put_off(matter, goal)):
        yield f"put off {times(put_off)}"
    chance_of = matter.chance_of
    ahead = goal_forecast(matter.context, progress, chance_of) if chance_of is not None else None
    if clause := forecast_clause(ahead, matter.today):
        yield clause
    elif progress.open_cards:
        due = day_of(goal.card.due, matter.context.zone) if goal.card.due else None
        yield pace_words(progress.weeks_left, matter.context.now, due, matter.context.zone)
    if progress.held_up:
        titles = [f"'{card.title}'" for card in progress.held_up]
        yield f"held up: {join_and(first_few(titles, _NAMED))}"
    if progress.last_moved is not None:
        yield f"last moved {matter.ago(progress.last_moved)}"


def _put_off(matter: Matter, goal: Subject) -> int:
    """How often the due time was moved to a later day."""
    count = 0
    later = goal.card.due
    for action in matter.context.history.by_card.get(goal.id, ()):
        if "due" in action.changed:
            earlier = _time(action.changed["due"])
            if earlier is not None and later is not None and later - earlier >= _A_DAY:
                count += 1
            later = earlier
    return count


def _time(value: Any) -> datetime | None:
    """A time as Trello writes it in an action; None when there was none."""
    try:
        time = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return time if time is not None and time.tzinfo is not None else None


def _notes(progress: GoalsProgress) -> tuple[str, ...]:
    """How much of the work serves no goal: said, not scolded."""
    serving_none, under_way = progress.unserving()
    if not serving_none or serving_none == under_way:
        return ()  # nothing to say, or a board on which work is not tied to goals at all
    return (f"{serving_none} of {count_of(under_way, 'card')} under way serve no goal.",)
