"""The numbers that the team's card shows. Pure; text and picture are both made from them."""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from hashlib import sha256

import msgspec
from msgspec import Struct, structs

from protocol.days import day_of, spoken_day
from protocol.goal_progress import GoalProgress, GoalsProgress
from protocol.render.workload_words import state
from protocol.sections.goals import horizon_of
from protocol.stays import Stays
from protocol.subject import Context
from protocol.weeks import weeks_of
from protocol.words import join_and
from protocol.workload import LoadCard, State, Workload, workload

MOST_GOALS, MOST_STUCK, MOST_OVER = 12, 8, 5
_HORIZONS = ("long", "", "short")
_NOBODY = "nobody"
_NO_TIME = datetime(1, 1, 1, tzinfo=UTC)


class PersonFacts(Struct, frozen=True):
    """One person's load, in days."""

    name: str
    username: str  # on Trello; for a font that cannot draw the name
    load: float
    capacity: float
    state: State
    says: str  # "over by 1.5", "2 free", "away"
    cards: int  # that count
    overdue: int


class GoalFacts(Struct, frozen=True):
    """One goal; `total` is 0 when nothing tells how far it is."""

    title: str
    url: str
    horizon: str  # "long", "short" or empty
    done: int
    total: int
    of: str  # "cards" or "checklist lines"
    reached: bool
    overdue: bool
    due: str  # "Mon 30 Nov", or empty
    held_up: int = 0  # open cards that wait or are blocked


class StuckFacts(Struct, frozen=True):
    """One card that has been too long where it is."""

    title: str
    url: str
    list_name: str
    days: int
    who: str


class TeamFacts(Struct, frozen=True):
    """Everything that the card shows, as of one moment."""

    board: str
    at: datetime
    zone: str
    load: float
    capacity: float
    people: tuple[PersonFacts, ...]
    unowned_cards: int
    unowned_days: float
    goals: tuple[GoalFacts, ...]
    more_goals: int
    stuck: tuple[StuckFacts, ...]
    more_stuck: int
    over: tuple[str, ...] = ()  # "Ines: week of 7 Dec 6.5 of 4 days"; the earliest first
    more_over: int = 0

    @property
    def digest(self) -> str:
        """Twelve digits that change with the numbers, and not with the moment alone."""
        timeless = structs.replace(self, at=_NO_TIME)
        return sha256(msgspec.json.encode(timeless)).hexdigest()[:12]


def team_facts(context: Context, bots: Collection[str] = ()) -> TeamFacts:
    """The numbers of a board now; `bots` are member ids that carry no load."""
    load = workload(context, bots)
    goals = tuple(_goals(context))
    over = tuple(each.says for each in weeks_of(context, load).over)
    stuck = _stuck(load)
    return TeamFacts(
        board=context.board.name,
        at=context.now,
        zone=context.agreement.timezone,
        load=round(load.load, 2),
        capacity=round(load.capacity, 2),
        people=tuple(_people(context, load)),
        unowned_cards=len(load.unowned.counted),
        unowned_days=round(load.unowned.load, 2),
        goals=goals[:MOST_GOALS],
        more_goals=max(0, len(goals) - MOST_GOALS),
        stuck=stuck[:MOST_STUCK],
        more_stuck=max(0, len(stuck) - MOST_STUCK),
        over=over[:MOST_OVER],
        more_over=max(0, len(over) - MOST_OVER),
    )


def _people(context: Context, load: Workload) -> Iterator[PersonFacts]:
    for person in load.people:
        member = context.board.members_by_id.get(person.member_id)
        yield PersonFacts(
            name=person.name,
            username=member.username if member else "",
            load=round(person.load, 2),
            capacity=round(person.capacity.days, 2),
            state=person.state,
            says=state(person),
            cards=len(person.counted),
            overdue=person.overdue,
        )


def _goals(context: Context) -> Iterator[GoalFacts]:
    """Goals that are not done, the far ones first, in the board's order."""
    progress = GoalsProgress(context, Stays(context))
    goals = [goal for goal in context.goals.goals if goal.role != "done"]
    for goal in sorted(goals, key=lambda goal: _HORIZONS.index(horizon_of(goal))):
        yield _goal(context, progress.of(goal))


def _goal(context: Context, progress: GoalProgress) -> GoalFacts:
    goal = progress.goal
    today = day_of(context.now, context.zone)
    due = goal.card.due
    return GoalFacts(
        title=goal.title,
        url=goal.card.url,
        horizon=horizon_of(goal),
        done=progress.done,
        total=progress.total,
        of=progress.of,
        reached=goal.card.due_complete,
        overdue=goal.is_overdue,
        due=spoken_day(day_of(due, context.zone), today) if due else "",
        held_up=len(progress.held_up),
    )


def _stuck(load: Workload) -> tuple[StuckFacts, ...]:
    """Cards that are stuck, the longest first; each once, with everybody who owns it."""
    cards: dict[str, LoadCard] = {}
    owners: dict[str, list[str]] = {}
    of_people = ((person.name, (*person.counted, *person.left_out)) for person in load.people)
    of_nobody = ("", (*load.unowned.counted, *load.unowned.left_out))
    for name, held in (*of_people, of_nobody):
        for card in held:
            if card.stuck_days is not None:
                cards[card.card_id] = card
                owners.setdefault(card.card_id, []).extend([name] if name else [])
    found = [
        StuckFacts(card.title, card.url, card.list_name, days, join_and(owners[key]) or _NOBODY)
        for key, card in cards.items()
        if (days := card.stuck_days) is not None
    ]
    return tuple(sorted(found, key=lambda card: -card.days))
