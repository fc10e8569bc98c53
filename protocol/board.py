"""A board as Cardkeeper sees it: frozen, typed, the same from a live snapshot and from an export.

Times are timezone-aware. Ids are Trello's 24 hex digits, whose first eight are the creation
time in seconds.
"""

from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from msgspec import Struct


class Member(Struct, frozen=True):
    """A person on the board, or one who was: `active` is false for who left or was deactivated."""

    id: str
    username: str
    full_name: str
    active: bool = True
    is_admin: bool = False
    is_observer: bool = False

    @property
    def name(self) -> str:
        """What people call this member: the full name, else the user name."""
        return self.full_name or self.username or self.id


class Label(Struct, frozen=True):
    """A label; old boards have labels without a name, told apart by colour alone."""

    id: str
    name: str
    color: str

    @property
    def title(self) -> str:
        """The name, or the colour of a label that has none."""
        return self.name or self.color or "unnamed"


class BoardList(Struct, frozen=True):
    """A column of the board."""

    id: str
    name: str
    closed: bool = False
    position: float = 0.0


class CheckItem(Struct, frozen=True):
    """One line of a checklist."""

    id: str
    name: str
    done: bool


class Checklist(Struct, frozen=True):
    """A checklist of one card, its items in their order."""

    id: str
    name: str
    items: tuple[CheckItem, ...] = ()


OWN_ATTACHMENT = " · Cardkeeper"  # at the end of the names of the bot's own


class Attachment(Struct, frozen=True):
    """A file or an address attached to a card."""

    id: str
    name: str
    url: str
    is_upload: bool = False
    added: datetime | None = None

    @property
    def is_own(self) -> bool:
        """Whether it is the bot's, which its name tells: it says nothing that people have said."""
        return self.name.endswith(OWN_ATTACHMENT)


class Comment(Struct, frozen=True):
    """A comment on a card, as a single-card read brings it."""

    id: str
    member_id: str
    text: str
    written: datetime


class Card(Struct, frozen=True, dict=True):
    """A card with everything that hangs on it, joined from the board's own tables."""

    id: str
    name: str
    list_id: str
    desc: str = ""
    member_ids: tuple[str, ...] = ()
    labels: tuple[Label, ...] = ()
    closed: bool = False
    due: datetime | None = None
    due_complete: bool = False
    start: datetime | None = None
    last_activity: datetime | None = None
    number: int | None = None
    short_link: str = ""
    url: str = ""
    position: float = 0.0
    is_template: bool = False
    checklists: tuple[Checklist, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    fields: dict[str, str] = {}  # custom field values as text, by the field's name
    comments: tuple[Comment, ...] = ()
    own_attachments: tuple[Attachment, ...] = ()  # the bot's, which tell states of links

    @cached_property
    def created(self) -> datetime | None:
        """When the card was made, told by its id; None for an id that is not Trello's."""
        return created_at(self.id)

    @property
    def open_items(self) -> int:
        """How many checklist lines are not ticked."""
        return sum(not item.done for checklist in self.checklists for item in checklist.items)

    @property
    def title(self) -> str:
        """The name on one line, never empty."""
        return " ".join(self.name.split()) or f"(card {self.short_link or self.id} without a name)"


class Action(Struct, frozen=True):
    """One entry of the board's history. `changed` holds the old values, keyed as in Trello."""

    id: str
    type: str
    date: datetime
    member_id: str = ""
    card_id: str = ""
    list_id: str = ""
    list_before: str = ""
    list_after: str = ""
    text: str = ""
    changed: dict[str, Any] = {}
    card: dict[str, Any] = {}  # the card's own keys as the action carries them
    subject_id: str = ""  # the member, label, check item or custom field that it is about
    value: str = ""


class LooseEnd(Struct, frozen=True):
    """A card of the export that points to something the export does not hold."""

    card: str
    card_url: str
    what: str  # "list" or "member"
    id: str


class Board(Struct, frozen=True, dict=True):
    """A whole board. `actions` are newest first, as Trello gives them."""

    id: str
    name: str
    url: str = ""
    short_link: str = ""
    closed: bool = False
    last_activity: datetime | None = None
    lists: tuple[BoardList, ...] = ()
    cards: tuple[Card, ...] = ()
    members: tuple[Member, ...] = ()
    labels: tuple[Label, ...] = ()
    field_names: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()
    loose_ends: tuple[LooseEnd, ...] = ()

    @cached_property
    def lists_by_id(self) -> dict[str, BoardList]:
        """Every list, archived ones too, by id."""
        return {entry.id: entry for entry in self.lists}

    @cached_property
    def members_by_id(self) -> dict[str, Member]:
        """Every member that the board still knows, by id."""
        return {member.id: member for member in self.members}

    @cached_property
    def cards_by_id(self) -> dict[str, Card]:
        """Every card, archived ones too, by id."""
        return {card.id: card for card in self.cards}

    @cached_property
    def open_cards(self) -> tuple[Card, ...]:
        """Cards that a person sees: not archived, not templates, in a list that is not archived."""
        return tuple(card for card in self.cards if self.shows(card))

    def shows(self, card: Card) -> bool:
        """Whether a person sees this card among the open ones."""
        if card.closed or card.is_template:
            return False
        entry = self.lists_by_id.get(card.list_id)
        return entry is not None and not entry.closed

    @cached_property
    def open_lists(self) -> tuple[BoardList, ...]:
        """Lists that are not archived, from left to right."""
        return tuple(
            sorted((li for li in self.lists if not li.closed), key=lambda entry: entry.position)
        )

    @cached_property
    def last_moment(self) -> datetime | None:
        """The latest time the data knows of: activity of the board, of a card, an action."""
        times = [self.last_activity, *(card.last_activity for card in self.cards)]
        times += [action.date for action in self.actions[:1]]
        return max((time for time in times if time is not None), default=None)

    def member_name(self, member_id: str) -> str:
        """What people call this member, or the id of one that the board no longer knows."""
        member = self.members_by_id.get(member_id)
        return member.name if member else f"former member {member_id[-4:]}"

    def find_card(self, reference: str) -> Card | None:
        """The card with this id, short link or `#number`, if the board has one."""
        for card in self.cards:
            if reference in (card.id, card.short_link) or reference == f"#{card.number}":
                return card
        return None


def created_at(trello_id: str) -> datetime | None:
    """The creation time inside a Trello id (facts: first eight hex digits are Unix seconds)."""
    try:
        seconds = int(trello_id[:8], 16)
    except ValueError:
        return None
    return datetime.fromtimestamp(seconds, UTC) if len(trello_id) == 24 else None
