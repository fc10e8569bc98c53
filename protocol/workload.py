"""Who carries how much: each person's load with its working, beside what the person can carry.

docs/workload.md has the formula in words; `card_load.py` has the load of one card.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any, Literal, get_args

from msgspec import Struct, structs

from protocol.agreement import fold
from protocol.board import Member
from protocol.bots import is_bot
from protocol.capacity import NO_TERMS, Capacity, capacity_in
from protocol.card_load import Estimate, Estimates, LeftOut, days_figure, left_out, working
from protocol.days import coming_week, day_of
from protocol.rule import Breach, Options, Rule, level_for, rule_options
from protocol.rules import review_too_long, stuck_in_list
from protocol.subject import Context, Subject
from protocol.words import ROLES, Role, join_and

State = Literal["Over", "Full", "Available", "Away"]
STATES: tuple[State, ...] = get_args(State)

FULL_FROM = 0.8  # of the capacity: from here on there is no room for another card of a usual size
_CLOSE_ENOUGH = 0.005  # days; sums of shares are not exact
_STUCK = (stuck_in_list.RULE, review_too_long.RULE)  # what they call too long is shown as stuck


class LoadCard(Struct, frozen=True):
    """One card under a person: counted with its working, or left out with the reason."""

    card_id: str
    title: str
    url: str
    list_name: str
    role: Role | None
    days: float = 0.0  # what it adds to this person's load
    estimate: Estimate | None = None  # with the rest of the working, when it counts
    weight: float = 0.0
    share: float = 1.0
    shared_with: tuple[str, ...] = ()
    says: str = ""  # the working in words, or why it is left out
    left_out: LeftOut | None = None
    due: datetime | None = None
    overdue: bool = False
    stuck_days: int | None = None  # days in its list, when the agreement calls that stuck


class PersonLoad(Struct, frozen=True):
    """What one person carries. `counted` is largest first, `left_out` in the board's order."""

    name: str
    member_id: str  # empty for a person of the agreement who is not on the board
    load: float  # days
    capacity: Capacity
    state: State
    counted: tuple[LoadCard, ...]
    left_out: tuple[LoadCard, ...]

    @property
    def over(self) -> float:
        """Days by which the load is more than the capacity; 0 when it is not."""
        return max(0.0, self.load - self.capacity.days)

    @property
    def overdue(self) -> int:
        """How many of the person's cards are past their due time."""
        return sum(card.overdue for card in (*self.counted, *self.left_out))

    @property
    def stuck(self) -> int:
        """How many of the person's cards have been too long where they are."""
        return sum(card.stuck_days is not None for card in (*self.counted, *self.left_out))


class Unowned(Struct, frozen=True):
    """The work that lies with nobody: cards that would count if somebody owned them."""

    load: float
    counted: tuple[LoadCard, ...]
    left_out: tuple[LoadCard, ...]


class Formula(Struct, frozen=True):
    """The numbers that the agreement puts into the formula."""

    weights: dict[Role, float]
    default_estimate: float
    medians: dict[str, tuple[float, int]]  # median estimate and number of cards, by kind
    median_days: int
    shared: str  # "split" or "full"
    full_from: float


class Workload(Struct, frozen=True):
    """The load of a team; people are in the order Over, Full, Available, Away."""

    board: str
    board_id: str
    board_url: str
    agreement: str
    at: datetime
    read: datetime | None  # the latest moment that the board's data knows of
    zone: str
    week: tuple[date, ...]  # the working days that the capacities are for
    people: tuple[PersonLoad, ...]
    unowned: Unowned
    not_people: tuple[tuple[str, str], ...]  # members without a load of their own, and why
    formula: Formula

    @property
    def load(self) -> float:
        """Days that the people carry together."""
        return sum(person.load for person in self.people)

    @property
    def capacity(self) -> float:
        """Days that the people have together in the coming week."""
        return sum(person.capacity.days for person in self.people)


