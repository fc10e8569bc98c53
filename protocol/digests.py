"""How many messages a replay would have meant for each person, under the rules that keep it quiet.

One digest per person and working day, at the beginning of that person's hours, only when there is
something new that this person can put right; never on a day away. What nobody in particular can
put right stands on the card alone.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from protocol.agreement import Agreement, Person, fold
from protocol.away import back_on
from protocol.board import Board
from protocol.days import WORKDAYS_PER_WEEK
from protocol.replay import Episode, Replay

_FIRST_HOUR = time(9)


class PersonDigests(Struct, frozen=True):
    """The digests that one person would have got."""

    id: str
    name: str
    digests: int
    findings: int  # told in all of them together
    most: int  # told in the longest one
    longest: date | None  # the day of the longest one


class Digests(Struct, frozen=True):
    """The messages of a replay."""

    workdays: int  # in the time that was replayed
    people: tuple[PersonDigests, ...]  # who would have got most first; nobody without any
    told: int  # findings told to somebody in person
    nobody: int  # findings that nobody in particular can put right: on the card alone
    too_late: int  # findings that were gone before anybody would have been told
    cards: int  # cards that would have carried the bot's comment

    @property
    def digests(self) -> int:
        """All digests together."""
        return sum(person.digests for person in self.people)


def digests_of(replay: Replay) -> Digests:
    """The messages that the spoken findings of a replay would have meant."""
    spoken = [episode for episode in replay.episodes if episode.spoken]
    first, last = (t.astimezone(replay.zone).date() for t in (replay.since, replay.until))
    names: dict[str, str] = {}
    by_person: dict[str, list[Episode]] = {}
    for episode in spoken:
        for person in episode.who:
            names[person.id] = person.name
            by_person.setdefault(person.id, []).append(episode)
    told: set[int] = set()
    people = []
    for member_id, episodes in by_person.items():
        mornings = _Mornings(member_id, replay.board, replay.agreement)
        days_told = _told(episodes, mornings, replay.until)
        told.update(id(episode) for _, new in days_told for episode in new)
        if days_told:
            people.append(_person(member_id, names[member_id], days_told))
    named = [episode for episode in spoken if episode.who]
    return Digests(
        workdays=workdays_in(first, last),
        people=tuple(sorted(people, key=lambda p: (-p.digests, -p.findings, p.name))),
        told=len(told),
        nobody=len(spoken) - len(named),
        too_late=sum(e.ended is not None and id(e) not in told for e in named),
        cards=len({episode.card_id for episode in spoken if episode.card_id}),
    )


def _person(
    member_id: str, name: str, days_told: list[tuple[datetime, list[Episode]]]
) -> PersonDigests:
    when, longest = max(days_told, key=lambda entry: len(entry[1]))
    return PersonDigests(
        id=member_id,
        name=name,
        digests=len(days_told),
        findings=sum(len(new) for _, new in days_told),
        most=len(longest),
        longest=when.date(),
    )


def _told(
    episodes: Iterable[Episode], mornings: "_Mornings", until: datetime
) -> list[tuple[datetime, list[Episode]]]:
    """The mornings with something new, and what it is; each finding is told once."""
    waiting = sorted(episodes, key=lambda episode: episode.began, reverse=True)
    found = []
    while waiting:
        morning = mornings.next(waiting[-1].began)
        if morning is None or morning > until:
            break
        new = []
        while waiting and waiting[-1].began <= morning:
            episode = waiting.pop()
            if episode.ended is None or episode.ended > morning:
                new.append(episode)
        if new:
            found.append((morning, new))
    return found


def workdays_in(first: date, last: date) -> int:
    """How many working days there are from the first to the last day, both included."""
    weeks, rest = divmod((last - first).days + 1, 7)
    begun = sum((first.weekday() + day) % 7 < WORKDAYS_PER_WEEK for day in range(rest))
    return weeks * WORKDAYS_PER_WEEK + begun


class _Mornings:
    """When one person's working days begin, days away left out."""

    def __init__(self, member_id: str, board: Board, agreement: Agreement) -> None:
        self._person = _terms(member_id, board, agreement)
        self._zone = ZoneInfo(self._person.timezone or agreement.timezone)
        self._begins = _begin_of(self._person.hours)

    def next(self, moment: datetime) -> datetime | None:
        """The first one at `moment` or after it; None for who does not come back."""
        day = moment.astimezone(self._zone).date()
        while day.year < date.max.year:
            morning = datetime.combine(day, self._begins, self._zone)
            back = back_on(self._person, day)
            if back is not None:
                day = back
            elif day.weekday() < WORKDAYS_PER_WEEK and morning >= moment:
                return morning
            else:
                day += timedelta(days=1)
        return None


def _terms(member_id: str, board: Board, agreement: Agreement) -> Person:
    member = board.members_by_id.get(member_id)
    people = agreement.people_by_trello
    for name in (member.username, member.full_name) if member else ():
        if fold(name) in people:
            return people[fold(name)][1]
    return Person()


def _begin_of(hours: str) -> time:
    """The beginning of `09:00-17:00`; nine o'clock when it cannot be read."""
    try:
        return time.fromisoformat(hours.partition("-")[0].strip())
    except ValueError:
        return _FIRST_HOUR
