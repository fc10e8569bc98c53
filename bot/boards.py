"""The boards that Cardkeeper keeps: read whole now and then, kept current card by card.

What is stored has the shape of Trello's own export, with the history beside the cards, so that
every answer made from it equals the answer made from an export of the same board.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Engine

from bot.trello.errors import TrelloNotFound
from bot.trello.gateway import TrelloGateway
from protocol.agreement import Agreement
from protocol.board import Action, Board, Card
from protocol.board_json import read_actions, read_card, read_snapshot
from protocol.check import Report
from protocol.history import History
from protocol.subject import Context
from storage import boards as stored

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]

HISTORY = timedelta(days=90)  # how far back a first read of the history reaches
OVERLAP = timedelta(minutes=2)  # the feed is not strictly ordered (facts: polling fallback)
_MOST_ACTIONS = 10_000


class KeptBoard(msgspec.Struct):
    """One board in memory, with the moment at which it was read."""

    board: Board
    read_at: datetime
    answer: dict[str, Any]  # Trello's own, in the shape of an export
    report: Report | None = None  # of the last review of the whole board
    goal_ids: frozenset[str] = frozenset()  # the board's goals, as of that review


class Boards:
    """All boards of this deployment; safe for any number of threads."""

    def __init__(
        self, engine: Engine, trello: TrelloGateway, agreement: Agreement, clock: Clock
    ) -> None:
        self._engine = engine
        self._trello = trello
        self._clock = clock
        self._lock = threading.RLock()
        self._kept: dict[str, KeptBoard] = {}
        self.agreement = agreement

    def load(self) -> None:
        """Take what an earlier run has stored, so that answers are there before the first read."""
        for row in stored.stored_boards(self._engine):
            answer = stored.snapshot_of(row)
            if answer is not None and row.read_at is not None:
                self._keep(answer, row.read_at)

    def ids(self) -> list[str]:
        """Ids of the boards in memory."""
        with self._lock:
            return list(self._kept)

    def kept(self, board_id: str) -> KeptBoard | None:
        """The board as it is known now, with its age."""
        with self._lock:
            return self._kept.get(board_id)

    def all_kept(self) -> list[KeptBoard]:
        """Every board in memory, by name."""
        with self._lock:
            return sorted(self._kept.values(), key=lambda kept: kept.board.name)

    def board_of_card(self, reference: str) -> tuple[KeptBoard, Card] | None:
        """The board that holds the card with this id or short link."""
        for kept in self.all_kept():
            card = kept.board.find_card(reference)
            if card is not None:
                return kept, card
        return None

    def context(self, board_id: str, now: datetime | None = None) -> Context | None:
        """The board as rules, load and agenda read it."""
        kept = self.kept(board_id)
        if kept is None:
            return None
        board = kept.board
        return Context(board, self.agreement, History(board.actions), now or self._clock())

    def keep_report(self, board_id: str, report: Report, goal_ids: frozenset[str]) -> None:
        """Remember what a review of the whole board found."""
        with self._lock:
            kept = self._kept.get(board_id)
            if kept is not None:
                kept.report, kept.goal_ids = report, goal_ids

    def read(self, board_id: str) -> KeptBoard:
        """Read the whole board: one request, and one for what is new in its history."""
        now = self._clock()
        answer = self._trello.read_board(board_id)
        long_id = str(answer["id"])
        known = self.kept(long_id)
        answer["actions"] = self._history(long_id, known, now)
        kept = self._keep(answer, now)
        self._store(kept)
        return kept

    def read_card(self, board_id: str, card_id: str) -> tuple[KeptBoard, Card | None]:
        """Read one card, one request, into the board in memory; None when the card is gone."""
        kept = self.kept(board_id) or self.read(board_id)
        try:
            answer = self._trello.read_card(card_id)
        except TrelloNotFound:
            return self._without(kept, card_id), None
        if answer.get("idBoard") not in (None, kept.board.id):
            return self._without(kept, card_id), None
        if str(answer.get("idList")) not in kept.board.lists_by_id:
            kept = self.read(board_id)  # a list that is new since the last read
        card = read_card(answer, kept.board, kept.answer.get("customFields") or [])
        actions = read_actions(
            [entry for entry in answer.get("actions", []) if entry.get("type") != "commentCard"]
        )
        return self._with(kept.board.id, card, actions), card

    def hear(self, board_id: str, entries: list[dict[str, Any]]) -> None:
        """Add history entries that the feed or a webhook brought."""
        actions = read_actions(entries)
        with self._lock:
            kept = self._kept.get(board_id)
            if kept is not None:
                kept.board = _with_actions(kept.board, actions)
                known = {entry["id"] for entry in kept.answer["actions"]}
                kept.answer["actions"] = [
                    *(entry for entry in entries if entry["id"] not in known),
                    *kept.answer["actions"],
                ][:_MOST_ACTIONS]

    def _history(
        self, board_id: str, known: KeptBoard | None, now: datetime
    ) -> list[dict[str, Any]]:
        before: list[dict[str, Any]] = list(known.answer["actions"]) if known else []
        since = known.read_at - OVERLAP if known else now - HISTORY
        fresh = self._trello.actions(board_id, since)
        seen = {entry["id"] for entry in fresh}
        return [*fresh, *(entry for entry in before if entry["id"] not in seen)][:_MOST_ACTIONS]

    def _keep(self, answer: dict[str, Any], read_at: datetime) -> KeptBoard:
        kept = KeptBoard(read_snapshot(answer), read_at, answer)
        with self._lock:
            self._kept[kept.board.id] = kept
        return kept

    def _store(self, kept: KeptBoard) -> None:
        stored.keep_snapshot(
            self._engine,
            kept.board.id,
            kept.answer,
            name=kept.board.name,
            read_at=kept.read_at,
            activity=kept.board.last_activity,
        )

    def _with(self, board_id: str, card: Card, actions: tuple[Action, ...]) -> KeptBoard:
        with self._lock:
            kept = self._kept[board_id]
            others = tuple(known for known in kept.board.cards if known.id != card.id)
            board = msgspec.structs.replace(kept.board, cards=(*others, card))
            kept.board = _with_actions(board, actions)
            return msgspec.structs.replace(kept)

    def _without(self, kept: KeptBoard, card_id: str) -> KeptBoard:
        with self._lock:
            present = self._kept[kept.board.id]
            cards = tuple(card for card in present.board.cards if card.id != card_id)
            present.board = msgspec.structs.replace(present.board, cards=cards)
            return msgspec.structs.replace(present)


def _with_actions(board: Board, actions: tuple[Action, ...]) -> Board:
    """The board with these entries in its history, newest first, each once."""
    known = {action.id for action in board.actions[:500]}
    fresh = [action for action in actions if action.id not in known]
    if not fresh:
        return board
    merged = sorted((*fresh, *board.actions), key=lambda action: action.date, reverse=True)
    unique = {action.id: action for action in merged}
    return msgspec.structs.replace(board, actions=tuple(unique.values()))
