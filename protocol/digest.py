"""Who hears what: a person's digest holds only what that person can act on, and says it once.

A finding is told to a person once. It is told again when its facts have changed, when it was gone
and has come back, or when the person put it away until now. With nothing new there is no digest.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from hashlib import blake2b
from typing import Literal

from msgspec import Struct, structs

from protocol.finding import Finding
from protocol.link_block import FailedRun

State = Literal["open", "settled", "snoozed", "dismissed"]
NewsKind = Literal["run failed", "moved back", "blocked"]
# Facts that change because time passes or other cards move: no reason to speak of it again.
_PASSING = frozenset({"days", "meetings", "cards", "not_done", "last_movement"})
_FIRST = ("run-failed", "due-passed", "owner-away", "move-not-allowed", "waiting-without-reason")


class Point(Struct, frozen=True):
    """One finding as one person is told of it."""

    board_id: str
    card_id: str  # empty: it is about the board itself
    card: str
    card_url: str
    list_name: str
    rule: str
    about: str
    says: str
    resolve: str
    fix: str  # what the button would do; empty when no safe fix is known
    facts: str  # a print of the facts it rests on, to tell whether they have changed
    state: State = "open"
    note: str = ""  # who put it away
    until: datetime | None = None  # the end of a snooze

    @property
    def key(self) -> str:
        """What makes it the same point at another time."""
        return f"{self.board_id}:{self.rule}:{self.card_id or self.about}"


class News(Struct, frozen=True):
    """Something that happened to a person's card and needs them now."""

    key: str  # the same for the same happening
    kind: NewsKind
    board_id: str
    card_id: str
    card: str
    card_url: str
    says: str
    who: tuple[str, ...]  # member ids
    urgent: str = ""  # the label of the card that says so
    point: str = ""  # the key of the point that says the same in a digest
    facts: str = ""  # of that point
    run: FailedRun | None = None  # that has failed, with what can be done about it


class PutAway(Struct, frozen=True):
    """A point that a person has put away; without `until` for as long as its facts stay."""

    key: str
    facts: str
    until: datetime | None
    by: str
    at: datetime

    def holds(self, point: Point, now: datetime) -> bool:
        """Whether it keeps this point away now."""
        return self.facts == point.facts and (self.until is None or now < self.until)


class Digest(Struct, frozen=True):
    """What one person is told on one working day."""

    points: tuple[Point, ...]
    news: tuple[News, ...] = ()
    told_before: int = 0  # points of theirs that are still open and were told on another day

    @property
    def is_settled(self) -> bool:
        """Whether nothing in it is open any more."""
        return all(point.state in ("settled", "dismissed") for point in self.points)


def points_for(member_id: str, board_id: str, findings: Iterable[Finding]) -> tuple[Point, ...]:
    """What this member can act on, most urgent first, points of one card together."""
    mine = [f for f in findings if any(person.id == member_id for person in f.who)]
    first: dict[str, int] = {}
    for finding in mine:
        rank = urgency(finding)
        first[finding.card_id] = min(rank, first.get(finding.card_id, rank))
    mine.sort(key=lambda f: (first[f.card_id], f.card, f.card_id, urgency(f)))
    return tuple(point_of(board_id, finding) for finding in mine)


def point_of(board_id: str, finding: Finding) -> Point:
    """A finding as it is told."""
    fix = finding.fix
    return Point(
        board_id=board_id,
        card_id=finding.card_id,
        card=finding.card,
        card_url=finding.card_url,
        list_name=finding.list_name,
        rule=finding.rule,
        about=finding.about,
        says=finding.sentence,
        resolve=finding.resolve,
        fix=fix.does if fix is not None and fix.safe and finding.card_id else "",
        facts=facts_of(finding),
    )


def urgency(finding: Finding) -> int:
    """Where a finding stands among others: the smaller, the sooner."""
    if finding.rule in _FIRST:
        return _FIRST.index(finding.rule)
    return len(_FIRST) + (finding.level != "enforce")


def facts_of(finding: Finding) -> str:
    """A print of what the finding rests on; what changes as time passes is left out."""
    lasting = sorted((k, v) for k, v in finding.facts.items() if k not in _PASSING)
    return blake2b(repr((finding.rule, lasting)).encode(), digest_size=8).hexdigest()


def digest_for(
    points: Iterable[Point],
    news: Iterable[News],
    told: Mapping[str, str],
    put_away: Mapping[str, PutAway],
    now: datetime,
) -> Digest | None:
    """The day's digest from all that a person could be told; None when nothing of it is new.

    `told` has the facts of each point, by its key, when it was told last.
    """
    shown = [point for point in points if not _is_away(point, put_away, now)]
    new = tuple(point for point in shown if told.get(point.key) != point.facts)
    fresh = tuple(item for item in news if item.key not in told)
    if not new and not fresh:
        return None
    return Digest(new, fresh, told_before=len(shown) - len(new))


def brought_up_to_date(
    digest: Digest, present: Iterable[Point], put_away: Mapping[str, PutAway], now: datetime
) -> Digest:
    """The digest as it should read now: what is settled or put away is told as such."""
    here = {point.key: point for point in present}
    points = tuple(_now(point, here.get(point.key), put_away, now) for point in digest.points)
    return structs.replace(digest, points=points)


def _now(
    point: Point, present: Point | None, put_away: Mapping[str, PutAway], now: datetime
) -> Point:
    if point.state == "settled":  # what comes back later is told in a digest of its own
        return point
    if present is None:
        return structs.replace(point, state="settled", note="", until=None)
    away = put_away.get(point.key)
    if away is not None and away.holds(present, now):
        state: State = "dismissed" if away.until is None else "snoozed"
        return structs.replace(present, state=state, note=away.by, until=away.until)
    return present


def _is_away(point: Point, put_away: Mapping[str, PutAway], now: datetime) -> bool:
    away = put_away.get(point.key)
    return away is not None and away.holds(point, now)


def cards_of(points: Iterable[Point]) -> Iterator[tuple[Point, ...]]:
    """Points by card, in the order in which the cards come."""
    groups: dict[tuple[str, str], list[Point]] = {}
    for point in points:
        groups.setdefault((point.board_id, point.card_id), []).append(point)
    yield from (tuple(group) for group in groups.values())
