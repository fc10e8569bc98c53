"""The goals: how far each is, its pace, what it waits for, and the work that serves none."""

from msgspec import Struct

from bot.web.pages.frame import render
from bot.web.pages.parts import goals_of, unserving_of
from bot.web.pages.visit import Visit
from protocol.goal_progress import GoalProgress

_MOST_GOALS, _MOST_CARDS = 60, 10


class Horizon(Struct, frozen=True):
    """The goals of one horizon."""

    title: str
    goals: tuple[GoalProgress, ...]


def show_goals(visit: Visit) -> str:
    """The page."""
    goals = visit.picture.get(goals_of)
    shown = goals[:_MOST_GOALS]
    horizons = [
        Horizon(title, tuple(goal for goal in shown if _horizon(goal) == horizon))
        for horizon, title in (("long", "Long-term"), ("short", "Short-term"), ("", "Goals"))
    ]
    unserving, under_way = visit.picture.get(unserving_of)
    return render(
        "goals.html", visit, page="goals", horizons=[h for h in horizons if h.goals],
        more=len(goals[_MOST_GOALS:]), unserving=unserving, under_way=under_way,
        most_cards=_MOST_CARDS,
    )  # fmt: skip


def _horizon(goal: GoalProgress) -> str:
    terms = goal.goal.kind_terms
    return terms.horizon if terms and terms.horizon in ("long", "short") else ""
