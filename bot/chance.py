"""Chance for forecasts: the same for the same goal on the same day.

So a forecast that is asked for twice in a day says the same twice, wherever it is asked.
"""

from random import Random

from protocol.days import day_of
from protocol.goal_forecast import ChanceOf
from protocol.subject import Context


def chance_for(context: Context) -> ChanceOf:
    """The chance of each goal's forecast on the day that the board is judged at."""
    day = day_of(context.now, context.zone).isoformat()
    return lambda goal_id: Random(f"{goal_id} {day}")  # noqa: S311 - no secret hangs on it