def workload(context: Context, bots: Collection[str] = ()) -> Workload:
    """Load, capacity and cards of everybody on the board and in the agreement.

    `bots` are member ids of Cardkeeper itself and its like; a member whose name says that it is a
    bot is left out too, unless the agreement names it among the people.
    """
    members, not_people = _people(context, bots)
    sorter = _Sorter(context, {member.id for member in members})
    for subject in context.subjects:
        sorter.take(subject)
    for subject in _ignored(context):
        sorter.take(subject)
    week = coming_week(day_of(context.now, context.zone))
    people = [_person(context, member, week, sorter) for member in members]
    people += _not_on_board(context, members, week)
    people.sort(key=lambda person: (STATES.index(person.state), -person.load, fold(person.name)))
    load = context.agreement.load
    return Workload(
        board=context.board.name,
        board_id=context.board.id,
        agreement=context.agreement.name,
        board_url=context.board.url,
        at=context.now,
        read=context.board.last_moment,
        zone=context.agreement.timezone,
        week=week,
        people=tuple(people),
        unowned=sorter.unowned(),
        not_people=not_people,
        formula=Formula(
            weights={role: context.agreement.weight(role) for role in ROLES},
            default_estimate=load.estimate,
            medians=sorter.estimates.medians,
            median_days=load.median_days,
            shared=load.shared,
            full_from=FULL_FROM,
        ),
    )


def _people(
    context: Context, bots: Collection[str]
) -> tuple[tuple[Member, ...], tuple[tuple[str, str], ...]]:
    """Members who carry load, and the others with the reason."""
    people, others = [], []
    for member in context.board.members:
        named = context.person_of(member) is not None
        if not member.active:
            others.append((context.name_of(member.id), "no longer on the board"))
        elif member.id in bots or (not named and is_bot(member)):
            others.append((context.name_of(member.id), "a bot"))
        elif member.is_observer and not named:
            others.append((context.name_of(member.id), "an observer"))
        else:
            people.append(member)
    return tuple(people), tuple(sorted(others))


def _ignored(context: Context) -> tuple[Subject, ...]:
    """Open cards that a label or a list takes out of sight; they are shown as left out."""
    known = context.subjects_by_id
    return tuple(
        Subject(card, context) for card in context.board.open_cards if card.id not in known
    )


class _Sorter:
    """Puts each card under the people who own it."""

    def __init__(self, context: Context, people: set[str]) -> None:
        self.estimates = Estimates(context)
        self._context = context
        self._people = people
        self._stuck = _stuck(context)
        self._counted: dict[str, list[LoadCard]] = {}
        self._left_out: dict[str, list[LoadCard]] = {}

    def take(self, subject: Subject) -> None:
        """Adds the card to each of its owners, or to nobody's."""
        owners = [owner for owner in subject.owners if owner.id in self._people]
        why = left_out(subject)
        if why is not None:
            card = structs.replace(self._card(subject), says=why.says, left_out=why)
            if why.reason == "ignored":
                card = structs.replace(card, overdue=False)
            for owner_id in [owner.id for owner in owners] or [""]:
                self._left_out.setdefault(owner_id, []).append(card)
            return
        if not owners:
            held = self._held_by_others(subject)
            self._counted.setdefault("", []).append(self._counted_card(subject, (), held))
        for owner in owners:
            others = tuple(self._context.name_of(o.id) for o in owners if o.id != owner.id)
            self._counted.setdefault(owner.id, []).append(self._counted_card(subject, others))

    def of(self, member_id: str) -> tuple[tuple[LoadCard, ...], tuple[LoadCard, ...]]:
        """The counted cards of a member, largest first, and those left out."""
        counted = sorted(self._counted.get(member_id, ()), key=lambda card: -card.days)
        return tuple(counted), tuple(self._left_out.get(member_id, ()))

    def unowned(self) -> Unowned:
        """The work without an owner; goals, done, ignored and unpromised cards need none."""
        counted, others = self.of("")
        shown = ("waiting", "blocked", "run", "no-role")
        others = tuple(c for c in others if c.left_out and c.left_out.reason in shown)
        return Unowned(sum(card.days for card in counted), counted, others)

    def _counted_card(
        self, subject: Subject, others: tuple[str, ...], remark: str = ""
    ) -> LoadCard:
        role = subject.role
        assert role is not None  # a card without a role is left out
        estimate = self.estimates.of(subject)
        weight = self._context.agreement.weight(role)
        splits = self._context.agreement.load.shared == "split"
        share = 1 / (len(others) + 1) if splits else 1.0
        shown = f" × 1/{len(others) + 1}" if others and splits else ""
        shown += f", shared with {join_and(others)}" if others else ""
        return structs.replace(
            self._card(subject),
            days=estimate.days * weight * share,
            estimate=estimate,
            weight=weight,
            share=share,
            shared_with=others,
            says=working(estimate, weight, role, shown) + remark,
        )

    def _card(self, subject: Subject) -> LoadCard:
        return LoadCard(
            card_id=subject.id,
            title=subject.title,
            url=subject.card.url,
            list_name=subject.list_name,
            role=subject.role,
            due=subject.card.due,
            overdue=subject.is_overdue,
            stuck_days=self._stuck.get(subject.id),
        )

    def _held_by_others(self, subject: Subject) -> str:
        """A remark on a card whose members carry no load, or have left."""
        if not subject.card.member_ids:
            return ""
        names = (self._context.name_of(member_id) for member_id in subject.card.member_ids)
        return f"; its members carry no load here: {join_and(names)}"


