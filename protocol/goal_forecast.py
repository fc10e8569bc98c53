"""When a goal's open cards will be done, from what was done of it in each past week."""

from collections.abc import Callable
from datetime import date, timedelta

from protocol.days import day_of, spoken_day
from protocol.flow import WEEKS, card_past, this_monday, whole_weeks
from protocol.forecast import Chance, Forecast, forecast
from protocol.goal_progress import GoalProgress
from protocol.subject import Context

ChanceOf = Callable[[str], Chance]  # by a goal's card id
_A_WEEK = timedelta(weeks=1)


def goal_forecast(context: Context, progress: GoalProgress, chance_of: ChanceOf) -> Forecast | None:
    """The forecast of a goal; None for one without open cards, and for a reached one."""
    goal = progress.goal
    if not progress.open_cards or goal.card.due_complete:
        return None
    due = day_of(goal.card.due, context.zone) if goal.card.due else None
    return forecast(
        _done_by_week(context, progress),
        len(progress.open_cards),
        day_of(context.now, context.zone),
        chance_of(goal.id),
        due if due and not goal.is_overdue else None,
    )


def forecast_clause(found: Forecast | None, today: date) -> str:
    """`done by Fri 19 Feb with 85 % probability, by its due day with 69 %`; empty without one."""
    if found is None or found.p85 is None:
        return ""
    clause = f"done by {spoken_day(found.p85, today)} with 85 % probability"
    return (
        clause if found.by_due is None else f"{clause}, by its due day with {percent(found.by_due)}"
    )


def percent(share: float) -> str:
    """`72 %`; never quite 0 or 100 %, for a forecast is never sure."""
    if share <= 0.01:
        return "less than 1 %"
    return "more than 99 %" if share >= 0.99 else f"{share:.0%}".replace("%", " %")


def _done_by_week(context: Context, progress: GoalProgress) -> list[int]:
    """How many of the goal's cards came to done in each whole week since its first card began."""
    pasts = [card_past(card) for card in (*progress.done_cards, *progress.open_cards)]
    begun = [past.started.begins for past in pasts if past.started is not None]
    begun += [past.done for past in pasts if past.done is not None]
    if not begun:
        return []
    first = day_of(min(begun), context.zone)
    days = [day_of(past.done, context.zone) for past in pasts if past.done is not None]
    mondays = [m for m in whole_weeks(context, WEEKS) if m > first - _A_WEEK]
    now = this_monday(context)
    return [sum(m <= day < m + _A_WEEK for day in days) for m in mondays if m < now]
