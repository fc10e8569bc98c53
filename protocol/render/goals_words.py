"""Sentences on goals that text, Markdown, page and Slack share."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from protocol.days import ago, day_of, spoken_day
from protocol.forecast import Forecast
from protocol.goal_forecast import percent
from protocol.goal_progress import pace_words
from protocol.goals_report import GoalReport, GoalsReport
from protocol.words import count_of, first_few, join_and

HEADINGS = {"long": "Long-term goals", "": "Goals", "short": "Short-term goals"}
NO_GOALS = (
    "The board has no open goals: no list or kind of card means them. A list with the role "
    "`goals`, or a kind with a horizon, would."
)
_NAMED = 2  # titles of what a goal waits for


def goal_facts(goal: GoalReport, report: GoalsReport) -> Iterator[str]:
    """Facts in words, the most telling first: how far, until when, how fast, what holds it up."""
    zone = ZoneInfo(report.zone)
    today = day_of(report.at, zone)
    if goal.reached:
        yield "reached"
        return
    if goal.of:
        yield f"{goal.done} of {count_of(goal.total, goal.of[:-1])} done"
    elif report.ties_are_used and goal.horizon != "short":
        yield "no card serves it"
    if goal.due is not None:
        yield f"due {spoken_day(goal.due, today)}{', which has passed' if goal.overdue else ''}"
    if goal.open_cards and not (goal.forecast and goal.forecast.p85):
        yield pace_words(goal.weeks_left, report.at, goal.due, zone)
    if goal.held_up:
        titles = [f"'{card.title}'" for card in goal.held_up]
        yield f"held up: {join_and(first_few(titles, _NAMED))}"
    if goal.last_moved is not None:
        yield f"last moved {ago(day_of(goal.last_moved, zone), today)}"
    if goal.serves:
        yield f"serves '{goal.serves[0]}'"


def forecast_words(goal: GoalReport, report: GoalsReport) -> str:
    """One sentence on when it will be done, or on why nobody can say; empty without a forecast."""
    found = goal.forecast
    if found is None:
        return ""
    today = day_of(report.at, ZoneInfo(report.zone))
    if found.p50 is None or found.p85 is None:
        return f"No forecast: {found.refused[:1].lower()}{found.refused[1:]}"
    line = f"Done by {spoken_day(found.p85, today)} with 85 % probability"
    line += f" (50 %: {spoken_day(found.p50, today)}"
    if found.p95 is not None:
        line += f", 95 %: {spoken_day(found.p95, today)}"
    line += ")"
    if found.by_due is not None and goal.due is not None:
        line += f"; by its due day, {spoken_day(goal.due, today)}, {percent(found.by_due)}"
    return f"{line}."


def assumption_words(found: Forecast) -> str:
    """What the forecast takes for granted, in one sentence."""
    return f"Assumed: {'; '.join(found.assumptions)}." if found.assumptions else ""


def unserving_words(report: GoalsReport) -> str:
    """How much of the work serves no goal: said, not scolded; empty when there is none."""
    count = len(report.unserving)
    if not report.goals or not count:
        return ""
    if not report.ties_are_used:
        return (
            "No card is tied to a goal yet. A label such as `goal: NAME`, or a link to the goal's "
            "card, ties one."
        )
    verb = "serves" if count == 1 else "serve"
    return f"{count} of {count_of(report.under_way, 'card')} under way {verb} no goal."