def _stuck(context: Context) -> dict[str, int]:
    """Days that the cards have been where they are which the rules call stuck, by card id."""
    found: dict[str, int] = {}
    for rule in _STUCK:
        options = rule_options(rule, context.agreement)
        for subject in context.subjects:
            if level_for(rule, context.agreement, subject) != "off":
                for breach in _judged(rule, subject, context, options):
                    found[subject.id] = int(context.days_since(breach.since or context.now))
    return found


def _judged(
    rule: Rule[Any], subject: Subject, context: Context, options: Options
) -> Iterable[Breach]:
    return rule.check(subject, context, options) if rule.check else ()


def _person(
    context: Context, member: Member, week: tuple[date, ...], sorter: _Sorter
) -> PersonLoad:
    known = context.person_of(member)
    name = context.name_of(member.id)
    capacity = capacity_in(context.agreement, name, known[1] if known else NO_TERMS, week)
    counted, others = sorter.of(member.id)
    load = sum(card.days for card in counted)
    state = state_of(load, capacity, len(week))
    return PersonLoad(name, member.id, load, capacity, state, counted, others)


def _not_on_board(
    context: Context, members: tuple[Member, ...], week: tuple[date, ...]
) -> list[PersonLoad]:
    """People of the agreement whom the board does not know; they carry nothing here."""
    on_board = {named[0] for member in members if (named := context.person_of(member))}
    found = []
    for name, terms in context.agreement.people.items():
        if name not in on_board:
            capacity = capacity_in(context.agreement, name, terms, week)
            state = state_of(0.0, capacity, len(week))
            found.append(PersonLoad(name, "", 0.0, capacity, state, (), ()))
    return found


def state_of(load: float, capacity: Capacity, workdays: int) -> State:
    """Away for the whole week, Over the capacity, Full from `FULL_FROM` of it, or Available."""
    if len(capacity.away) == workdays:
        return "Away"
    if load > capacity.days + _CLOSE_ENOUGH:
        return "Over"
    return "Full" if load >= capacity.days * FULL_FROM - _CLOSE_ENOUGH else "Available"


def in_words(person: PersonLoad) -> str:
    """One line on a person: `6.5 of 5 days, over by 1.5`."""
    line = f"{days_figure(person.load)} of {days_figure(person.capacity.days)} days"
    if person.state == "Away":
        return f"{line}; away all week"
    return f"{line}, over by {days_figure(person.over)}" if person.state == "Over" else line
