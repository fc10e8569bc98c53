"""An agreement tried on a board's past: what it would have said, when, and to whom.

The board is played forwards from the day asked for. At each change the changed cards are judged
anew, as the service does; once a day, because time passes, all cards are. Between days on which
nothing happened the day of a change is found by halving, so that quiet months cost little.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from protocol.agreement import Agreement
from protocol.board import Board
from protocol.check import Report, check_board, check_subjects
from protocol.finding import Finding, Person
from protocol.history import history_of
from protocol.rewind import Film, Step, rewind, what_is_lost
from protocol.rule import Family
from protocol.rules import RULES_BY_NAME
from protocol.subject import Context, Subject
from protocol.words import Level

# The service looks once at what happens within seconds: one drag is two actions (facts 1.3).
_ONE_LOOK = timedelta(seconds=60)

Key = tuple[str, str]


class Episode(Struct, frozen=True):
    """One finding from the moment it came up to the moment it was gone."""

    rule: str
    family: Family
    level: Level
    card_id: str
    card: str
    card_url: str
    says: str
    who: tuple[Person, ...]
    began: datetime
    ended: datetime | None  # None: it is there still
    standing: bool  # it was there when the replay began

    @property
    def spoken(self) -> bool:
        """Whether the bot would have said it; in shadow it only counts."""
        return self.level in ("advise", "enforce")

    @property
    def settled_within_a_day(self) -> bool:
        """Whether it was gone within a day of coming up."""
        return self.ended is not None and self.ended - self.began <= timedelta(days=1)


class Replay(Struct, frozen=True):
    """What an agreement would have said of a board between two moments."""

    board: Board
    agreement: Agreement
    asked_since: datetime
    since: datetime  # not before the history begins
    until: datetime
    begins: datetime | None  # of the export's history
    is_complete: bool  # whether the history reaches back to the making of the board
    actions: int  # in the export
    replayed: int  # of them since
    looks: int  # how often changed cards were looked at
    episodes: tuple[Episode, ...]  # oldest first
    lost: tuple[str, ...]  # what could not be rebuilt

    @property
    def zone(self) -> ZoneInfo:
        """The team's time zone."""
        return ZoneInfo(self.agreement.timezone)


def replay(board: Board, agreement: Agreement, since: datetime, until: datetime) -> Replay:
    """Plays the board from `since` to `until` and judges it as the agreement says.

    A `since` before the history begins is moved there. Actions after `until` are left out.
    """
    history = history_of(board)
    begins = history.begins
    start = since if begins is None or since >= begins else begins
    until = max(until, start)
    past = rewind(board, start)
    player = _Player(Film(past), agreement)
    player.begin()
    steps = [step for step in past.steps if step.when <= until]
    for look in _looks(steps, ZoneInfo(agreement.timezone)):
        player.play(look)
    player.pass_time(until)
    return Replay(
        board=board,
        agreement=agreement,
        asked_since=since,
        since=start,
        until=until,
        begins=begins,
        is_complete=history.is_complete,
        actions=len(board.actions),
        replayed=sum(start < action.date <= until for action in board.actions),
        looks=player.looks,
        episodes=tuple(player.episodes()),
        lost=what_is_lost(past),
    )


def _looks(steps: Iterable[Step], zone: ZoneInfo) -> Iterator[list[Step]]:
    """Steps that follow each other within a minute, and on one day, are looked at together."""
    look: list[Step] = []
    for step in steps:
        apart = look and (
            step.when - look[0].when > _ONE_LOOK
            or step.when.astimezone(zone).date() != look[0].when.astimezone(zone).date()
        )
        if apart:
            yield look
            look = []
        look.append(step)
    if look:
        yield look


class _Player:
    """Plays a film and keeps the book of findings."""

    def __init__(self, film: Film, agreement: Agreement) -> None:
        self._film = film
        self._agreement = agreement
        self._zone = ZoneInfo(agreement.timezone)
        self._book = _Book()
        self._judged = film.now  # when all cards were judged last
        self.looks = 0

    def begin(self) -> None:
        """Judges the board as it stands at the beginning."""
        report = check_board(self.context(self._film.now))
        self._book.settle(report, self._film.now, standing=True)

    def play(self, look: list[Step]) -> None:
        """Time passes up to the day of these steps; then they happen, and are looked at."""
        when = look[-1].when
        self._pass_days(when)
        self._film.take(len(look), when)
        touched = {step.card_id for step in look if step.tells and step.card_id}
        if touched:
            self.looks += 1
            context = self.context(when)
            subjects = [
                Subject(card, context)
                for card_id in touched
                if (card := self._film.card(card_id)) is not None and context.board.shows(card)
            ]
            here = [subject for subject in subjects if subject.role != "ignored"]
            left = touched - {subject.id for subject in here}
            self._book.settle(check_subjects(context, here), when, cards=touched, left=left)

    def pass_time(self, until: datetime) -> None:
        """Time passes up to the end, and all cards are judged once more."""
        self._pass_days(until)
        self._film.wait(until)
        self._book.settle(check_board(self.context(until)), until)

    def episodes(self) -> Iterator[Episode]:
        """Every finding that came up, oldest first."""
        return self._book.episodes()

    def context(self, now: datetime) -> Context:
        """The board as the film has it, at this time."""
        self._film.wait(now)
        return Context(self._film.board(), self._agreement, self._film.history(), now)

    def _pass_days(self, until: datetime) -> None:
        """Judges all cards at the beginning of the day of `until`, unless that is done already."""
        first = self._judged.astimezone(self._zone).date()
        last = until.astimezone(self._zone).date()
        if last <= first:
            return
        morning = self.morning(last)
        report = check_board(self.context(morning))
        moments: dict[Key, datetime] = {}
        if (last - first).days > 1:
            between = _Between(self, first + timedelta(days=1), (last - first).days - 1)
            for key, finding in self._book.changes(report).items():
                moments[key] = between.first(key, finding) or morning
        self._book.settle(report, morning, moments=moments)
        self._judged = morning

    def morning(self, day: date) -> datetime:
        """The beginning of this day where the team is."""
        return datetime.combine(day, time(), self._zone)


