"""All cards of the sample team."""

from bot.sandbox.team.bulk import BULK
from bot.sandbox.team.counts import COUNTS
from bot.sandbox.team.deliveries import DELETED, DELIVERIES, NOT_WORK
from bot.sandbox.team.genetics import GENETICS
from bot.sandbox.team.goals import GOALS
from bot.sandbox.team.singlecell import SINGLE_CELL
from bot.sandbox.team.story import Deleted, Story
from bot.sandbox.team.tools import TOOLS

STORIES: tuple[Story, ...] = (
    *GOALS,
    *COUNTS,
    *BULK,
    *SINGLE_CELL,
    *GENETICS,
    *TOOLS,
    *DELIVERIES,
    *NOT_WORK,
)

__all__ = ["DELETED", "STORIES", "Deleted", "Story"]
