"""The boards that Cardkeeper keeps: read whole now and then, kept current card by card.

What is stored has the shape of Trello's own export, with the history beside the cards, so that
every answer made from it equals the answer made from an export of the same board.
"""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec import structs
from sqlalchemy import Engine

from bot.card_ties import note_board, note_card, states_of
from bot.healing import untold
from bot.kept_board import MOST_ACTIONS, OVERLAP, KeptBoard, kept_board
from bot.trello.errors import TrelloNotFound, TrelloUnauthorized
from bot.trello.feed import iso
from bot.trello.gateway import TrelloGateway
from protocol.agreement import Agreement
from protocol.board import Action, Board, Card
from protocol.board_json import read_actions, read_card
from protocol.calendars import CalendarSays, with_calendars
from protocol.check import Report
from protocol.history import History
from protocol.own_terms import with_own_terms
from protocol.subject import Context
from storage import boards as stored
from storage.calendars import calendars
from storage.cards import answer_of, cards_since, forget_cards, keep_card
from storage.links import untied_runs
from storage.people import own_terms

__all__ = ["OVERLAP", "Boards", "Clock", "KeptBoard"]

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]

A_WEEK = timedelta(days=7)
HISTORY = timedelta(days=90)  # how far back a first read of the history reaches
KEPT_FOR = timedelta(days=180)  # ... and how far it reaches later: else it grew for years
_A_MONTH = timedelta(days=30)
_CLOCKS_DIFFER = timedelta(seconds=10)  # between machines that share a database
_PUT_BACK = timedelta(minutes=10)  # a clock that goes back further was put right


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
        self._caught_up: dict[str, datetime] = {}  # with what others have read
        self._latest = datetime(1970, 1, 1, tzinfo=UTC)  # that the clock has said
        self._written = agreement  # as the file has it
        self.agreement = agreement  # ... with what people have said of themselves since
        self.calendars: list[CalendarSays] = []  # as they were last read

    def load(self) -> None:
        """Take what an earlier run has stored, so that answers are there before the first read."""
        self.hear_people()
        now = self._clock()
        stored.put_right(self._engine, now + _PUT_BACK, now)
        for board_id in stored.stored_ids(self._engine):
            self.catch_up(board_id)

    def hear_people(self) -> None:
        """Take what people and their calendars have said of capacity and time away."""
        merged = with_own_terms(self._written, own_terms(self._engine))
        self.calendars = calendars(self._engine)
        merged = with_calendars(merged, self.calendars)
        if merged != self.agreement:  # else the same one stays: it remembers what it worked out
            self.agreement = merged

    def catch_up(self, board_id: str) -> None:
        """Take over what other processes on this database have read since this one did."""
        self._notice_the_clock()
        known = self.kept(board_id)
        read_at = stored.read_at(self._engine, board_id)
        if read_at is not None and (known is None or read_at > known.read_at):
            row = stored.stored_board(self._engine, board_id)
            answer = stored.snapshot_of(row) if row is not None else None
            if row is not None and row.read_at is not None and answer is not None:
                self._keep(kept_board(answer, row.read_at))
        kept = self.kept(board_id)
        if kept is None:
            return
        since = max(kept.read_at, self._caught_up.get(board_id, kept.read_at) - _CLOCKS_DIFFER)
        for seen in cards_since(self._engine, board_id, since):
            if seen.read_at > kept.fresh.get(seen.card_id, kept.read_at):
                self._take(board_id, seen.card_id, answer_of(seen), seen.read_at)
            self._caught_up[board_id] = seen.read_at

    def _notice_the_clock(self) -> None:
        """When the clock was put back, what was read before counts as read now: else it would be
        newer than whatever is read from now on, and stay."""
        now = self._clock()
        with self._lock:
            latest, self._latest = self._latest, now
            if now >= latest - _PUT_BACK:
                self._latest = max(now, latest)
                return
            log.warning("The clock was put back from %s to %s (UTC).", f"{latest:%F %T}",
                        f"{now:%F %T}")  # fmt: skip
            stored.put_right(self._engine, now + _PUT_BACK, now)
            for kept in self._kept.values():
                kept.read_at = min(kept.read_at, now)
                kept.asked = min(kept.asked, now) if kept.asked else None
                kept.fresh = {card: min(moment, now) for card, moment in kept.fresh.items()}
            self._caught_up.clear()

    def ids(self) -> list[str]:
        """Ids of the boards in memory."""
        with self._lock:
            return list(self._kept)

    def kept(self, board_id: str) -> KeptBoard | None:
        """The board as it is known now, with its age."""
        with self._lock:
            return self._kept.get(board_id)

    def find(self, reference: str) -> KeptBoard | None:
        """The board in memory with this id or short link."""
        for kept in self.all_kept():
            if reference in (kept.board.id, kept.board.short_link):
                return kept
        return None

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
        now = now or self._clock()
        untied = untied_runs(self._engine, now - A_WEEK)
        return structs.replace(self.context_of(kept.board, now), untied_runs=tuple(untied))

    def context_of(self, board: Board, now: datetime, history: History | None = None) -> Context:
        """The same of a board that is given, or of some of its cards with their history."""
        cards = None if history is None else frozenset(card.id for card in board.cards)
        known = states_of(self._engine, board.id, cards)
        return Context(board, self.agreement, history or History(board.actions), now, links=known)

    def keep_report(self, board_id: str, report: Report, goal_ids: frozenset[str]) -> None:
        """Remember what a review of the whole board found."""
        with self._lock:
            kept = self._kept.get(board_id)
            if kept is not None:
                kept.report, kept.goal_ids = report, goal_ids

    def read(self, board_id: str) -> KeptBoard:
        """Read the whole board: one request, and one for what is new in its history."""
        now = self._clock()
        self.hear_people()
        answer = self._trello.read_board(board_id)
        long_id = str(answer["id"])
        answer["actions"] = self._history(long_id, self.kept(long_id), now)
        with self._lock:
            before = self.kept(long_id)
            kept = self._keep(kept_board(answer, now))
            if before is not None and kept is not before:
                kept.untold |= untold(before, kept)
        if kept.read_at == now:
            self._store(kept, before)
            note_board(self._engine, kept.board, now)
        return kept

    def read_card(self, board_id: str, card_id: str) -> tuple[KeptBoard, Card | None]:
        """Read one card, one request, into the board in memory; None when the card is gone."""
        kept = self.kept(board_id) or self.read(board_id)
        now = self._clock()
        answer: dict[str, Any] | None
        try:
            answer = self._trello.read_card(card_id)
        except TrelloNotFound:
            answer = None
        except TrelloUnauthorized as refusal:
            if not refusal.is_of_object:
                raise
            answer = None  # on a board that the bot is no member of
        if answer is not None and answer.get("idBoard") not in (None, kept.board.id):
            answer = None
        if answer is not None and kept.is_behind(answer):
            kept = self.read(board_id)  # a list, or a person, that came since the last read
            kept.strangers |= set(answer.get("idMembers") or ()) - kept.board.members_by_id.keys()
        keep_card(self._engine, kept.board.id, card_id, answer, now)
        kept, card = self._take(kept.board.id, card_id, answer, now)
        if card is not None:
            note_card(self._engine, kept.board.id, card, now)
        return kept, card

    def comments_by(self, board_id: str, member_id: str) -> list[Action]:
        """A member's comments on the cards of a board, newest first; one request for a thousand."""
        since = self._clock() - HISTORY
        entries = self._trello.actions(board_id, since, kinds="commentCard")
        return [action for action in read_actions(entries) if action.member_id == member_id]

    def hear(self, board_id: str, entries: list[dict[str, Any]]) -> None:
        """Add history entries that the feed or a webhook brought."""
        with self._lock:
            kept = self._kept.get(board_id)
            if kept is not None:
                kept.put_actions(read_actions(entries))

    def confirm(self, board_id: str, asked: datetime) -> None:
        """A poll found nothing that is not known here, as of the moment at which it asked."""
        with self._lock:
            kept = self._kept.get(board_id)
            if kept is not None:
                kept.confirm(asked)

    def _history(
        self, board_id: str, known: KeptBoard | None, now: datetime
    ) -> list[dict[str, Any]]:
        before = _of_late(stored.past_of(known.packed), now) if known else []
        since = known.read_at - OVERLAP if known else now - HISTORY
        fresh = self._trello.actions(board_id, since)
        seen = {entry["id"] for entry in fresh}
        return [*fresh, *(entry for entry in before if entry["id"] not in seen)][:MOST_ACTIONS]

    def _keep(self, kept: KeptBoard) -> KeptBoard:
        """Keep a board that was read; what is known of it that is newer stays."""
        with self._lock:
            before = self._kept.get(kept.board.id)
            if before is not None and before.read_at > kept.read_at:
                return before
            if before is not None:
                kept.carry_over(before)
            self._kept[kept.board.id] = kept
            return kept

    def _store(self, kept: KeptBoard, before: KeptBoard | None) -> None:
        """Most sweeps find a board as the last one did; then its snapshot is not written again."""
        if before is None or not self._is_stored(kept, before):
            stored.keep_packed(
                self._engine,
                kept.board.id,
                kept.packed,
                name=kept.board.name,
                read_at=kept.read_at,
                activity=kept.board.last_activity,
            )
        forget_cards(self._engine, kept.board.id, kept.read_at)

    def _is_stored(self, kept: KeptBoard, before: KeptBoard) -> bool:
        """Whether all is there already; then it is noted that it was read again."""
        if before.packed != kept.packed:
            return False
        return stored.keep_read_at(self._engine, kept.board.id, before.read_at, kept.read_at)

    def _take(
        self, board_id: str, card_id: str, answer: dict[str, Any] | None, read_at: datetime
    ) -> tuple[KeptBoard, Card | None]:
        """Put one card as Trello gave it into the board in memory; the board as it is then."""
        with self._lock:
            kept = self._kept[board_id]
            card = None
            if answer is not None:
                card = read_card(answer, kept.board, kept.custom_fields)
                moves = [e for e in answer.get("actions", []) if e.get("type") != "commentCard"]
                # what is older than the board's history would make that look longer than it is
                begins = kept.begins or read_at - HISTORY
                kept.put_actions(move for move in read_actions(moves) if move.date >= begins)
            kept.put_card(card_id, card, read_at)
            return structs.replace(kept), card


def _of_late(entries: list[dict[str, Any]], now: datetime) -> list[dict[str, Any]]:
    """A history, newest first, without what is too long ago. Its end is cut off about once a month:
    what is told "at least since" it would else be told differently each day."""
    if not entries or str(entries[-1].get("date")) >= iso(now - KEPT_FOR - _A_MONTH):
        return entries
    since = iso(now - KEPT_FOR)
    return [entry for entry in entries if str(entry.get("date")) >= since]
