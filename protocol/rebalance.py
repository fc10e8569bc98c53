"""Who could take what: cards that are not begun, from people who promised more than fits.

A proposal is tried before it is made: the work of both is laid anew, and it counts only when it
relieves the one and the other still fits. It is never carried out by itself.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from msgspec import Struct, structs

from protocol.agreement import fold
from protocol.bots import bots_of
from protocol.card_load import days_figure, days_words
from protocol.days import spoken_day
from protocol.movement import touched_since
from protocol.planning import STARTED, Matter, Plan
from protocol.words import count_of
from protocol.workload import LoadCard

_MOST_TRIED = 12  # cards of one person and week; the likeliest are tried first
_KNOWN_FOR = timedelta(days=180)  # how far back it counts who has worked on cards of the kind
_NOTHING = 0.005


class Proposal(Struct, frozen=True):
    """A card that is not begun, and who could take it. Never carried out by itself."""

    card_id: str
    title: str
    url: str
    days: float
    due: date | None
    from_name: str
    from_id: str
    to_name: str
    to_id: str
    week: date  # the first day of the over-committed week that it relieves
    reasons: tuple[str, ...]


class Unsolved(Struct, frozen=True):
    """What remains too much in one person's week after all proposals."""

    name: str
    week: date
    days: float
    says: str  # "Ines, week of 7 Dec: 1.5 days"


class _Move(Struct, frozen=True):
    giver: Plan
    taker: Plan
    card: LoadCard
    days: float
    relief: float
    known: int  # cards of the kind that the taker has had
    room: float  # that the taker would have left before the card's day


def proposals(
    matter: Matter, over: Iterable[tuple[Plan, int]]
) -> tuple[tuple[Proposal, ...], tuple[Unsolved, ...]]:
    """Proposals for people and the numbers of their over-committed weeks, and what is left."""
    plans = {plan.key: plan for plan in matter.plans}
    known, spare = _Known(matter), _Spare()
    found: list[Proposal] = []
    unsolved: list[Unsolved] = []
    for person, number in over:
        while (left := _unfit(plans[person.key], number)) > _NOTHING:
            move = _best(matter, plans, plans[person.key], number, known, spare)
            if move is None:
                spoken = f"{person.name}, {matter.spoken(number)}: {days_words(round(left, 2))}"
                unsolved.append(Unsolved(person.name, matter.weeks[number][0], left, spoken))
                break
            plans[move.giver.key], plans[move.taker.key] = move.giver, move.taker
            found.append(_proposal(matter, move, matter.weeks[number][0]))
    return tuple(found), tuple(unsolved)


class _Known:
    """How many cards of each kind each member has had in the last months, done ones too."""

    def __init__(self, matter: Matter) -> None:
        self._counts: dict[tuple[str, str], int] = {}
        context = matter.context
        if not context.agreement.kinds:
            return
        by_label = context.agreement.kinds_by_label
        oldest = context.now - _KNOWN_FOR
        bots = bots_of(context.board)
        for card in context.board.cards:
            if card.is_template or not touched_since(card, oldest, context.history, bots):
                continue
            kinds = {by_label.get(fold(label.name)) for label in card.labels} - {None}
            for kind in kinds:
                for member_id in card.member_ids:
                    key = (member_id, str(kind))
                    self._counts[key] = self._counts.get(key, 0) + 1

    def of(self, member_id: str, kind: str | None) -> int:
        """The number of cards."""
        return self._counts.get((member_id, kind), 0) if kind else 0


class _Spare:
    """Room in all the weeks beside what has a day; worked out once for each plan."""

    def __init__(self) -> None:
        self._known: dict[
            int, tuple[Plan, float]
        ] = {}  # the plan too, so that its id stays its own

    def of(self, plan: Plan) -> float:
        """The days."""
        if id(plan) not in self._known:
            dated = structs.replace(plan, jobs=tuple(j for j in plan.jobs if j.last is not None))
            free = dated.laid.free(plan.room, len(plan.room) - 1)
            self._known[id(plan)] = plan, free
        return self._known[id(plan)][1]


def _unfit(plan: Plan, last: int) -> float:
    """Days that do not fit in time, of what is promised for up to this week."""
    due = {job.key: job.last for job in plan.jobs}
    return sum(
        days for key, days in plan.laid.unfit.items() if (by := due[key]) is not None and by <= last
    )


def _best(
    matter: Matter,
    plans: dict[str, Plan],
    giver: Plan,
    last: int,
    known: _Known,
    spare: _Spare,
) -> _Move | None:
    """The move that relieves most; of equal ones, to whom knows the kind, then has most room."""
    moves = [
        move
        for card in _movable(matter, giver, last)
        for taker in plans.values()
        if (move := _tried(matter, giver, taker, card, last, known, spare)) is not None
    ]
    if not moves:
        return None
    return min(
        moves, key=lambda m: (-round(m.relief, 2), m.days, -min(m.known, 3), -m.room, m.taker.name)
    )


def _movable(matter: Matter, giver: Plan, last: int) -> Iterator[LoadCard]:
    """Cards that are not begun, are the person's alone, and take room until this week."""
    jobs = [job for job in giver.jobs if job.last is not None and job.last <= last]
    cards = [matter.cards[job.key] for job in jobs]
    free = [card for card in cards if card.role not in STARTED and not card.shared_with]
    free.sort(key=lambda card: -card.days)
    yield from free[:_MOST_TRIED]


def _tried(
    matter: Matter,
    giver: Plan,
    taker: Plan,
    card: LoadCard,
    last: int,
    known: _Known,
    spare: _Spare,
) -> _Move | None:
    """What would be, if this person took the card; None when it helps nobody."""
    if taker.member_id == giver.member_id or not taker.member_id:
        return None
    job = next(job for job in giver.jobs if job.key == card.card_id)
    if job.days > spare.of(taker) + _NOTHING:
        return None  # something of the taker's would not fit then, however it is laid
    rest = structs.replace(giver, jobs=tuple(j for j in giver.jobs if j.key != card.card_id))
    with_it = structs.replace(taker, jobs=(*taker.jobs, job))
    by = len(matter.weeks) - 1
    if _unfit(with_it, by) > _unfit(taker, by) + _NOTHING:
        return None
    relief = _unfit(giver, last) - _unfit(rest, last)
    if relief <= _NOTHING:
        return None
    subject = matter.subject(card.card_id)
    kind = subject.kind if subject is not None else None
    dated = structs.replace(with_it, jobs=tuple(j for j in with_it.jobs if j.last is not None))
    room = dated.laid.free(taker.room, job.last if job.last is not None else by)
    return _Move(rest, with_it, card, job.days, relief, known.of(taker.member_id, kind), room)


def _proposal(matter: Matter, move: _Move, week: date) -> Proposal:
    card = move.card
    due = matter.due(card.card_id)
    subject = matter.subject(card.card_id)
    reasons = [f"not begun, {days_words(move.days)}"]
    before = f" before {spoken_day(due, matter.today)}" if due and due >= matter.today else ""
    left = move.room
    reasons.append(f"{move.taker.name} has {days_figure(left + move.days)} days free{before}")
    if move.known and subject is not None and subject.kind:
        cards = count_of(move.known, f"{subject.kind} card")
        reasons.append(f"has had {cards} in the last 6 months")
    return Proposal(
        card_id=card.card_id,
        title=card.title,
        url=card.url,
        days=move.days,
        due=due,
        from_name=move.giver.name,
        from_id=move.giver.member_id,
        to_name=move.taker.name,
        to_id=move.taker.member_id,
        week=week,
        reasons=tuple(reasons),
    )
