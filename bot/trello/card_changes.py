"""Make the agreement's changes to a card on Trello, and only those that change something."""

from typing import Any

from msgspec import Struct, structs

from bot.trello.gateway import TrelloGateway
from protocol.agreement import fold
from protocol.board import Board, Card, Label
from protocol.board_json import read_card
from protocol.changes import apply_to, inverse
from protocol.rule import Change


class PresentCard(Struct, frozen=True):
    """A card as it was just read, and Trello's own answer."""

    card: Card
    answer: dict[str, Any]


class CardChanges:
    """Changes to the cards of one board. Raises TrelloError as the gateway does."""

    def __init__(self, trello: TrelloGateway, board: Board, fields: list[dict[str, Any]]) -> None:
        self._trello = trello
        self._board = board
        self._fields = fields  # custom field definitions as Trello gives them

    def make(self, card_id: str, changes: tuple[Change, ...]) -> tuple[Change, ...]:
        """Make the changes, in order; returns what would undo them, given the card as it was.

        The card is read first (one request), so that repeating it after a crash does no harm.
        """
        present = self.read(card_id)
        self.carry_out(present, changes)
        return inverse(present.card, changes)

    def read(self, card_id: str) -> PresentCard:
        """The card as it is now; one request."""
        answer = self._trello.read_card(card_id)
        return PresentCard(read_card(answer, self._board, self._fields), answer)

    def carry_out(self, present: PresentCard, changes: tuple[Change, ...]) -> None:
        """Make the changes, in order, to a card that was just read."""
        card = present.card
        for change in changes:
            after = apply_to(card, (change,))
            if after != card:
                self._one(card, change, present.answer)
            card = after

    def _one(self, card: Card, change: Change, answer: dict[str, Any]) -> None:
        value = change.value
        match change.kind:
            case "describe":
                self._trello.set_description(card.id, value)
            case "rename":
                self._trello.update_card(card.id, name=value)
            case "label":
                self._trello.add_label(card.id, self._label(value))
            case "unlabel":
                for label in card.labels:
                    if fold(label.name) == fold(value):
                        self._trello.remove_label(card.id, label.id)
            case "own":
                self._trello.add_member(card.id, value)
            case "disown":
                self._trello.remove_member(card.id, value)
            case "estimate":
                self._estimate(card, value, change.extra)
            case "attach":
                self._trello.attach_link(card.id, value, change.extra)
            case "detach":
                for attachment in answer.get("attachments") or []:
                    if attachment.get("url") == value:
                        self._trello.delete_attachment(card.id, attachment["id"])
            case "move":
                self._trello.move_card(card.id, value)
            case "tick" | "untick":
                self._trello.update_card(card.id, dueComplete=change.kind == "tick")
            case "archive" | "unarchive":
                self._trello.update_card(card.id, closed=change.kind == "archive")

    def _label(self, name: str) -> str:
        """The id of the board's label of that name, made when there is none."""
        for label in self._board.labels:
            if fold(label.name) == fold(name):
                return label.id
        made = self._trello.create_label(self._board.id, name, None)
        label = Label(str(made["id"]), name, "")
        self._board = structs.replace(self._board, labels=(*self._board.labels, label))
        return label.id

    def _estimate(self, card: Card, value: str, name: str) -> None:
        for field in self._fields:
            if fold(str(field.get("name") or "")) == fold(name):
                kind = "number" if field.get("type") == "number" else "text"
                self._trello.set_field(card.id, str(field["id"]), kind, value)
                return
        raise LookupError(f"the board has no custom field '{name}'")