class _Between:
    """A row of days on which nothing happened but that time passed."""

    def __init__(self, player: _Player, first: date, days: int) -> None:
        self._player = player
        self._first = first
        self._days = days
        self._contexts: dict[int, Context] = {}
        self._found: dict[tuple[int, str], frozenset[Key]] = {}

    def first(self, key: Key, finding: Finding | None) -> datetime | None:
        """The first of the days on which the finding is there (without one: on which what the key
        tells is gone); None on none of them. What has come is taken to stay."""
        low, high = 0, self._days
        while low < high:
            middle = (low + high) // 2
            if (key in self._keys(middle, key)) == (finding is not None):
                high = middle
            else:
                low = middle + 1
        return self._moment(low) if low < self._days else None

    def _moment(self, number: int) -> datetime:
        return self._player.morning(self._first + timedelta(days=number))

    def _keys(self, number: int, key: Key) -> frozenset[Key]:
        rule, card_id = key
        alone = RULES_BY_NAME[rule].check is not None
        place = (number, card_id if alone else "")
        if place not in self._found:
            if number not in self._contexts:
                self._contexts[number] = self._player.context(self._moment(number))
            context = self._contexts[number]
            if alone:
                subject = context.subjects_by_id.get(card_id)
                report = check_subjects(context, (subject,) if subject else ())
            else:
                report = check_board(context)
            self._found[place] = frozenset(_by_key(report))
        return self._found[place]


class _Book:
    """Which findings are open since when, and which have been."""

    def __init__(self) -> None:
        self._open: dict[Key, tuple[Finding, datetime, bool]] = {}
        self._closed: list[Episode] = []

    def changes(self, report: Report) -> dict[Key, Finding | None]:
        """What the report has that is not open, and, with None, what is open and it has not."""
        found = _by_key(report)
        changed: dict[Key, Finding | None] = {k: f for k, f in found.items() if k not in self._open}
        changed.update((key, None) for key in self._open if key not in found)
        return changed

    def settle(
        self,
        report: Report,
        when: datetime,
        *,
        cards: Collection[str] | None = None,
        left: Collection[str] = (),
        moments: dict[Key, datetime] | None = None,
        standing: bool = False,
    ) -> None:
        """Opens what the report has anew and closes what it has no more.

        With `cards`, the report is of these only, without the rules that compare all cards;
        `left` are those of them that are archived or gone. `moments` tells a better time than
        `when` for some of the changes.
        """
        found = _by_key(report)
        for key, (finding, began, stood) in list(self._open.items()):
            judged = cards is None or (
                finding.card_id in left
                or (finding.card_id in cards and RULES_BY_NAME[finding.rule].check is not None)
            )
            if judged and key not in found:
                del self._open[key]
                self._close(finding, began, (moments or {}).get(key, when), stood)
        for key, finding in found.items():
            if key not in self._open:
                self._open[key] = (finding, (moments or {}).get(key, when), standing)

    def episodes(self) -> Iterator[Episode]:
        """All of them, oldest first."""
        still = [_episode(f, began, None, stood) for f, began, stood in self._open.values()]
        yield from sorted([*self._closed, *still], key=lambda episode: episode.began)

    def _close(self, finding: Finding, began: datetime, ended: datetime, stood: bool) -> None:
        self._closed.append(_episode(finding, began, max(began, ended), stood))


def _by_key(report: Report) -> dict[Key, Finding]:
    return {finding.key: finding for finding in (*report.findings, *report.shadow)}


def _episode(finding: Finding, began: datetime, ended: datetime | None, standing: bool) -> Episode:
    return Episode(
        rule=finding.rule,
        family=finding.family,
        level=finding.level,
        card_id=finding.card_id,
        card=finding.card,
        card_url=finding.card_url,
        says=finding.says,
        who=finding.who,
        began=began,
        ended=ended,
        standing=standing,
    )
