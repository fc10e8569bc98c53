"""Parts of a board's picture that several pages show."""

from datetime import datetime

from bot.effect_words import Names
from bot.web.pages.facts import Picture
from protocol.agenda import Agenda, agenda
from protocol.check import Report, check_board
from protocol.goal_progress import GoalProgress, GoalsProgress
from protocol.meeting_changes import Topic
from protocol.meeting_life import Point
from protocol.stays import Stays
from protocol.trial import TrialCount
from protocol.week_plan import WeekPlan, week_plan
from protocol.workload import Workload, workload


def report_of(picture: Picture) -> Report:
    """What the agreement says of the board."""
    return check_board(picture.context)


def load_of(picture: Picture) -> Workload:
    """Who carries how much."""
    return workload(picture.context)


def agenda_of(
    picture: Picture,
    since: datetime,
    trial: tuple[TrialCount, ...],
    topics: tuple[Topic, ...],
    left: tuple[Point, ...],
) -> Agenda:
    """The agenda of a meeting held now, from what changed since then."""
    return agenda(
        picture.context, since, picture.get(report_of), picture.get(load_of), trial, topics, left
    )


def plan_of(picture: Picture) -> WeekPlan:
    """What the coming week may bring."""
    return week_plan(picture.context, picture.get(load_of))


def goals_of(picture: Picture) -> tuple[GoalProgress, ...]:
    """How far each goal is, in the board's order."""
    progress = picture.get(_progress)
    return tuple(progress.of(goal) for goal in picture.context.goals.goals)


def unserving_of(picture: Picture) -> tuple[int, int]:
    """How many cards under way serve no goal, and how many are under way."""
    return picture.get(_progress).unserving()


def names_of(picture: Picture) -> Names:
    """Names of the board's cards, lists and members by id."""
    return Names([picture.context.board])


def _progress(picture: Picture) -> GoalsProgress:
    return GoalsProgress(picture.context, Stays(picture.context))
