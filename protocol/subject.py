"""A card as the agreement reads it, and the context that rules, load and agenda share."""

import re
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from msgspec import Struct, structs

from protocol.agreement import Agreement, KindTerms, Person, fold
from protocol.board import Board, BoardList, Card, Member
from protocol.board_card import is_board_card
from protocol.goals import Goals
from protocol.history import History, Since
from protocol.links import LinkReference, LinkState
from protocol.list_names import role_of_label_name, role_of_list_name
from protocol.meeting import meeting_before, next_meeting
from protocol.ties_by_name import written_on
from protocol.words import Role

if TYPE_CHECKING:
    from protocol.stays import Stays

_MARK = re.compile(r"[(\[](\d{1,3}(?:[.,]\d{1,2})?)[)\]]")
_HEADING = re.compile(r"^\s{0,3}(?:(#{1,6})\s+(.+?)\s*#*|\*\*(.+?)\*\*:?)\s*$")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


class Context(Struct, frozen=True, dict=True):
    """Everything besides the card that a judgement may rest on. `now` is passed in, never read."""

    board: Board
    agreement: Agreement
    history: History
    now: datetime
    links: dict[str, tuple[LinkState, ...]] = {}  # what is known of each card's links, by card id
    untied_runs: tuple[LinkState, ...] = ()  # of the last week, that no card has
    exemptions: dict[str, tuple[Any, ...]] = {}  # made by command, by card id
    silenced: dict[str, frozenset[str]] | None = None  # rules that exemptions silenced, by card id

    def knowing(self, silenced: dict[str, frozenset[str]]) -> "Context":
        """This context for the rules that run last: it knows what exemptions have silenced.

        What was worked out so far is shared, so that nothing is worked out twice.
        """
        later = structs.replace(self, silenced=silenced)
        later.__dict__.update(self.__dict__)
        return later

    @cached_property
    def zone(self) -> ZoneInfo:
        """The team's time zone."""
        return ZoneInfo(self.agreement.timezone)

    @cached_property
    def roles(self) -> dict[str, tuple[Role, str]]:
        """Role and the reason for it by list id; lists whose role nothing tells are absent."""
        today = self.now.astimezone(self.zone).date()
        found: dict[str, tuple[Role, str]] = {}
        for entry in self.board.lists:
            terms = self.agreement.lists_by_id.get(entry.id)
            terms = terms or self.agreement.lists_by_folded_name.get(fold(entry.name))
            if terms:
                found[entry.id] = terms.role, "the agreement"
            elif self.agreement.guess_lists:
                guess = role_of_list_name(entry.name, today)
                if guess:
                    found[entry.id] = guess
        return found

    @cached_property
    def unmapped_lists(self) -> tuple[BoardList, ...]:
        """Open lists with no role."""
        return tuple(entry for entry in self.board.open_lists if entry.id not in self.roles)

    @cached_property
    def label_roles(self) -> dict[str, Role]:
        """Role by folded label name, from the agreement or from common names."""
        found: dict[str, Role] = {}
        for label in self.board.labels:
            name = fold(label.name)
            terms = self.agreement.labels_by_folded_name.get(name)
            if terms is not None:
                if terms.role:
                    found[name] = terms.role
            elif self.agreement.guess_lists and name not in self.agreement.kinds_by_label:
                role = role_of_label_name(label.name)
                if role:
                    found[name] = role
        return found

    @cached_property
    def label_names(self) -> dict[str, str]:
        """Every label's name by id."""
        return {label.id: label.name for label in self.board.labels}

    @cached_property
    def subjects(self) -> tuple["Subject", ...]:
        """Every open card that is not ignored, as the agreement reads it, in the board's order."""
        order = {entry.id: number for number, entry in enumerate(self.board.open_lists)}
        cards = sorted(self.board.open_cards, key=lambda c: (order[c.list_id], c.position))
        read = (Subject(card, self) for card in cards)
        return tuple(subject for subject in read if subject.role != "ignored")

    @cached_property
    def subjects_by_id(self) -> dict[str, "Subject"]:
        """`subjects` by card id."""
        return {subject.id: subject for subject in self.subjects}

    @cached_property
    def leads(self) -> tuple[str, ...]:
        """Member ids of those whom the agreement names as leads and the board still knows."""
        people = ((member, self.person_of(member)) for member in self.board.members)
        return tuple(m.id for m, found in people if m.active and found and found[1].lead)

    @cached_property
    def past_meetings(self) -> tuple[datetime, ...]:
        """The weekly meetings of the last year that have begun, latest first, in UTC."""
        mark = next_meeting(self.agreement, self.now)
        if mark > self.now:
            mark = meeting_before(self.agreement, mark)
        marks = [mark]
        while len(marks) < 52:
            marks.append(meeting_before(self.agreement, marks[-1]))
        return tuple(mark.astimezone(UTC) for mark in marks)

    @cached_property
    def goals(self) -> Goals:
        """The board's goals and which cards serve them."""
        return Goals(self)

    @cached_property
    def stays(self) -> "Stays":
        """The roles that the board's cards have had over time."""
        from protocol.stays import Stays  # it reads cards as this file does

        return Stays(self)

    def person_of(self, member: Member) -> tuple[str, Person] | None:
        """The name and terms the agreement has for this member of the board."""
        people = self.agreement.people_by_trello
        return people.get(fold(member.username)) or people.get(fold(member.full_name))

    def name_of(self, member_id: str) -> str:
        """What the team calls this member."""
        member = self.board.members_by_id.get(member_id)
        person = self.person_of(member) if member else None
        return person[0] if person else self.board.member_name(member_id)

    def list_name(self, list_id: str) -> str:
        """The list's name, or a word for one that is gone."""
        entry = self.board.lists_by_id.get(list_id)
        return entry.name if entry else "a list that is gone"

    def days_since(self, when: datetime) -> float:
        """Calendar days, with fractions, from `when` to now; negative for what is ahead."""
        return (self.now - when) / timedelta(days=1)


