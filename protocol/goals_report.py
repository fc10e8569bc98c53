"""The goals of a board: how far, how fast, until when, what they wait for; and the other work."""

from collections.abc import Iterator
from datetime import date, datetime

from msgspec import Struct

from protocol.days import day_of
from protocol.flow import UNDER_WAY
from protocol.forecast import Forecast
from protocol.goal_forecast import ChanceOf, goal_forecast
from protocol.goal_progress import GoalProgress, GoalsProgress
from protocol.sections.goals import horizon_of
from protocol.subject import Context, Subject
from protocol.words import Role

HORIZONS = ("long", "", "short")


class GoalCard(Struct, frozen=True):
    """One card that serves a goal, or none."""

    card_id: str
    title: str
    url: str
    list_name: str
    role: Role | None
    who: tuple[str, ...]
    held_up: bool  # it waits, or is blocked


class GoalReport(Struct, frozen=True):
    """One goal, with the work that serves it, directly or through another goal."""

    card_id: str
    title: str
    url: str
    horizon: str  # "long", "short", or empty when its kind does not tell
    who: tuple[str, ...]
    due: date | None
    overdue: bool
    reached: bool
    done: int
    total: int
    of: str  # "cards", "checklist lines", or empty when nothing tells how far it is
    done_lately: int  # cards, in the last four weeks
    weeks_left: float | None  # at that pace; None without one
    last_moved: datetime | None
    open_cards: tuple[GoalCard, ...]  # those under way first
    serves: tuple[str, ...]  # titles of the longer goals that it serves, nearest first
    forecast: Forecast | None  # None for a goal without open cards, and for a reached one

    @property
    def held_up(self) -> tuple[GoalCard, ...]:
        """What it waits for."""
        return tuple(card for card in self.open_cards if card.held_up)


class GoalsReport(Struct, frozen=True):
    """All goals that are not put away: long-term ones first, then in the board's order."""

    board: str
    board_id: str
    board_url: str
    zone: str
    at: datetime
    goals: tuple[GoalReport, ...]
    under_way: int  # cards of work under way
    unserving: tuple[GoalCard, ...]  # of those, the ones that serve no goal
    ties_are_used: bool  # else no card of the board is tied to a goal


def goals_report(context: Context, chance_of: ChanceOf) -> GoalsReport:
    """The goals as they are now; `chance_of` gives each forecast its chance, seeded or not."""
    progress = GoalsProgress(context, context.stays)
    goals = [goal for goal in context.goals.goals if goal.role != "done"]
    goals.sort(key=lambda goal: HORIZONS.index(horizon_of(goal)))
    under_way = [s for s in context.subjects if s.role in UNDER_WAY and not s.is_goal]
    return GoalsReport(
        board=context.board.name,
        board_id=context.board.id,
        board_url=context.board.url,
        zone=context.agreement.timezone,
        at=context.now,
        goals=tuple(_goal(context, progress.of(goal), chance_of) for goal in goals),
        under_way=len(under_way),
        unserving=tuple(_card(s) for s in under_way if context.goals.goal_of(s) is None),
        ties_are_used=context.goals.ties_are_used,
    )


def _goal(context: Context, progress: GoalProgress, chance_of: ChanceOf) -> GoalReport:
    goal = progress.goal
    due = day_of(goal.card.due, context.zone) if goal.card.due else None
    reached = goal.card.due_complete
    cards = sorted(progress.open_cards, key=lambda card: card.role not in UNDER_WAY)
    return GoalReport(
        card_id=goal.id,
        title=goal.title,
        url=goal.card.url,
        horizon=horizon_of(goal),
        who=goal.owner_names,
        due=due,
        overdue=goal.is_overdue,
        reached=reached,
        done=progress.done,
        total=progress.total,
        of=progress.of,
        done_lately=progress.done_lately,
        weeks_left=progress.weeks_left,
        last_moved=progress.last_moved,
        open_cards=tuple(map(_card, cards)),
        serves=tuple(_served_by(context, goal)),
        forecast=goal_forecast(context, progress, chance_of),
    )


def _served_by(context: Context, goal: Subject) -> Iterator[str]:
    seen = {goal.id}
    current = context.goals.goal_of(goal)
    while current is not None and current not in seen:
        seen.add(current)
        longer = context.goals.by_id[current]
        yield longer.title
        current = context.goals.goal_of(longer)


def _card(subject: Subject) -> GoalCard:
    return GoalCard(
        card_id=subject.id,
        title=subject.title,
        url=subject.card.url,
        list_name=subject.list_name,
        role=subject.role,
        who=subject.owner_names,
        held_up=subject.role == "waiting" or subject.is_blocked,
    )
