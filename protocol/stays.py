"""A card's stays: which role it had from when, told by its moves and by its labels.

Most boards tell a card's role by its list, some by a label ("Ongoing", "Finished"), and a list
that is named for a day means `done` from that day on. All three change a card's role over time.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import Any

from msgspec import Struct, structs

from protocol.agreement import fold
from protocol.board import Action, BoardList, Card, Label
from protocol.history import Since
from protocol.list_names import day_in_name
from protocol.subject import Context, Subject
from protocol.words import Role

# People swap a label by taking one off and putting another on, and drag a card to where they did
# not mean it; what lasted no longer than this was on the way.
SETTLES_AFTER = timedelta(minutes=2)


class Stay(Struct, frozen=True):
    """The card had this role from `begins` on, until the next stay begins."""

    role: Role | None
    list_id: str
    begins: datetime
    exact: bool  # False: at least since `begins`
    by: str = ""  # id of the member who brought it there; empty when nobody is known to have


class Stays:
    """The stays of a board's cards, each worked out when first asked for."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._found: dict[str, tuple[Stay, ...]] = {}
        self._roles: dict[tuple[str, tuple[Label, ...]], Role | None] = {}

    def of(self, card: Card) -> tuple[Stay, ...]:
        """Every stay of the card, newest first; never empty."""
        known = self._found.get(card.id)
        if known is None:
            known = self._found[card.id] = tuple(self._read(card))
        return known

    def at(self, card: Card, when: datetime) -> Stay | None:
        """The stay that the card was in at `when`; None when it was not on the board yet.

        For a time before the card's known past this is its oldest known stay, marked as not exact.
        """
        stays = self.of(card)
        for stay in stays:
            if stay.begins <= when:
                return stay
        created = card.created
        if stays[-1].exact or (created is not None and created > when):
            return None
        return structs.replace(stays[-1], exact=False)

    def since_in(self, card: Card, *roles: Role | None) -> Stay | None:
        """The first stay of the unbroken run in these roles that lasts until now; None if none."""
        first = None
        for stay in self.of(card):
            if stay.role not in roles:
                break
            first = stay
        return first

    def records(self, card: Card) -> bool:
        """Whether the history would record how the card came to its role.

        Older exports record moves between lists, but not labels being put on and taken off.
        """
        told = self._context.roles.get(card.list_id)
        return self._context.history.tells_labels or self._role(card) == (told[0] if told else None)

    def _read(self, card: Card) -> Iterator[Stay]:
        if not self.records(card):
            edge = card.last_activity or card.created or self._context.now
            yield self._stay(card, Since(edge, exact=False), "")
            return
        stays = self._split_at_days(self._settled(self._changes(card)))
        newest: Stay | None = None
        for stay in stays:
            if newest is not None and newest.role == stay.role and newest.list_id == stay.list_id:
                newest = stay
                continue
            if newest is not None:
                yield newest
            newest = stay
        assert newest is not None
        yield newest

    def _changes(self, card: Card) -> Iterator[Stay]:
        """One stay after each recorded change, newest first, and the one before them all."""
        now = card
        arrived, by = self._oldest(card), ""
        for action in self._context.history.by_card.get(card.id, ()):
            before = self._before(now, action)
            if before is not None:
                yield self._stay(now, Since(action.date, exact=True), action.member_id)
                now = before
            elif action.type in ("moveCardToBoard", "createCard", "copyCard"):
                by = action.member_id
                if action.type == "moveCardToBoard":  # its id tells when the other board made it
                    arrived = Since(action.date, exact=True)
                    break
        yield self._stay(now, arrived, by)

    def _before(self, card: Card, action: Action) -> Card | None:
        """The card as it was before this action, when the action may have changed its role."""
        if action.list_before and action.list_after:
            return structs.replace(card, list_id=action.list_before)
        if "idLabels" in action.changed:
            return structs.replace(card, labels=self._labels(action.changed["idLabels"]))
        return None

    def _labels(self, ids: Any) -> tuple[Label, ...]:
        known = self._labels_by_id
        return tuple(known[i] for i in ids if i in known) if isinstance(ids, list) else ()

    @cached_property
    def _labels_by_id(self) -> dict[Any, Label]:
        return {label.id: label for label in self._context.board.labels}

    def _stay(self, card: Card, since: Since, by: str) -> Stay:
        return Stay(self._role(card), card.list_id, since.when, since.exact, by)

    def _role(self, card: Card) -> Role | None:
        """The role of a card with this list and these labels; nothing else tells it."""
        told_by = card.list_id, card.labels
        if told_by not in self._roles:
            self._roles[told_by] = Subject(card, self._context).role
        return self._roles[told_by]

    def _oldest(self, card: Card) -> Since:
        """When the oldest known stay begins: the card's making, else the edge of the history."""
        history, created = self._context.history, card.created
        if created is not None and history.reaches(created):
            return Since(created, exact=True)
        moves = history.moves(card.id)
        touched = moves[-1].when if moves else card.last_activity
        edge = min((t for t in (history.begins, touched) if t is not None), default=created)
        if edge is None:
            return Since(self._context.now, exact=False)
        return Since(max(edge, created) if created else edge, exact=False)

    def _settled(self, stays: Iterator[Stay]) -> Iterator[Stay]:
        """Without the stays that were only passed through on the way to the next one."""
        newer: Stay | None = None
        for stay in stays:
            if newer is not None and newer.begins - stay.begins <= SETTLES_AFTER:
                newer = structs.replace(newer, begins=stay.begins, exact=stay.exact)
                continue
            if newer is not None:
                yield newer
            newer = stay
        if newer is not None:
            yield newer

    def _split_at_days(self, stays: Iterator[Stay]) -> Iterator[Stay]:
        """A stay in a list that is named for a day is `ready` before that day and `done` after."""
        ends = self._context.now
        for stay in stays:
            day = self.days.get(stay.list_id)
            if day is None or stay.role != "done" or stay.begins >= day:
                yield stay
            else:
                if day < ends:
                    yield Stay("done", stay.list_id, day, exact=True)
                yield structs.replace(stay, role="ready")
            ends = stay.begins

    @cached_property
    def days(self) -> dict[str, datetime]:
        """When the day begins that a list is named for, by list id."""
        return {
            entry.id: day for entry in self._context.board.lists if (day := self._day_of(entry))
        }

    def _day_of(self, entry: BoardList) -> datetime | None:
        agreement = self._context.agreement
        if entry.id in agreement.lists_by_id or fold(entry.name) in agreement.lists_by_folded_name:
            return None
        day = day_in_name(entry.name)
        return datetime.combine(day, time(), self._context.zone) if day else None