class Subject:
    """One card, read by the agreement. Attributes are worked out when first asked for."""

    def __init__(self, card: Card, context: Context) -> None:
        self.card = card
        self.context = context
        self.id = card.id
        self.title = card.title

    @cached_property
    def role(self) -> Role | None:
        """The role of the card's list, unless a label says otherwise; None when nothing tells."""
        told = self.context.roles.get(self.card.list_id)
        role = told[0] if told else None
        if is_board_card(self.card.desc):
            return "ignored"
        if role in ("ignored", "goals", "done"):
            return role
        label_roles = self.context.label_roles
        for label in self.card.labels:
            by_label = label_roles.get(fold(label.name))
            if by_label:
                return by_label
        ignored = self.context.agreement.cards.ignore_labels
        if ignored and any(fold(label.name) in map(fold, ignored) for label in self.card.labels):
            return "ignored"
        return role

    @property
    def is_told_by_list(self) -> bool:
        """Whether the list, not a label, tells the card's role."""
        told = self.context.roles.get(self.card.list_id)
        return told is not None and told[0] == self.role

    @property
    def where(self) -> str:
        """Where the card is, in words: its list, or the label that tells its role."""
        return f"in '{self.list_name}'" if self.is_told_by_list else f"labelled as {self.role}"

    @property
    def list_name(self) -> str:
        """The name of the list the card is in."""
        return self.context.list_name(self.card.list_id)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that the card's labels tell; one is right, none or several are findings."""
        by_label = self.context.agreement.kinds_by_label
        found = (by_label.get(fold(label.name)) for label in self.card.labels)
        return tuple(dict.fromkeys(kind for kind in found if kind))

    @property
    def kind(self) -> str | None:
        """The card's kind, when its labels tell exactly one."""
        return self.kinds[0] if len(self.kinds) == 1 else None

    @property
    def kind_terms(self) -> KindTerms | None:
        """What the agreement says of the card's kind."""
        return self.context.agreement.kinds[self.kind] if self.kind else None

    @property
    def is_goal(self) -> bool:
        """Whether the card is a goal rather than work."""
        return self.role == "goals" or bool(self.kind_terms and self.kind_terms.horizon)

    @cached_property
    def owners(self) -> tuple[Member, ...]:
        """Members on the card who are still on the board."""
        known = self.context.board.members_by_id
        return tuple(
            member for i in self.card.member_ids if (member := known.get(i)) and member.active
        )

    @cached_property
    def owner_names(self) -> tuple[str, ...]:
        """What the team calls the owners."""
        return tuple(self.context.name_of(member.id) for member in self.owners)

    @property
    def is_blocked(self) -> bool:
        """Whether a label of the card says that it is blocked."""
        terms = self.context.agreement.labels_by_folded_name
        return any(
            (held := terms.get(fold(label.name))) is not None and held.blocked
            for label in self.card.labels
        ) or any(fold(label.name) == "blocked" for label in self.card.labels)

    @cached_property
    def estimate(self) -> float | None:
        """The estimate on the card itself, in days: its field, else a mark such as (3)."""
        annotations = self.context.agreement.annotations
        if annotations.estimate_field:
            by_field = {fold(name): value for name, value in self.card.fields.items()}
            number = _number(by_field.get(fold(annotations.estimate_field), ""))
            if number is not None:
                return number
        if annotations.estimate_mark:
            marks = _MARK.findall(self.card.name)
            if marks:
                return _number(marks[-1])
        return None

    @cached_property
    def since(self) -> Since | None:
        """When the card came into its list."""
        return self.context.history.in_list_since(self.card)

    @property
    def days_in_list(self) -> float | None:
        """Days the card has been in its list (at least, when the past is cut off)."""
        return self.context.days_since(self.since.when) if self.since else None

    @cached_property
    def role_since(self) -> Since | None:
        """When the card came to its role, by a move or by a label, and stayed in it since."""
        stay = self.context.stays.since_in(self.card, self.role)
        return Since(stay.begins, stay.exact) if stay else None

    def done_within(self, days: float) -> bool:
        """Whether the card is done and is known to have become so within these days."""
        since = self.role_since if self.role == "done" else None
        return since is not None and since.exact and self.context.days_since(since.when) <= days

    @property
    def is_overdue(self) -> bool:
        """Whether the due time has passed and the card is neither ticked nor done."""
        due = self.card.due
        return (
            due is not None
            and due < self.context.now
            and not self.card.due_complete
            and self.role != "done"
        )

    @property
    def sections(self) -> dict[str, str]:
        """The description's text under each heading, by folded heading; HTML comments left out.

        Text under a deeper heading belongs to the headings above it too.
        """
        return self._outline[1]

    @property
    def preamble(self) -> str:
        """The description's text before its first heading; HTML comments left out."""
        return self._outline[0]

    @cached_property
    def _outline(self) -> tuple[str, dict[str, str]]:
        preamble: list[str] = []
        found: dict[str, list[str]] = {}
        above: list[tuple[int, list[str]]] = [(0, preamble)]  # what the present line lies under
        for line in _COMMENT.sub("", self.card.desc).splitlines():
            head = _HEADING.match(line)
            if head:
                depth = len(head[1] or "") or 7  # a line in bold is the deepest heading there is
                above = [held for held in above if 0 < held[0] < depth]
                name = fold((head[2] or head[3]).rstrip(":"))
                above.append((depth, found.setdefault(name, [])))
            else:
                for _, lines in above:
                    lines.append(line)
        texts = {heading: "\n".join(lines).strip() for heading, lines in found.items()}
        return "\n".join(preamble).strip(), texts

    @cached_property
    def references(self) -> tuple[LinkReference, ...]:
        """What the card points to outside: in its description, attachments and comments."""
        return written_on(self.card)

    @property
    def link_states(self) -> tuple[LinkState, ...]:
        """What is known of the states of the card's links; empty when nobody asked."""
        return self.context.links.get(self.id, ())


def _number(text: str) -> float | None:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return None
    return number if 0 <= number <= 1000 else None
