"""The agreement: the team's protocol as a file, `protocol.toml`, read strictly.

This file holds the schema and its meaning; `agreement_file.py` reads it and names lines in its
errors; `list_names.py` maps lists by common names where the agreement is silent.
"""

import re
from datetime import date
from functools import cached_property
from typing import Annotated, Any

from msgspec import Meta, Struct, field

from protocol.board import Board
from protocol.words import Level, Role

Days = Annotated[float, Meta(ge=0, description="working days")]
Weight = Annotated[float, Meta(ge=0, le=10, description="share of the estimate that is load")]
ZoneName = Annotated[str, Meta(description="an IANA time zone, such as Europe/Berlin")]

PULL_STATES = ("open", "approved", "merged")  # of a pull request, which may move a card

DEFAULT_WEIGHTS: dict[Role, float] = {
    "doing": 1.0,
    "review": 0.5,
    "ready": 0.25,
    "waiting": 0.0,
    "inbox": 0.0,
    "goals": 0.0,
    "done": 0.0,
    "ignored": 0.0,
}


class _Strict(Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """Every table of the agreement refuses keys that it does not know."""


class ListTerms(_Strict, frozen=True):
    """What one list of the board means."""

    role: Role
    id: str = ""  # Trello's id, so that a rename is recognised
    wip: Annotated[int, Meta(ge=1)] | None = None  # most cards that may be in it


class LabelTerms(_Strict, frozen=True):
    """What one label means beside a kind: a role that outweighs the list's, or a switch."""

    role: Role | None = None
    blocked: bool = False
    urgent: bool = False  # what needs somebody now is said in their quiet hours too
    exempt: tuple[str, ...] = ()  # rules that a card with this label is excused from
    id: str = ""


class KindTerms(_Strict, frozen=True):
    """What one kind of card means and what it must carry."""

    label: str = ""  # the label that tells the kind; default: the kind's own name
    means: str = ""
    horizon: str = ""  # for goals: "short" or "long"
    estimate: Days | None = None  # for cards of this kind without one
    sections: dict[Role, tuple[str, ...]] = {}  # headings a card must have filled from this role on
    links: dict[Role, tuple[str, ...]] = {}  # links a card must have from this role on
    title_words: tuple[str, ...] = ()  # words in a title that tell the kind
    checklist: tuple[str, ...] = ()  # lines for the kind's template card


class Annotations(_Strict, frozen=True):
    """How cards are annotated: where an estimate and a goal are written."""

    estimate_field: str = ""  # the custom field that holds the estimate, in days
    estimate_mark: bool = True  # "(3)" or "[3]" in the title is an estimate in days
    goal_field: str = ""  # the custom field that names the goal
    goal_label_prefix: str = "goal:"  # a label "goal: faster QC" names the goal


class MoveTerms(_Strict, frozen=True):
    """Which moves between roles the team has agreed not to make."""

    forbid: tuple[str, ...] = ()  # "inbox > done"
    only: tuple[str, ...] = ()  # when given, every other move is forbidden
    # a pull request in this state that closes a card moves it forward: merged = "review"
    pull_requests: dict[str, Role] = {}


class LoadTerms(_Strict, frozen=True):
    """The load formula's numbers; docs/workload.md has it in words."""

    weights: dict[Role, Weight] = {}
    estimate: Days = 1.0  # for a card without one, when its kind's history tells nothing
    capacity: Days = 5.0  # per person and week, unless the person's own says otherwise
    shared: Annotated[str, Meta(pattern="^(split|full)$")] = "split"
    wip: Annotated[int, Meta(ge=1)] | None = None  # most cards that one person may be doing
    median_days: Annotated[int, Meta(ge=1)] = 90  # how far back a kind's median estimate looks


class Person(_Strict, frozen=True):
    """One person of the team, by the name used in the table's key."""

    trello: str = ""  # user name on Trello
    slack: str = ""  # Slack user id
    email: str = ""
    capacity: Days | None = None  # working days per week
    away: tuple[str, ...] = ()  # "2026-12-20..2027-01-02", both included
    timezone: ZoneName = ""
    hours: str = "09:00-17:00"
    country: str = ""  # ISO code, for public holidays: "DE", or with a part of it "DE-BY"
    lead: bool = False
    admin: bool = False
    role: str = ""  # what the person is in the team, in the team's words


class MeetingTerms(_Strict, frozen=True):
    """The weekly alignment meeting."""

    weekday: Annotated[
        str, Meta(pattern="^(monday|tuesday|wednesday|thursday|friday|saturday|sunday)$")
    ] = "monday"
    time: Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "10:00"
    timezone: ZoneName = ""
    prepare_hours: Annotated[int, Meta(ge=0, le=168)] = 18
    minutes: Annotated[int, Meta(ge=5, le=480)] = 45
    channel: str = ""
    facilitators: tuple[str, ...] = ()  # names of people who lead through it in turn
    people: tuple[str, ...] = ()  # names of those who take part; default: everybody
    sections: tuple[str, ...] = ()  # of the agenda, in this order; default: all of them
    canvas: bool = False  # agenda and minutes in a canvas of the channel too


class SlackTerms(_Strict, frozen=True):
    """Where the bot speaks in Slack."""

    channel: str = ""  # name or id of the team's channel
    admin_channel: str = ""  # where what is stuck is told; empty: to each administrator
    card_messages: bool = False  # one message per card with findings, in the channel
    most_card_messages: Annotated[int, Meta(ge=0)] = 20  # new ones a day; the cards say the rest
    card_threads: bool = False  # what comes new on a card is said under its message, in a thread
    greeting: bool = True  # once, in the channel: what the first look at a board found
    agenda: bool = True  # the weekly agenda in the channel
    weekly_digest: bool = True  # once a week, in the channel: what came to done, what is to settle
    weekly_day: Annotated[
        str, Meta(pattern="^(monday|tuesday|wednesday|thursday|friday|saturday|sunday)$")
    ] = "friday"  # on which it is told, in the afternoon
    name_untied: bool = True  # with it or the agenda, once: whom of the board it finds not in Slack
    digests: bool = True  # to each person, at most once a working day
    needs_you_now: bool = True  # to a person, at once: a failed run, a card moved back, a blocker
    tie_notices: bool = True  # to each lead: who has said themselves who they are on Trello
    alerts: bool = True  # to the administrators: what is stuck


class QuietTerms(_Strict, frozen=True):
    """How quiet the bot is."""

    grace_minutes: Annotated[int, Meta(ge=0)] = 0  # a card made or touched so lately is left alone
    max_writes: Annotated[int, Meta(ge=1)] = 50  # more in one sweep: nothing is written


class DutyTerms(_Strict, frozen=True):
    """A duty that people take in turn, such as a week on call, and what it costs them."""

    people: tuple[str, ...]  # by their names under [people], in the order of their turns
    starts: date  # the first day of the first person's first turn
    weeks: Annotated[int, Meta(ge=1, le=52)] = 1  # how long a turn lasts
    days: Days = 1.0  # working days that each week of it takes


class CardsTerms(_Strict, frozen=True):
    """Which cards Cardkeeper looks at."""

    ignore_labels: tuple[str, ...] = ()


class BoardCardTerms(_Strict, frozen=True):
    """The card on the board itself that shows the workload and the goals; off without a list."""

    list_name: str = field(default="", name="list")  # the list that the card is made in
    title: str = "Workload and goals"
    every_minutes: Annotated[int, Meta(ge=5, le=1440)] = 15  # at most so often it is changed


class RepositoryTerms(_Strict, frozen=True):
    """The team's repositories on GitHub."""

    owner: str = ""  # whose repositories new ones become; default: the template's owner
    template: str = ""  # "owner/name"; new repositories are made from it
    public: bool = False  # whether new ones may be seen by everybody
    leads_only: bool = False  # whether only leads may have new ones made
    shared_package: str = ""  # "larkspur.core": whether a repository uses it is looked up
    boards: dict[str, str] = {}  # "owner/name" to a board's name, id or short link: `#38` is a card

    def is_bound(self, repository: str, board: Board) -> bool:
        """Whether `#38` in this repository, given as owner/name, means a card of this board."""
        names = {fold(name): fold(wanted) for name, wanted in self.boards.items()}
        wanted = names.get(fold(repository))
        return wanted is not None and wanted in map(fold, (board.name, board.id, board.short_link))


class LinksTerms(_Strict, frozen=True):
    """Where the states of a card's runs, pull requests and repositories are shown."""

    comment: Annotated[
        str,
        Meta(
            pattern="^(with-findings|always|never)$",
            description="the states in the card's comment: beside findings, on every card, never",
        ),
    ] = "with-findings"
    attachments: Annotated[
        bool,
        Meta(description="one attachment per link, with its state in the name, kept up to date"),
    ] = False


class Agreement(_Strict, frozen=True):
    """The whole protocol of one team for one board or several alike."""

    name: str = ""
    version: int = 1
    extends: str = ""
    timezone: ZoneName = "UTC"
    list_terms: dict[str, ListTerms] = field(default={}, name="lists")
    label_terms: dict[str, LabelTerms] = field(default={}, name="labels")
    kinds: dict[str, KindTerms] = {}
    annotations: Annotations = Annotations()
    moves: MoveTerms = MoveTerms()
    load: LoadTerms = LoadTerms()
    rules: dict[str, dict[str, Any]] = {}
    people: dict[str, Person] = {}
    duties: dict[str, DutyTerms] = {}
    meeting: MeetingTerms = MeetingTerms()
    slack: SlackTerms = SlackTerms()
    quiet: QuietTerms = QuietTerms()
    cards: CardsTerms = CardsTerms()
    board_card: BoardCardTerms = BoardCardTerms()
    repositories: RepositoryTerms = RepositoryTerms()
    links: LinksTerms = LinksTerms()
    guess_lists: bool = True  # lists that the agreement does not name are mapped by common names

    @cached_property
    def lists_by_folded_name(self) -> dict[str, ListTerms]:
        """Terms by list name, case and outer spaces aside."""
        return {fold(name): terms for name, terms in self.list_terms.items()}

    @cached_property
    def lists_by_id(self) -> dict[str, ListTerms]:
        """Terms by pinned list id."""
        return {terms.id: terms for terms in self.list_terms.values() if terms.id}

    @cached_property
    def kinds_by_label(self) -> dict[str, str]:
        """Kind by its label's name, case aside."""
        return {fold(terms.label or name): name for name, terms in self.kinds.items()}

    @cached_property
    def labels_by_folded_name(self) -> dict[str, LabelTerms]:
        """Terms by label name, case aside."""
        return {fold(name): terms for name, terms in self.label_terms.items()}

    @cached_property
    def people_by_trello(self) -> dict[str, tuple[str, Person]]:
        """Name and person by Trello user name, case and a leading @ aside."""
        return {
            fold(person.trello or name).removeprefix("@"): (name, person)
            for name, person in self.people.items()
        }

    def weight(self, role: Role) -> float:
        """The share of a card's estimate that counts as load in this role."""
        return self.load.weights.get(role, DEFAULT_WEIGHTS[role])

    def level_of(self, rule: str, default: Level) -> Level:
        """The level of a rule: the agreement's word, else the rule's own default."""
        level: Level = self.rules.get(rule, {}).get("level", default)
        return level


def fold(name: str) -> str:
    """A name as it is compared: case and runs of white space do not matter."""
    return " ".join(name.split()).casefold()


_SPAN = re.compile(r"^(\d{4}-\d\d-\d\d)(?:\.\.(\d{4}-\d\d-\d\d))?$")


def read_span(text: str) -> tuple[date, date]:
    """First and last day of `2026-12-20..2027-01-02`, or of one day; ValueError has a sentence."""
    found = _SPAN.match(text.strip())
    if not found:
        raise ValueError(
            f"'{text}' is no span of days; write 2026-12-20..2027-01-02, one day as 2026-12-20, "
            "or half of one as 2026-12-20 afternoon."
        )
    first = date.fromisoformat(found[1])
    last = date.fromisoformat(found[2] or found[1])
    if last < first:
        raise ValueError(f"'{text}' ends before it begins.")
    return first, last
