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
from protocol.stays import SETTLES_AFTER
from protocol.subject import Context, Subject
from protocol.words import Level

# What a person does in one go is looked at once, when it is done; but not later than this.
_ONE_GO = timedelta(minutes=10)

# Of a context: what rests on the agreement and on labels and members, which a film does not change.
_NEVER_CHANGE = ("zone", "label_roles", "label_names", "leads")
_WEEK = timedelta(days=6, hours=22)  # less than any week between two meetings, summer time or not

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
    """Steps that follow each other within minutes, and on one day, are looked at together."""
    look: list[Step] = []
    for step in steps:
        apart = look and (
            step.when - look[-1].when > SETTLES_AFTER
            or step.when - look[0].when > _ONE_GO
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
        self._last: Context | None = None
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
        self._judge_all(until)

    def episodes(self) -> Iterator[Episode]:
        """Every finding that came up, oldest first."""
        return self._book.episodes()

    def context(self, now: datetime) -> Context:
        """The board as the film has it, at this time.

        What cannot have changed since the context before is taken over from it.
        """
        self._film.wait(now)
        context = Context(self._film.board(), self._agreement, self._film.history(), now)
        known = self._last.__dict__ if self._last is not None else {}
        same = [name for name in _NEVER_CHANGE if name in known]
        if "past_meetings" in known and timedelta(0) <= now - known["past_meetings"][0] < _WEEK:
            same.append("past_meetings")
        if self._last is not None and "roles" in known and self._same_lists(context, self._last):
            same.append("roles")
        context.__dict__.update({name: known[name] for name in same})
        self._last = context
        return context

    def _same_lists(self, context: Context, before: Context) -> bool:
        days = [one.now.astimezone(self._zone).date() for one in (context, before)]
        return days[0] == days[1] and context.board.lists == before.board.lists

    def _pass_days(self, until: datetime) -> None:
        """Judges all cards at the beginning of the day of `until`, unless that is done already."""
        first = self._judged.astimezone(self._zone).date()
        last = until.astimezone(self._zone).date()
        if last > first:
            self._judge_all(self.morning(last))

    def _judge_all(self, now: datetime) -> None:
        """Judges all cards, and finds the day of what came or went while nothing happened."""
        report = check_board(self.context(now))
        first = self._judged.astimezone(self._zone).date() + timedelta(days=1)
        before = now - timedelta(microseconds=1)
        days = (before.astimezone(self._zone).date() - first).days + 1
        moments: dict[Key, datetime] = {}
        if days > 0:
            between = _Between(self, first, days)
            for key, finding in self._book.changes(report).items():
                moments[key] = between.first(key, finding) or now
        self._book.settle(report, now, moments=moments)
        self._judged = now

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
