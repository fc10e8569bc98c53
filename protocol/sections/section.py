"""What a section of the agenda is made of, and what it is made from."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cached_property

from msgspec import Struct

from protocol.check import Report
from protocol.days import ago, day_of, ordinal, spoken_day
from protocol.goal_forecast import ChanceOf
from protocol.links import LinkKind, references_in
from protocol.meeting_changes import Topic
from protocol.meeting_life import Point
from protocol.stays import Stay, Stays
from protocol.subject import Context, Subject
from protocol.ties import ties_of
from protocol.trial import TrialCount
from protocol.words import Role
from protocol.workload import Workload

A_WEEK = timedelta(days=7)
MOST_COUNTED = 26  # weekly meetings: half a year
PROMISED: tuple[Role, ...] = (
    "ready",
    "doing",
    "review",
)  # roles whose cards a meeting goes through
EVIDENCE: tuple[LinkKind, ...] = ("run", "pull request", "report")


class Evidence(Struct, frozen=True):
    """A link that shows what came out: a run, a pull request, a report."""

    kind: str
    name: str
    url: str
    state: str = ""  # what its system last said; empty when nobody asked

    @property
    def says(self) -> str:
        """The link in words: `run 3kV9 (succeeded)`, `pull request larkspur/qc#12`."""
        name = self.name if self.name.startswith(self.kind) else f"{self.kind} {self.name}"
        known = self.state and self.state != "unknown"
        return f"{name} ({self.state})" if known else name


class Progress(Struct, frozen=True):
    """How far a goal is; `of` says what was counted."""

    done: int
    total: int
    of: str  # "cards", or "checklist lines"
    done_lately: int = 0  # cards that came to done in the last four weeks
    weeks_left: float | None = None  # at that pace; None when there is no pace or nothing left


class Item(Struct, frozen=True):
    """One item of the agenda: mostly a card, else a person or a rule."""

    key: str  # a card's id, "person:ID", "rule:NAME", ...; stays the same from meeting to meeting
    title: str
    url: str = ""
    list_name: str = ""
    who: tuple[str, ...] = ()
    says: tuple[str, ...] = ()  # facts in words, the most telling first
    evidence: tuple[Evidence, ...] = ()
    when: datetime | None = None  # what the section is about: came to done, came in, falls due
    sure: bool = True  # False: the history does not tell `when`
    times: int = 0  # how many weekly meetings it has been carried over, this one included
    at_least: bool = False  # `times` is a lower bound
    progress: Progress | None = None  # of a goal
    horizon: str = ""  # of a goal: "long", "short" or empty
    unreached: int = 0  # at how many meetings before this one it was left over
    card_id: str = ""  # of the card that a topic is about

    @property
    def carried(self) -> str:
        """`3rd time`; nothing for an item that is here for the first time, or for longer than
        anybody counts: how long says enough."""
        if not 2 <= self.times <= MOST_COUNTED:
            return ""
        return f"{'at least the ' if self.at_least else ''}{ordinal(self.times)} time"


class Section(Struct, frozen=True):
    """One section: its items, how many of them the page shows, and its line when it is empty."""

    name: str  # key: done, carried-over, coming, ...
    title: str
    items: tuple[Item, ...]
    show: int  # the rest folds
    empty: str  # the one line of an empty section
    notes: tuple[str, ...] = ()  # remarks on the whole section
    numbered: bool = True  # whether the number of items says something
    silent: bool = False  # nothing is known that it could tell of: people are not shown it

    @property
    def heading(self) -> str:
        """The title with the number of items: `Done (5)`."""
        return f"{self.title} ({len(self.items)})" if self.items and self.numbered else self.title

    @property
    def shown(self) -> tuple[Item, ...]:
        """The items on the page; one that would fold alone is shown as well."""
        return self.items if len(self.items) <= self.show + 1 else self.items[: self.show]

    @property
    def folded(self) -> tuple[Item, ...]:
        """The rest of the items."""
        return self.items[len(self.shown) :]


class Matter:
    """What every section is made from, worked out once."""

    def __init__(
        self,
        context: Context,
        since: datetime,
        report: Report,
        load: Workload,
        trial: Sequence[TrialCount] = (),
        topics: Sequence[Topic] = (),
        left: Sequence[Point] = (),
        chance_of: ChanceOf | None = None,
    ) -> None:
        self.context = context
        self.since = since
        self.report = report
        self.load = load
        self.trial = trial
        self.topics = topics
        self.left = left
        self.chance_of = chance_of
        self.stays = Stays(context)

    @cached_property
    def today(self) -> date:
        """The day of the meeting where the team is."""
        return day_of(self.context.now, self.context.zone)

    @cached_property
    def work(self) -> tuple[Subject, ...]:
        """Open cards that are neither goals nor ignored, in the board's order."""
        return tuple(subject for subject in self.context.subjects if not subject.is_goal)

    def was(self, subject: Subject) -> Stay | None:
        """Where the card was when the period began; None for one that is newer."""
        return self.stays.at(subject.card, self.since)

    def was_promised(self, subject: Subject) -> bool:
        """Whether the card was ready, under way or in review when the period began."""
        stay = self.was(subject)
        return stay is not None and stay.role in PROMISED

    def day(self, when: datetime) -> str:
        """The day as the agenda says it."""
        return spoken_day(day_of(when, self.context.zone), self.today)

    def ago(self, when: datetime) -> str:
        """How long ago that was."""
        return ago(day_of(when, self.context.zone), self.today)

    def days_since(self, when: datetime) -> int:
        """Whole calendar days from `when` until now."""
        return max(0, int(self.context.days_since(when)))

    def item(self, subject: Subject, *says: str) -> Item:
        """The card as an item, with its owners and these facts."""
        return Item(
            key=subject.id,
            title=subject.title,
            url=subject.card.url,
            list_name=subject.list_name,
            who=subject.owner_names,
            says=tuple(fact for fact in says if fact),
        )

    def evidence(self, subject: Subject) -> tuple[Evidence, ...]:
        """Runs, pull requests and reports that the card or a comment on it links."""
        links = {link.url: link for link in ties_of(subject, *EVIDENCE)}
        for action in self.context.history.by_card.get(subject.id, ()):
            if action.type == "commentCard":
                for link in references_in(action.text):
                    if link.kind in EVIDENCE:
                        links.setdefault(link.url, link)
        states = {state.reference.url: state for state in subject.link_states}
        outdated = {url for url, state in states.items() if state.superseded}
        return tuple(
            Evidence(link.kind, link.name, url, states[url].state if url in states else "")
            for url, link in links.items()
            if url not in outdated
        )
