"""The board's past, from its actions: when a card came where it is, and what it went through.

An export holds the last 1,000 actions, so the past has a beginning before which nothing is known;
answers from before it are lower bounds and say so.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cached_property

from msgspec import Struct

from protocol.board import Action, Board, Card


class Move(Struct, frozen=True):
    """One card went from one list to another."""

    card_id: str
    when: datetime
    before: str  # list ids
    after: str
    member_id: str


class Since(Struct, frozen=True):
    """A moment, exact or "at least since"."""

    when: datetime
    exact: bool


class History(Struct, frozen=True, dict=True):
    """What the actions tell; `actions` are newest first.

    A history may be that of some cards only, a part of a `whole`: how far it reaches and what it
    records is then told by the whole.
    """

    actions: tuple[Action, ...]
    whole: "History | None" = None

    @cached_property
    def begins(self) -> datetime | None:
        """The oldest moment that the actions reach; None when there are none."""
        if self.whole is not None:
            return self.whole.begins
        return self.actions[-1].date if self.actions else None

    @cached_property
    def tells_labels(self) -> bool:
        """Whether labels being put on and taken off are recorded; older exports leave them out."""
        if self.whole is not None:
            return self.whole.tells_labels
        return any("idLabels" in action.changed for action in self.actions)

    @cached_property
    def is_complete(self) -> bool:
        """True when the board's own making is among the actions, so that nothing is missing."""
        if self.whole is not None:
            return self.whole.is_complete
        return any(action.type in ("createBoard", "copyBoard") for action in self.actions[-25:])

    @cached_property
    def by_card(self) -> dict[str, list[Action]]:
        """Actions of each card, newest first."""
        found: dict[str, list[Action]] = {}
        for action in self.actions:
            if action.card_id:
                found.setdefault(action.card_id, []).append(action)
        return found

    @cached_property
    def moves_by_card(self) -> dict[str, list[Move]]:
        """Moves between lists of each card, newest first."""
        return {
            card_id: moves
            for card_id, actions in self.by_card.items()
            if (moves := list(moves_in(actions)))
        }

    def reaches(self, when: datetime) -> bool:
        """Whether everything since `when` is among the actions."""
        return self.is_complete or (self.begins is not None and self.begins <= when)

    def moves(self, card_id: str) -> list[Move]:
        """Moves of one card, newest first."""
        return self.moves_by_card.get(card_id, [])

    def in_list_since(self, card: Card) -> Since | None:
        """When the card came into its present list; a lower bound when the past is cut off.

        Every move touches `last_activity`, so with no recorded move the card has been where it is
        at least since then.
        """
        for move in self.moves(card.id):
            return Since(move.when, exact=move.after == card.list_id)
        created = card.created
        if created is not None and self.reaches(created):
            return Since(created, exact=True)
        bounds = [time for time in (self.begins, card.last_activity) if time is not None]
        if not bounds:
            return Since(created, exact=False) if created else None
        earliest = min(bounds)
        return Since(max(earliest, created) if created else earliest, exact=False)

    def list_at(self, card: Card, when: datetime) -> str | None:
        """The id of the list the card was in at `when`; None when it did not exist yet."""
        created = card.created
        if created is not None and created > when:
            return None
        place = card.list_id
        for move in self.moves(card.id):
            if move.when <= when:
                break
            place = move.before
        return place


def history_of(board: Board) -> History:
    """The past of a board as its actions tell it."""
    return History(board.actions)


def moves_in(actions: Iterable[Action]) -> Iterator[Move]:
    """The moves between lists among these actions, in their order."""
    for action in actions:
        if action.list_before and action.list_after:
            yield Move(
                action.card_id, action.date, action.list_before, action.list_after, action.member_id
            )
