"""The words in which the sample team's cards are told: how a card began and what happened to it.

A story holds events, never a present state beside them: the present is what the events lead to,
so the exported history and the exported cards cannot disagree.
"""

from dataclasses import dataclass

from bot.sandbox.team.moments import Moment


@dataclass(frozen=True, slots=True)
class Move:
    """The card is dragged to another list."""

    when: Moment
    by: str
    to: str


@dataclass(frozen=True, slots=True)
class Say:
    """Somebody comments."""

    when: Moment
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class Join:
    """Somebody becomes an owner."""

    when: Moment
    by: str
    who: str


@dataclass(frozen=True, slots=True)
class Leave:
    """Somebody stops being an owner."""

    when: Moment
    by: str
    who: str


@dataclass(frozen=True, slots=True)
class Due:
    """The due date is set or moved; `days` are working days from today, negative in the past."""

    when: Moment
    by: str
    days: int


@dataclass(frozen=True, slots=True)
class Fill:
    """A section of the description gets its text; before this event its body was empty."""

    when: Moment
    by: str
    section: str


@dataclass(frozen=True, slots=True)
class Rename:
    """The title becomes what it is today; before this event it was `old`."""

    when: Moment
    by: str
    old: str


@dataclass(frozen=True, slots=True)
class Label:
    """A label is added."""

    when: Moment
    by: str
    label: str


@dataclass(frozen=True, slots=True)
class Unlabel:
    """A label is taken off."""

    when: Moment
    by: str
    label: str


@dataclass(frozen=True, slots=True)
class Attach:
    """A link is attached; `url` may be a reference such as `{run:sarek-1}`."""

    when: Moment
    by: str
    url: str
    name: str


@dataclass(frozen=True, slots=True)
class Tick:
    """An item of the checklist, told by its place (from 0), is ticked."""

    when: Moment
    by: str
    item: int


@dataclass(frozen=True, slots=True)
class Finish:
    """The due date is marked complete."""

    when: Moment
    by: str


@dataclass(frozen=True, slots=True)
class Archive:
    """The card is archived."""

    when: Moment
    by: str


Event = (
    Move
    | Say
    | Join
    | Leave
    | Due
    | Fill
    | Rename
    | Label
    | Unlabel
    | Attach
    | Tick
    | Finish
    | Archive
)


@dataclass(frozen=True, slots=True)
class Story:
    """One card: how it began, and the events that made it what it is today.

    `key` names the card in references (`{card:key}`) and is what its ids are derived from.
    `labels`, `owners`, `due`, `estimate`, `goal`, `checklist` and the text are given within
    minutes of its creation. `estimate` is in days; `goal` is the key of a long-term goal;
    `start` and `due` are working days from today.
    """

    key: str
    title: str
    born: Moment
    by: str
    begins_in: str
    labels: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    estimate: float | None = None
    goal: str | None = None
    start: int | None = None
    due: int | None = None
    text: str = ""
    checklist: tuple[str, tuple[str, ...]] | None = None
    cover: str | None = None
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Deleted:
    """A card that was deleted: of such a card an export keeps only the deletion."""

    key: str
    born: Moment
    when: Moment
    by: str
    list_name: str
