"""The coming weeks, person by person: what is promised by a day, against what can be carried.

docs/workload.md has it in words; `jobs.py` lays the work, `rebalance.py` proposes who could help.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from msgspec import Struct

from protocol.card_load import days_figure
from protocol.duties import Duty
from protocol.jobs import Laid
from protocol.planning import STARTED, Matter, Plan
from protocol.rebalance import Proposal, Unsolved, proposals
from protocol.subject import Context
from protocol.words import Role
from protocol.workload import FULL_FROM, State, Workload

WEEKS = 4
MOST_WEEKS = 8
_CLOSE_ENOUGH = 0.005  # days; as in workload.py


class WeekCard(Struct, frozen=True):
    """One card in one week of one person."""

    card_id: str
    title: str
    url: str
    role: Role | None
    due: date | None  # the day it is promised for
    days: float  # of its work that lie in this week
    unfit: float = 0.0  # of those, what does not fit in time
    overdue: bool = False
    started: bool = False


class WeekCell(Struct, frozen=True):
    """One person's week. `promised` counts what is due by a day; `filling` what has no day."""

    first: date
    last: date
    spoken: str  # "this week", "week of 7 Dec"
    capacity: float
    promised: float
    filling: float
    held: float  # days of waiting or blocked cards that are due in this week; counted nowhere
    away: float  # working days
    holidays: int  # of those, public holidays
    duties: tuple[Duty, ...]
    cards: tuple[WeekCard, ...]  # promised ones first

    @property
    def over(self) -> float:
        """Days that do not fit in time, even by working ahead."""
        return sum(card.unfit for card in self.cards)

    @property
    def state(self) -> State:
        """As in the workload, by what is promised."""
        if self.over > _CLOSE_ENOUGH:
            return "Over"
        if not self.capacity and self.away:
            return "Away"
        full = self.capacity * FULL_FROM - _CLOSE_ENOUGH
        return "Full" if self.promised and self.promised >= full else "Available"

    @property
    def says(self) -> str:
        """`6.5 of 4 days`."""
        return f"{days_figure(self.promised)} of {days_figure(self.capacity)} days"


class PersonWeeks(Struct, frozen=True):
    """One person's weeks; `later` is promised for a day beyond them, `undated` found no room."""

    name: str
    member_id: str
    cells: tuple[WeekCell, ...]
    later: float
    undated: float

    @property
    def over(self) -> tuple[WeekCell, ...]:
        """The weeks that are over-committed."""
        return tuple(cell for cell in self.cells if cell.state == "Over")


class OverCommitment(Struct, frozen=True):
    """A person, and the week in which more is promised than fits."""

    name: str
    member_id: str
    cell: WeekCell
    says: str  # "Ines: 6.5 of 4 days, week of 7 Dec"

    @property
    def key(self) -> str:
        """What tells the person: the member's id, or the name of who is on no board."""
        return self.member_id or self.name


class Weeks(Struct, frozen=True):
    """The heat map, in the order of the workload's people."""

    board: str
    board_id: str
    board_url: str
    zone: str
    today: date
    starts: tuple[date, ...]  # the first working day of each week
    people: tuple[PersonWeeks, ...]
    unowned: tuple[WeekCard, ...]  # promised for a day within the weeks, and nobody's
    headings: tuple[str, ...]  # the same in words
    over: tuple[OverCommitment, ...]  # earliest week first, then the largest
    proposals: tuple[Proposal, ...]
    unsolved: tuple[Unsolved, ...]  # what no card that could move would solve

    @property
    def says_nothing(self) -> bool:
        """Whether a table of them would be empty: nothing is due, and nobody has asked for days."""
        cells = (cell for person in self.people for cell in person.cells)
        return not any(
            cell.promised or cell.held or cell.away > cell.holidays or cell.duties for cell in cells
        )


