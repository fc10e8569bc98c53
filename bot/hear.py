"""Hear what happens on the boards, by webhook and by poll; each action is heard once.

An event only marks its card as to be looked at; what is so is read when the card is looked at.
What the bot did itself makes no mark.
"""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine

from bot.boards import OVERLAP, Boards, Clock
from bot.counts import EVENTS
from bot.rush import Rush
from bot.scribe import Scribe
from bot.tracing import tracing
from bot.trello.action_types import KNOWN
from bot.trello.gateway import TrelloGateway
from bot.trello.webhook import TrelloEvent, UnreadableEvent, read_action
from storage import boards as stored
from storage.effects import recent_effects
from storage.events import HeardEvent, hear_new
from storage.looks import BOARD, ask, is_waited_for

log = logging.getLogger(__name__)

_MOST_COUNTED = 10_000
_CLOCKS_DIFFER = timedelta(seconds=5)  # ours and Trello's, and Trello's own among themselves
_CALL_LASTS = timedelta(minutes=2)  # an effect that was begun longer ago has ended
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
        rush: Rush | None = None,
    ) -> None:
        self._engine = engine
        self._boards = boards
        self._trello = trello
        self._clock = clock
        self._bot = bot_member_id
        self._identifier = client_identifier
        self._wake = wake
        self._rush = rush or Rush()
        self._scribe = Scribe(engine)
        self._counting = threading.Lock()
        self._counted: dict[str, None] = {}  # ids of the latest actions, in their order
        self.types: Counter[str] = Counter()  # of actions heard, each once, for the metrics

    @property
    def unknown_types(self) -> dict[str, int]:
        """How often action types were heard that nobody has told Cardkeeper about."""
        with self._counting:
            return {name: n for name, n in self.types.items() if name not in KNOWN}

    def take(self, event: TrelloEvent) -> bool:
        """A webhook's event, kept durably before this returns; False when it was known or ours."""
        heard = self._of_concern(event)
        if heard is None:
            return False
        return self._woken(event, heard.board_id, bool(hear_new(self._engine, [heard])))

    async def accept(self, event: TrelloEvent) -> bool:
        """The same without a thread for each: those that come together are kept together."""
        heard = self._of_concern(event)
        if heard is None:
            return False
        return self._woken(event, heard.board_id, await self._scribe.write(heard))

    def _of_concern(self, event: TrelloEvent) -> HeardEvent | None:
        """What is to be kept of an event; None when nothing follows from it."""
        self._rush.told()
        self._count([event])
        board_id = event.board_id or self._board_of(event.card_id)
        if self._is_ours(event) or event.type in _OF_NO_CONCERN or board_id is None:
            return None
        if board_id not in self._boards.ids():
            return None
        return self._heard(event, board_id, "webhook")

    def _woken(self, event: TrelloEvent, board_id: str, new: bool) -> bool:
        if new:
            self._note(board_id, event, "webhook")
            self._wake()
        return new

    def poll(self, board_id: str) -> int:
        """Ask whether the board moved (one request), and what happened when it did (one more).

        The feed leaves some changes out (facts/trello.md 1.6: label changes, edited comments, new
        check items); when the board moved and the feed tells nothing new, the board is swept.
        """
        begun = self._clock()
        row = stored.stored_board(self._engine, board_id)
        activity = self._trello.board_activity(board_id)
        known = row.polled_to if row else None
        if known is not None and activity <= known:
            self._confirm(board_id, begun)
            return 0
        since = (known or activity) - OVERLAP
        entries = self._trello.actions(board_id, since)
        readable = list(_readable(entries))
        events = [event for _, event in readable]
        self._count(events)
        others = [
            self._heard(event, board_id, "poll")
            for event in events
            if not self._is_ours(event) and event.type not in _OF_NO_CONCERN
        ]
        new_ids = hear_new(self._engine, others)
        new = len(new_ids)
        for event in events:
            if event.action_id in new_ids:
                self._note(board_id, event, "poll")
        self._boards.hear(board_id, [entry for entry, _ in readable])
        if not new and not _explains(events, activity) and not self._did(board_id, activity):
            ask(self._engine, board_id, BOARD, self._clock(), cause="sweep")
            new = 1
        stored.set_polled_to(self._engine, board_id, activity)
        if new:
            self._wake()
        else:
            self._confirm(board_id, begun)
        return new

    def _confirm(self, board_id: str, begun: datetime) -> None:
        """Nothing new is heard; unless a look still waits, the board here is Trello's."""
        if not is_waited_for(self._engine, board_id, self._clock()):
            self._boards.confirm(board_id, begun)

    def _note(self, board_id: str, event: TrelloEvent, source: str) -> None:
        """Count what was heard, and begin its trace in the log."""
        EVENTS.labels(board_id, source).inc()
        with tracing(event.action_id):
            log.info("Heard %s on card %s by %s.", event.type, event.card_id or "-", source)

    def _count(self, events: list[TrelloEvent]) -> None:
        with self._counting:
            for event in events:
                if event.action_id not in self._counted:
                    self._counted[event.action_id] = None
                    self.types[event.type] += 1
                    if event.type not in KNOWN:
                        log.warning("Trello told of '%s', which is not known.", event.type)
            while len(self._counted) > _MOST_COUNTED:
                del self._counted[next(iter(self._counted))]

    def _did(self, board_id: str, activity: datetime) -> bool:
        """Whether the bot itself changed the board then: the feed leaves its edits out as well."""
        since = activity - _CLOCKS_DIFFER - _CALL_LASTS
        return any(
            row.begun_at - _CLOCKS_DIFFER
            <= activity
            <= (row.done_at or row.begun_at) + _CLOCKS_DIFFER
            for row in recent_effects(self._engine, since, board_id=board_id)
        )

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


def _readable(entries: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], TrelloEvent]]:
    """The feed's entries; one that cannot be read does not keep the others from being heard."""
    for entry in entries:
        try:
            yield entry, read_action(entry)
        except UnreadableEvent as error:
            log.error("An action of the feed could not be read: %s", error)


def _explains(events: list[TrelloEvent], activity: datetime) -> bool:
    """Whether an entry of the feed is what moved the board's activity."""
    return any(abs(event.date - activity) <= _CLOCKS_DIFFER for event in events)
