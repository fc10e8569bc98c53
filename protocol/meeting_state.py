"""A meeting as it stands: its points, what came out of them, and where it has got to."""

from datetime import date, datetime
from typing import Literal, get_args

from msgspec import Struct

Stage = Literal["prepared", "open", "closed", "cancelled", "missed"]
Mark = Literal["", "done", "carried", "dropped"]
OutcomeKind = Literal["decision", "action", "information"]

MARKS: tuple[Mark, ...] = get_args(Mark)
OUTCOMES: tuple[OutcomeKind, ...] = get_args(OutcomeKind)

_SPOKEN_S = 10  # in less nobody has said anything


class Point(Struct, frozen=True):
    """One point of a meeting: an item of the agenda, or a topic that somebody added."""

    key: str  # the agenda item's key, or "topic:NUMBER"; the same from meeting to meeting
    title: str
    section: str = ""  # key of the agenda's section
    heading: str = ""  # the section's title
    url: str = ""
    card_id: str = ""  # empty for what is no card
    who: tuple[str, ...] = ()
    says: tuple[str, ...] = ()  # facts in words
    asks: bool = True  # wants a word; False: it is for information, and nobody misses it
    unreached: int = 0  # at how many meetings before this one it was left over
    undecided: bool = False  # the last of these spoke about it, and nothing came of it
    mark: Mark = ""
    seconds: int = 0  # how long it was spoken about, the present stretch aside

    @property
    def is_reached(self) -> bool:
        """Whether it was spoken about, not only passed by."""
        return self.seconds >= _SPOKEN_S


class Outcome(Struct, frozen=True):
    """What came out of a point."""

    id: str  # "1", "2": in the order in which they came
    kind: OutcomeKind
    text: str
    point: str = ""  # key of the point; empty: of the meeting as a whole
    who: str = ""  # who wrote it down
    cards: tuple[str, ...] = ()  # ids of the cards that a decision concerns
    owners: tuple[str, ...] = ()  # names, of an action
    due: date | None = None
    draft: str = ""  # of an action: what its card is made from, as JSON
    card_id: str = ""  # the card that an action has become
    card_url: str = ""
    written: tuple[str, ...] = ()  # ids of the cards on which a decision is written by now
    failed: str = ""  # why Trello took it not, in one sentence
    refused: tuple[str, ...] = ()  # ids of the cards on which a decision could not be written
    tries: int = 0  # how often somebody has asked for it again after it failed

    @property
    def wants_card(self) -> bool:
        """Whether it is an action whose card is still to be made."""
        return self.kind == "action" and not self.card_id and not self.failed

    @property
    def unwritten(self) -> tuple[str, ...]:
        """Ids of the cards on which a decision is still to be written."""
        done = (*self.written, *self.refused)
        return tuple(card_id for card_id in self.cards if card_id not in done)


class MeetingState(Struct, frozen=True):
    """A meeting as it stands. `version` counts its deeds; 0: nothing has happened yet."""

    board_id: str
    board: str
    day: date  # the planned day, by which the meeting is told, also when it is moved
    when: datetime  # when it is held, in the meeting's zone
    minutes: int
    stage: Stage = "prepared"
    version: int = 0
    facilitator: str = ""  # name
    since: datetime | None = None  # what the difference looks back to
    points: tuple[Point, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    current: str = ""  # key of the point that is spoken about
    current_since: datetime | None = None
    opened_at: datetime | None = None
    opened_by: str = ""
    closed_at: datetime | None = None
    closed_by: str = ""
    closed_on: str = ""  # key of the point that was spoken about when it was closed
    planned: tuple[str, ...] = ()  # ids of the cards chosen for the coming week
    orders: dict[str, str] = {}  # ... with who chose each, as JSON
    planned_done: tuple[str, ...] = ()  # ... of those that are moved by now
    planned_failed: dict[str, str] = {}  # ... and why another one is not, by card id
    notes: tuple[str, ...] = ()  # remarks: moved, cancelled weeks before it

    @property
    def held_at(self) -> datetime:
        """When it is held, or was: as planned, or when it was opened on another day than that."""
        return held_at(self.when, self.opened_at)

    def point(self, key: str) -> Point | None:
        """The point with this key."""
        return next((point for point in self.points if point.key == key), None)

    def of_point(self, key: str) -> tuple[Outcome, ...]:
        """What came out of this point."""
        return tuple(outcome for outcome in self.outcomes if outcome.point == key)

    def outcome(self, number: str) -> Outcome | None:
        """The outcome with this number."""
        return next((outcome for outcome in self.outcomes if outcome.id == number), None)

    @property
    def unsettled(self) -> bool:
        """Whether Trello still has to hear of something."""
        unmoved = set(self.planned) - set(self.planned_done) - self.planned_failed.keys()
        return bool(unmoved) or any(o.wants_card or o.unwritten for o in self.outcomes)

    @property
    def waiting(self) -> tuple[Point, ...]:
        """Points that want a word and of which nothing has come so far: nothing was written down
        about them, and their card was not chosen for the coming week."""
        chosen = set(self.planned) - self.planned_failed.keys()
        return tuple(
            p for p in self.points
            if p.asks and not p.mark and p.card_id not in chosen and not self.of_point(p.key)
        )  # fmt: skip

    @property
    def to_resume(self) -> str:
        """Key of the point that is taken up when a closed meeting is opened again: the one that
        was up, else the first that had no word, else one left open; empty when none waits."""
        waiting = (*self.unreached, *self.undecided)
        keys = [point.key for point in waiting]
        return self.closed_on if self.closed_on in keys else next(iter(keys), "")

    @property
    def undecided(self) -> tuple[Point, ...]:
        """Those of them that were spoken about: they are left open."""
        return tuple(point for point in self.waiting if point.is_reached)

    @property
    def unreached(self) -> tuple[Point, ...]:
        """Those of them that had no word."""
        return tuple(point for point in self.waiting if not point.is_reached)

    @property
    def left(self) -> tuple[Point, ...]:
        """What the next meeting takes over: carried points, and those of which nothing came."""
        carried = [point for point in self.points if point.mark == "carried"]
        return (*carried, *self.waiting)

    def seconds_on(self, key: str, now: datetime) -> int:
        """How long this point has been spoken about by now."""
        point = self.point(key)
        running = 0
        if key == self.current and self.current_since is not None and self.stage == "open":
            running = max(0, int((now - self.current_since).total_seconds()))
        return (point.seconds if point else 0) + running

    @property
    def seconds_each(self) -> int:
        """What the meeting's minutes allow for each point that wants a word; at least a minute."""
        asking = sum(point.asks for point in self.points) or 1
        return max(60, self.minutes * 60 // asking)


def held_at(when: datetime, opened_at: datetime | None) -> datetime:
    """When a meeting was held that was meant for `when`: then, or on the other day on which it was
    opened, in the same zone."""
    if opened_at is None:
        return when
    opened = opened_at.astimezone(when.tzinfo)
    return when if opened.date() == when.date() else opened
