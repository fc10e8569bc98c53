"""Hear what happens on the boards, by webhook and by poll; each action is heard once.

An event only marks its card as to be looked at; what is so is read when the card is looked at.
What the bot did itself makes no mark.
"""

import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Engine

from bot.boards import OVERLAP, Boards, Clock
from bot.trello.gateway import TrelloGateway
from bot.trello.webhook import TrelloEvent, read_action
from storage import boards as stored
from storage.events import HeardEvent, hear
from storage.looks import BOARD, ask

log = logging.getLogger(__name__)

# Actions after which nothing said of a card can have to change: no look is spent on them.
_OF_NO_CONCERN = frozenset(
    {"enablePlugin", "disablePlugin", "addToOrganizationBoard", "voteOnCard"}
)


class Ear:
    """Takes in events; safe for any number of threads."""

    def __init__(
        self,
        engine: Engine,
        boards: Boards,
        trello: TrelloGateway,
        clock: Clock,
        *,
        bot_member_id: str,
        client_identifier: str,
        wake: Callable[[], None],
    ) -> None:
        self._engine = engine
        self._boards = boards
        self._trello = trello
        self._clock = clock
        self._bot = bot_member_id
        self._identifier = client_identifier
        self._wake = wake
        self.types: Counter[str] = Counter()  # of actions heard, for the metrics

    def take(self, event: TrelloEvent) -> bool:
        """A webhook's event, kept durably before this returns; False when it was known or ours."""
        self.types[event.type] += 1
        board_id = event.board_id or self._board_of(event.card_id)
        if self._is_ours(event) or event.type in _OF_NO_CONCERN or board_id is None:
            return False
        if board_id not in self._boards.ids():
            return False
        new = hear(self._engine, [self._heard(event, board_id, "webhook")])
        if new:
            self._wake()
        return bool(new)

    def poll(self, board_id: str) -> int:
        """Ask whether the board moved (one request), and what happened when it did (one more).

        The feed leaves some changes out (facts/trello.md 1.6: label changes, edited comments, new
        check items); when the board moved and the feed tells nothing new, the board is swept.
        """
        row = stored.stored_board(self._engine, board_id)
        activity = self._trello.board_activity(board_id)
        known = row.polled_to if row else None
        if known is not None and activity <= known:
            return 0
        since = (known or activity) - OVERLAP
        entries = self._trello.actions(board_id, since)
        events = [read_action(entry) for entry in entries]
        for event in events:
            self.types[event.type] += 1
        others = [
            self._heard(event, board_id, "poll")
            for event in events
            if not self._is_ours(event) and event.type not in _OF_NO_CONCERN
        ]
        new = hear(self._engine, others)
        self._boards.hear(board_id, entries)
        if not new and not _explains(events, activity):
            ask(self._engine, board_id, BOARD, self._clock(), cause="sweep")
            new = 1
        stored.set_polled_to(self._engine, board_id, activity)
        if new:
            self._wake()
        return new

    def _is_ours(self, event: TrelloEvent) -> bool:
        echoed = event.client_identifier == self._identifier
        return echoed or (event.member_id is not None and event.member_id == self._bot)

    def _board_of(self, card_id: str | None) -> str | None:
        found = self._boards.board_of_card(card_id) if card_id else None
        return found[0].board.id if found else None

    def _heard(self, event: TrelloEvent, board_id: str, source: str) -> HeardEvent:
        return HeardEvent(
            id=event.action_id,
            board_id=board_id,
            card_id=event.card_id or BOARD,
            type=event.type,
            source=source,
            happened_at=event.date,
            heard_at=self._clock(),
        )


def _explains(events: list[TrelloEvent], activity: datetime) -> bool:
    """Whether an entry of the feed is what moved the board's activity."""
    return any(abs(event.date - activity) <= timedelta(seconds=5) for event in events)
