"""Keep the team's card on the board: made once, found again, changed when the numbers change."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine

from bot.board_card.facts import TeamFacts, team_facts
from bot.board_card.picture import card_picture
from bot.board_card.text import card_text
from bot.boards import Boards, Clock
from bot.trello.errors import TrelloError, TrelloNotFound, TrelloRefused
from bot.trello.gateway import TrelloGateway
from protocol.agreement import fold
from protocol.board import Board
from protocol.board_card import is_board_card
from protocol.card_load import days_figure
from protocol.subject import Context
from protocol.words import count_of
from storage import effects as record
from storage.effects import EffectRow
from storage.memory import Said, keep_said, said

log = logging.getLogger(__name__)

PLACE = "board-card"
_PAUSE = timedelta(minutes=1)  # after a call that failed, here or in another process
_COVER = "workload-"  # what the names of the bot's own pictures begin with
Json = dict[str, Any]


class BoardCard:
    """One card per board, in the list that the agreement names under [board_card].

    The card's own description tells that it is this one, and the name of its picture for which
    numbers it is: so nothing is made twice when the database is lost. A card that a person has
    archived stays as it is, and one that was moved stays where it is.
    """

    def __init__(
        self,
        engine: Engine,
        trello: TrelloGateway,
        boards: Boards,
        clock: Clock,
        bot_member_id: str,
    ) -> None:
        self._engine = engine
        self._trello = trello
        self._boards = boards
        self._clock = clock
        self._bot = bot_member_id
        self._looked: dict[str, tuple[Board, datetime]] = {}  # what the numbers were made from
        self._failed_at: dict[str, datetime] = {}

    def keep(self, board_id: str) -> bool:
        """Bring the card up to date; whether anything was written. Raises TrelloError.

        Nothing is written when the numbers are the same, or the last change was moments ago.
        """
        terms = self._boards.agreement.board_card
        now = self._clock()
        known = said(self._engine, PLACE, board_id)
        if not terms.list_name or _is_recent(known, now, terms.every_minutes):
            return False
        kept = self._boards.kept(board_id)
        context = self._boards.context(board_id, now)
        if kept is None or context is None:
            return False
        hour = now.replace(minute=0, second=0, microsecond=0)
        before = self._looked.get(board_id)
        if before is not None and before[0] is kept.board and before[1] == hour:
            return False  # the same board within the same hour has the same numbers
        failed_at = self._failed_at.get(board_id)
        if failed_at is not None and now - failed_at < _PAUSE:
            return False
        try:
            written = self._bring_up_to_date(context, known)
        except TrelloError:
            self._failed_at[board_id] = now
            raise
        self._looked[board_id] = (kept.board, hour)
        return written

    def _bring_up_to_date(self, context: Context, known: Said | None) -> bool:
        board = context.board
        facts = team_facts(context, (self._bot,))
        if known is not None and known.text == facts.digest:
            return False
        card = self._find(board.id, known)
        if card is not None and card.get("closed"):
            self._remember(board.id, str(card["id"]), facts.digest, context.now, archived=True)
            return False
        if card is None and self._list_id(board) is None:
            log.warning(
                "The team's card is not made: '%s' has no list '%s', which [board_card] names.",
                board.name, self._boards.agreement.board_card.list_name,
            )  # fmt: skip
            self._remember(board.id, "", "", context.now)
            return False
        try:
            card_id = self._recorded(known, facts, board, card)
        except (TrelloRefused, TrelloNotFound):  # not worth a try every minute
            self._remember(board.id, known.reference if known else "", "", context.now)
            raise
        if card_id is None:
            return False
        self._remember(board.id, card_id, facts.digest, context.now)
        return True

    def _find(self, board_id: str, known: Said | None) -> Json | None:
        """The card as it is now: the remembered one, else the oldest that says it is this card."""
        if known is not None and known.reference:
            try:
                card = self._trello.read_card(known.reference)
            except TrelloNotFound:
                log.info("The team's card was deleted; it is looked for, and made anew.")
            else:
                if card.get("idBoard") == board_id:
                    return card
        whole = self._trello.read_board(board_id, "all")
        own = [card for card in whole["cards"] if is_board_card(str(card.get("desc") or ""))]
        own.sort(key=lambda card: (bool(card.get("closed")), str(card["id"])))
        return self._trello.read_card(str(own[0]["id"])) if own else None

    def _list_id(self, board: Board) -> str | None:
        wanted = fold(self._boards.agreement.board_card.list_name)
        found = [entry.id for entry in board.open_lists if fold(entry.name) == wanted]
        return found[0] if found else None

    def _recorded(
        self, known: Said | None, facts: TeamFacts, board: Board, card: Json | None
    ) -> str | None:
        """Write under an effect whose key is the same when it is tried again, and for every
        process; the card's id, or None when another process is at it."""
        key = f"{PLACE}:{board.id}:{known.since.isoformat() if known else 'first'}"
        row, is_first = record.begin(
            self._engine,
            EffectRow(
                key=key, board_id=board.id, card_id=str(card["id"]) if card else "",
                kind="BoardCard", after=_in_short(facts), begun_at=self._clock(),
            ),
        )  # fmt: skip
        if row.done_at is not None:
            return row.reference
        if not is_first and self._clock() - row.begun_at < _PAUSE:
            return None
        try:
            card_id = self._write(facts, board, card)
        except (TrelloRefused, TrelloNotFound) as refused:
            record.finish(self._engine, key, self._clock(), failure=str(refused))
            raise
        record.finish(self._engine, key, self._clock(), reference=card_id, card_id=card_id)
        return card_id

    def _write(self, facts: TeamFacts, board: Board, card: Json | None) -> str:
        text = card_text(facts)
        if card is None:
            list_id = self._list_id(board)
            assert list_id is not None  # looked at before
            title = self._boards.agreement.board_card.title
            card = self._trello.add_card(list_id, title, text, pos="top")
        elif card.get("desc") != text:
            self._trello.set_description(str(card["id"]), text)
        self._set_cover(card, facts, lambda: card_picture(facts))
        return str(card["id"])

    def _set_cover(self, card: Json, facts: TeamFacts, draw: Callable[[], bytes]) -> None:
        """The picture of these numbers as cover, and the bot's earlier pictures gone."""
        name = f"{_COVER}{facts.digest}.png"
        pictures = [
            entry
            for entry in card.get("attachments") or []
            if entry.get("isUpload") and str(entry.get("name", "")).startswith(_COVER)
        ]
        there = [str(entry["id"]) for entry in pictures if entry["name"] == name]
        card_id = str(card["id"])
        if not there:
            there = [self._trello.attach_file(card_id, name, draw(), "image/png", as_cover=True)]
        elif card.get("idAttachmentCover") != there[0]:
            self._trello.update_card(card_id, idAttachmentCover=there[0])
        for entry in pictures:
            if entry["id"] != there[0]:
                self._drop(card_id, str(entry["id"]))

    def _drop(self, card_id: str, attachment_id: str) -> None:
        try:
            self._trello.delete_attachment(card_id, attachment_id)
        except TrelloNotFound:
            log.info("The earlier picture was gone already.")

    def _remember(
        self, board_id: str, card_id: str, digest: str, now: datetime, *, archived: bool = False
    ) -> None:
        keep_said(
            self._engine,
            Said(
                place=PLACE, subject=board_id, reference=card_id, text=digest, since=now,
                closed=archived,
            ),
        )  # fmt: skip


def _is_recent(known: Said | None, now: datetime, minutes: int) -> bool:
    return known is not None and now - known.since < timedelta(minutes=minutes)


def _in_short(facts: TeamFacts) -> str:
    """What the card shows now, for the audit."""
    load = f"{days_figure(facts.load)} of {days_figure(facts.capacity)} days"
    stuck = count_of(len(facts.stuck) + facts.more_stuck, "card")
    return f"{load}, {count_of(len(facts.goals) + facts.more_goals, 'goal')}, {stuck} stuck"