def weeks_of(context: Context, load: Workload, count: int = WEEKS) -> Weeks:
    """The coming weeks of everybody, the present one first (on a weekend: the next)."""
    matter = Matter(context, load, count)
    people = tuple(_person(matter, plan) for plan in matter.plans)
    over = _over(people)
    plans = {plan.key: plan for plan in matter.plans}
    found, unsolved = proposals(
        matter, [(plans[each.key], matter.number_of(each.cell.first)) for each in over]
    )
    return Weeks(
        board=context.board.name,
        board_id=context.board.id,
        board_url=context.board.url,
        zone=context.agreement.timezone,
        today=matter.today,
        starts=tuple(week[0] for week in matter.weeks),
        headings=tuple(matter.spoken(number) for number in range(count)),
        people=people,
        unowned=tuple(_unowned(matter)),
        over=over,
        proposals=found,
        unsolved=unsolved,
    )


def over_committed(
    context: Context, load: Workload, count: int = WEEKS
) -> tuple[OverCommitment, ...]:
    """Who has promised more than fits, and in which of the coming weeks; without what could be
    done about it."""
    matter = Matter(context, load, count)
    return _over(_person(matter, plan) for plan in matter.plans)


def _over(people: Iterable[PersonWeeks]) -> tuple[OverCommitment, ...]:
    """The earliest week first, then the largest."""
    over = [
        OverCommitment(
            person.name,
            person.member_id,
            cell,
            f"{person.name}: {cell.says}, {cell.spoken}",
        )
        for person in people
        for cell in person.over
    ]
    return tuple(sorted(over, key=lambda found: (found.cell.first, -found.cell.over)))


def _person(matter: Matter, plan: Plan) -> PersonWeeks:
    laid = plan.laid
    later = {card_id for card_id in laid.later if matter.beyond(matter.cards[card_id])}
    return PersonWeeks(
        name=plan.name,
        member_id=plan.member_id,
        cells=tuple(_cell(matter, plan, laid, number) for number in range(len(matter.weeks))),
        later=sum(laid.later[key] for key in later),
        undated=sum(days for key, days in laid.later.items() if key not in later),
    )


def _cell(matter: Matter, plan: Plan, laid: Laid, number: int) -> WeekCell:
    fits = laid.by_week[number]
    last = {job.key: job.last for job in plan.jobs}
    unfit = {key: days for key, days in laid.unfit.items() if last[key] == number}
    cards = [
        _card(matter, key, fits.get(key, 0.0), unfit.get(key, 0.0))
        for key in dict.fromkeys((*fits, *unfit))
    ]
    dated = [card for card in cards if last[card.card_id] is not None]
    other = [card for card in cards if last[card.card_id] is None]
    dated.sort(key=lambda card: (card.due or matter.today, -card.days))
    week, capacity = matter.weeks[number], plan.capacities[number]
    return WeekCell(
        first=week[0],
        last=week[-1],
        spoken=matter.spoken(number),
        capacity=capacity.days,
        promised=sum(card.days for card in dated),
        filling=sum(card.days for card in other),
        held=sum(job.days for job in plan.held if job.last == number),
        away=capacity.days_off,
        holidays=len(capacity.holidays),
        duties=capacity.duties,
        cards=(*dated, *other),
    )


def _card(matter: Matter, key: str, fits: float, unfit: float) -> WeekCard:
    card = matter.cards[key]
    return WeekCard(
        card_id=key,
        title=card.title,
        url=card.url,
        role=card.role,
        due=matter.due(key),
        days=fits + unfit,
        unfit=unfit,
        overdue=card.overdue,
        started=card.role in STARTED,
    )


def _unowned(matter: Matter) -> Iterator[WeekCard]:
    """Nobody's cards that are due within the weeks, first due first."""
    found = []
    for card in matter.load.unowned.counted:
        matter.cards[card.card_id] = card
        if card.due is not None and not matter.beyond(card):
            found.append(_card(matter, card.card_id, matter.left(card), 0.0))
    yield from sorted(found, key=lambda card: card.due or matter.today)
