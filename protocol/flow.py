"""How work flows, from the board's history: how long cards take, how many are done in a week, how
many come in, and which have been under way for longer than is usual.

docs/workload.md has every figure in words.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from math import ceil

from msgspec import Struct

from protocol.days import day_of
from protocol.stays import Stay
from protocol.subject import Context, Subject
from protocol.words import Role

WEEKS = 12
PERCENTS = (50, 85, 95)
# Cards that it takes before a percentile says more than "the slowest of a few".
NEEDS = {50: 3, 85: 7, 95: 20}
UNDER_WAY: tuple[Role, ...] = ("doing", "waiting", "review")
_BEGUN: tuple[Role, ...] = ("doing", "review")
_A_WEEK = timedelta(weeks=1)
_A_DAY = timedelta(days=1)


class Finished(Struct, frozen=True):
    """One card that came to done. `days` is None when its beginning is not known."""

    card_id: str
    title: str
    url: str
    done: datetime
    started: datetime | None = None
    days: float | None = None  # calendar days from its beginning to done


class WeekFlow(Struct, frozen=True):
    """One whole week, Monday to Sunday."""

    first: date
    arrived: int
    done: int


class CycleTime(Struct, frozen=True):
    """Days from beginning to done that so many per cent of the cards kept; None: too few cards."""

    cards: int
    p50: float | None
    p85: float | None
    p95: float | None

    @property
    def by_percent(self) -> dict[int, float | None]:
        """The three by their per cent."""
        return {50: self.p50, 85: self.p85, 95: self.p95}


class Ageing(Struct, frozen=True):
    """A card under way, and how its age compares with what is usual."""

    card_id: str
    title: str
    url: str
    list_name: str
    role: Role | None
    who: tuple[str, ...]
    days: float
    at_least: bool  # the history begins after the card did
    past: int  # 0, 50, 85 or 95: the share of cards that were done within fewer days


class Flow(Struct, frozen=True):
    """The flow of a board in its last whole weeks, oldest week first."""

    board: str
    board_id: str
    board_url: str
    zone: str
    at: datetime
    weeks: tuple[WeekFlow, ...]
    arrived_now: int  # in the week that is not over yet
    done_now: int
    finished: tuple[Finished, ...]  # in the weeks and since, latest first
    cycle: CycleTime
    ageing: tuple[Ageing, ...]  # oldest first
    beginnings_unknown: int  # finished cards whose beginning the history does not tell
    asked_for: int = WEEKS  # weeks; fewer are shown when the history begins later

    @property
    def done(self) -> int:
        """Cards done in the whole weeks."""
        return sum(week.done for week in self.weeks)

    @property
    def arrived(self) -> int:
        """Cards that came in during the whole weeks."""
        return sum(week.arrived for week in self.weeks)

    @property
    def past_usual(self) -> tuple[Ageing, ...]:
        """Cards under way for longer than 85 % of the cards took."""
        return tuple(card for card in self.ageing if card.past >= 85)


class CardPast(Struct, frozen=True):
    """When a card came in, was begun and came to done, as far as the history tells."""

    arrived: datetime | None
    started: Stay | None
    done: datetime | None


def flow_of(context: Context, weeks: int = WEEKS) -> Flow:
    """The flow in the last so many whole weeks, or as many as the history holds."""
    mondays = tuple(whole_weeks(context, weeks))
    begin = mondays[0] if mondays else this_monday(context)
    finished: list[Finished] = []
    arrivals: list[date] = []
    under_way: list[tuple[Subject, CardPast]] = []
    for subject in _work(context):
        past = card_past(subject)
        if past.arrived is not None:
            arrivals.append(day_of(past.arrived, context.zone))
        if past.done is not None and day_of(past.done, context.zone) >= begin:
            finished.append(_finished(subject, past))
        elif subject.role in UNDER_WAY and subject.id in context.subjects_by_id:
            under_way.append((subject, past))
    finished.sort(key=lambda card: card.done, reverse=True)
    cycle = cycle_time([card.days for card in finished if card.days is not None])
    done_days = [day_of(card.done, context.zone) for card in finished]
    ageing = [_ageing(context, subject, past, cycle) for subject, past in under_way]
    return Flow(
        board=context.board.name,
        board_id=context.board.id,
        board_url=context.board.url,
        zone=context.agreement.timezone,
        at=context.now,
        weeks=tuple(
            WeekFlow(monday, _within(arrivals, monday), _within(done_days, monday))
            for monday in mondays
        ),
        arrived_now=_within(arrivals, this_monday(context)),
        done_now=_within(done_days, this_monday(context)),
        finished=tuple(finished),
        cycle=cycle,
        ageing=tuple(sorted(ageing, key=lambda card: -card.days)),
        beginnings_unknown=sum(card.days is None for card in finished),
        asked_for=weeks,
    )


def whole_weeks(context: Context, most: int) -> Iterator[date]:
    """The Mondays of the last whole weeks that the history reaches, oldest first."""
    history, now = context.history, this_monday(context)
    begins = _first_moment(context) if history.is_complete else history.begins
    if begins is None:
        return
    reached = day_of(begins, context.zone)
    if not history.is_complete:
        reached += _A_DAY  # of its first day only a part is known
    for number in range(most, 0, -1):
        monday = now - number * _A_WEEK
        if monday >= reached:
            yield monday


def this_monday(context: Context) -> date:
    """The Monday of the week that is not over yet, where the team is."""
    today = day_of(context.now, context.zone)
    return today - today.weekday() * _A_DAY


def card_past(subject: Subject) -> CardPast:
    """What the history tells of the card."""
    stays = subject.context.stays.of(subject.card)
    oldest = stays[-1]
    done = None
    for stay in stays:  # newest first: the unbroken run in done that lasts until now
        if stay.role != "done":
            break
        done = stay.begins if stay.exact else None
    oldest_first = stays[::-1]
    started = next((stay for stay in oldest_first if stay.role in _BEGUN), None)
    if started is None:  # held up before anybody worked on it, or nobody's work is recorded
        started = next((stay for stay in oldest_first if stay.role in UNDER_WAY), None)
    return CardPast(oldest.begins if oldest.exact else None, started, done)


def cycle_time(days: Sequence[float]) -> CycleTime:
    """The percentiles of these; each is the time of a card, none is made up between two."""
    ordered = sorted(days)
    found = {
        percent: percentile(ordered, percent) if len(ordered) >= NEEDS[percent] else None
        for percent in PERCENTS
    }
    return CycleTime(len(ordered), found[50], found[85], found[95])


def percentile(ordered: Sequence[float], percent: int) -> float:
    """The smallest of these values that at least so many per cent of them do not exceed."""
    return ordered[max(0, ceil(len(ordered) * percent / 100) - 1)]


def _work(context: Context) -> Iterator[Subject]:
    """Every card of work, archived ones too: neither goals, templates nor ignored ones."""
    for card in context.board.cards:
        if not card.is_template:
            subject = context.subjects_by_id.get(card.id) or Subject(card, context)
            if not subject.is_goal and subject.role != "ignored":
                yield subject


def _first_moment(context: Context) -> datetime | None:
    """When the first card of a board whose whole history is known was made."""
    made = [card.created for card in context.board.cards if card.created is not None]
    return min(made, default=context.history.begins)


def _finished(subject: Subject, past: CardPast) -> Finished:
    assert past.done is not None  # the caller has looked
    begun = past.started
    started = begun.begins if begun is not None and begun.exact else None
    days = (past.done - started) / _A_DAY if started is not None else None
    return Finished(subject.id, subject.title, subject.card.url, past.done, started, days)


def _ageing(context: Context, subject: Subject, past: CardPast, cycle: CycleTime) -> Ageing:
    stay = past.started
    days = context.days_since(stay.begins) if stay is not None else 0.0
    passed = [percent for percent, usual in cycle.by_percent.items() if usual and days > usual]
    return Ageing(
        card_id=subject.id,
        title=subject.title,
        url=subject.card.url,
        list_name=subject.list_name,
        role=subject.role,
        who=subject.owner_names,
        days=max(0.0, days),
        at_least=stay is None or not stay.exact,
        past=max(passed, default=0),
    )


def _within(days: Sequence[date], monday: date) -> int:
    return sum(monday <= day < monday + _A_WEEK for day in days)
