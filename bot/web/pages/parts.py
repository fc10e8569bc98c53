"""Parts of a board's picture that several pages show."""

from datetime import datetime

from bot.chance import chance_for
from bot.effect_words import Names
from bot.web.pages.facts import Picture
from protocol.agenda import Agenda, agenda
from protocol.check import Report, check_board
from protocol.flow import Flow
from protocol.flow import flow_of as board_flow
from protocol.goals_report import GoalsReport, goals_report
from protocol.meeting_changes import Topic
from protocol.meeting_life import Point
from protocol.trial import TrialCount
from protocol.week_plan import WeekPlan, week_plan
from protocol.weeks import Weeks
from protocol.weeks import weeks_of as coming_weeks
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
        picture.context,
        since,
        picture.get(report_of),
        picture.get(load_of),
        trial,
        topics,
        left,
        chance_for(picture.context),
    )


def plan_of(picture: Picture) -> WeekPlan:
    """What the coming week may bring."""
    return week_plan(picture.context, picture.get(load_of))


def weeks_of(picture: Picture) -> Weeks:
    """What is promised in the coming weeks."""
    return coming_weeks(picture.context, picture.get(load_of))


def flow_of(picture: Picture) -> Flow:
    """How work flows."""
    return board_flow(picture.context)


def goals_of(picture: Picture) -> GoalsReport:
    """How far each goal is, and when its cards may be done."""
    return goals_report(picture.context, chance_for(picture.context))


def names_of(picture: Picture) -> Names:
    """Names of the board's cards, lists and members by id."""
    return Names([picture.context.board])
