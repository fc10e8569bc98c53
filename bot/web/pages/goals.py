"""The goals: how far each is, when it may be reached, what it waits for; work that serves none."""

from msgspec import Struct

from bot.web.pages.frame import render
from bot.web.pages.parts import goals_of
from bot.web.pages.visit import Visit
from protocol.goals_report import HORIZONS, GoalReport, GoalsReport
from protocol.render.goals_words import (
    HEADINGS,
    NO_GOALS,
    assumption_words,
    forecast_words,
    goal_facts,
    unserving_words,
)

_MOST_GOALS, _MOST_CARDS, _MOST_UNSERVING = 50, 10, 40


class Told(Struct, frozen=True):
    """One goal in words."""

    goal: GoalReport
    facts: tuple[str, ...]
    forecast: str
    assumed: str


class Horizon(Struct, frozen=True):
    """The goals of one horizon."""

    title: str
    goals: tuple[Told, ...]


def show_goals(visit: Visit) -> str:
    """The page."""
    report = visit.picture.get(goals_of)
    shown = report.goals[:_MOST_GOALS]
    horizons = [
        Horizon(HEADINGS[horizon], tuple(_told(g, report) for g in shown if g.horizon == horizon))
        for horizon in HORIZONS
    ]
    return render(
        "goals.html", visit, page="goals", horizons=[h for h in horizons if h.goals],
        more=len(report.goals[_MOST_GOALS:]), report=report, none=NO_GOALS,
        unserving=unserving_words(report), most_cards=_MOST_CARDS, most_unserving=_MOST_UNSERVING,
    )  # fmt: skip


def _told(goal: GoalReport, report: GoalsReport) -> Told:
    assumed = assumption_words(goal.forecast) if goal.forecast else ""
    return Told(goal, tuple(goal_facts(goal, report)), forecast_words(goal, report), assumed)
