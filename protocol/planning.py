"""Each person's room and work in the coming weeks, as `weeks.py` and `rebalance.py` lay it."""

from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct

from protocol.capacity import NO_TERMS, Capacity, capacity_in
from protocol.card_load import Estimates
from protocol.days import WORKDAYS_PER_WEEK, day_of, spoken_day
from protocol.jobs import Job, Laid, lay
from protocol.subject import Context, Subject
from protocol.words import Role
from protocol.workload import LoadCard, PersonLoad, Workload

STARTED: tuple[Role, ...] = ("doing", "review")
_DAYS_ENOUGH = 3  # of a week, for what should have been done before
_WEEKEND = timedelta(days=2)
_COMES_BACK = ("waiting", "blocked", "run")  # reasons for which a card counts nothing for now


class Plan(Struct, frozen=True):
    """One person's room and work, as `rebalance.py` tries other ways to share it."""

    name: str
    member_id: str
    capacities: tuple[Capacity, ...]  # per week
    jobs: tuple[Job, ...]
    held: tuple[Job, ...]

    @property
    def key(self) -> str:
        """What tells the person: the member's id, or the name of who is on no board."""
        return self.member_id or self.name

    @property
    def room(self) -> tuple[float, ...]:
        """Days for cards, per week."""
        return tuple(capacity.days for capacity in self.capacities)

    @property
    def laid(self) -> Laid:
        """The work laid into the room."""
        return lay(self.jobs, self.room)


class Matter:
    """What the weeks are made from, worked out once."""

    def __init__(self, context: Context, load: Workload, count: int) -> None:
        self.context = context
        self.load = load
        self.today = day_of(context.now, context.zone)
        self.weeks = tuple(_weeks(self.today, count))
        self.estimates = Estimates(context)
        self.cards: dict[str, LoadCard] = {}
        self.plans = [self._plan(person) for person in load.people]

    def subject(self, card_id: str) -> Subject | None:
        """The card as the agreement reads it."""
        return self.context.subjects_by_id.get(card_id)

    def due(self, card_id: str) -> date | None:
        """The day that the card is due, where the team is."""
        due = self.cards[card_id].due
        return day_of(due, self.context.zone) if due is not None else None

    def number_of(self, day: date) -> int:
        """The number of the week that this day lies in: the first for days before, the last for
        days after them all."""
        for number, week in enumerate(self.weeks):
            if day <= week[-1] + _WEEKEND:
                return number
        return len(self.weeks) - 1

    def spoken(self, number: int) -> str:
        """`this week`, or `week of 7 Dec`."""
        week = self.weeks[number]
        if self.today - timedelta(days=self.today.weekday()) <= week[0] <= self.today:
            return "this week"
        return f"week of {spoken_day(week[0], self.today).partition(' ')[2]}"

    def job(self, card: LoadCard) -> Job:
        """What is left to do of a card that counts, and by when."""
        self.cards[card.card_id] = card
        subject = self.subject(card.card_id)
        begin = subject.card.start if subject is not None else None
        first, last = 0, self._last(card)
        if begin is not None and card.role not in STARTED:
            first = self.number_of(day_of(begin, self.context.zone))
        return Job(card.card_id, self.left(card), first if last is None else min(first, last), last)

    def left(self, card: LoadCard) -> float:
        """The whole of what is to be done yet; its load is what of it is carried now."""
        days = card.estimate.days if card.estimate else 0.0
        weight = card.weight if card.role in STARTED else 1.0
        return days * weight * card.share

    def _last(self, card: LoadCard) -> int | None:
        """The number of the week that the card is promised for; overdue ones for the first that
        still has days enough."""
        due = self.due(card.card_id)
        if due is None or self.beyond(card):
            return None
        if card.overdue:
            short = len(self.weeks[0]) < _DAYS_ENOUGH and len(self.weeks) > 1
            return 1 if short else 0
        return self.number_of(due)

    def beyond(self, card: LoadCard) -> bool:
        """Whether the card is due after the last of the weeks."""
        due = self.due(card.card_id)
        return due is not None and due > self.weeks[-1][-1] + _WEEKEND

    def _plan(self, person: PersonLoad) -> Plan:
        known = self.context.agreement.people.get(person.name)
        terms = known or NO_TERMS
        agreement = self.context.agreement
        capacities = [capacity_in(agreement, person.name, terms, week) for week in self.weeks]
        return Plan(
            name=person.name,
            member_id=person.member_id,
            capacities=tuple(capacities),
            jobs=tuple(self.job(card) for card in person.counted),
            held=tuple(self._held(person)),
        )

    def _held(self, person: PersonLoad) -> Iterator[Job]:
        """Cards that count nothing while they wait, and are due within the weeks."""
        for card in person.left_out:
            if card.left_out is None or card.left_out.reason not in _COMES_BACK:
                continue
            subject = self.subject(card.card_id)
            if card.due is None or subject is None:
                continue
            self.cards[card.card_id] = card
            if not self.beyond(card):
                share = 1 / max(1, len(subject.owners))
                days = self.estimates.of(subject).days * share
                yield Job(card.card_id, days, 0, self._last(card))


def _weeks(today: date, count: int) -> Iterator[tuple[date, ...]]:
    """The working days of so many weeks; of the present one, those from today on."""
    if today.weekday() >= WORKDAYS_PER_WEEK:
        today += timedelta(days=7 - today.weekday())
    monday = today - timedelta(days=today.weekday())
    for number in range(count):
        begin = monday + timedelta(weeks=number)
        days = (begin + timedelta(days=day) for day in range(WORKDAYS_PER_WEEK))
        yield tuple(day for day in days if day >= today)
