"""One board in memory: as it was read whole, with the cards and the history read since.

What a look costs must not grow with the board: nothing here sorts or parses more than what is new.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct, structs

from protocol.board import Action, Board, Card
from protocol.board_json import read_snapshot
from protocol.check import Report
from protocol.history import History
from storage.boards import packed, unpacked

OVERLAP = timedelta(minutes=2)  # the feed is not strictly ordered (facts: polling fallback)
MOST_ACTIONS = 10_000


class KeptBoard(Struct):
    """A board, with the moment at which it was read whole."""

    board: Board
    read_at: datetime
    packed: bytes  # Trello's own answer: as objects it would be most of what a process weighs
    custom_fields: list[dict[str, Any]] = []  # their definitions, as Trello gave them
    report: Report | None = None  # of the last review of the whole board
    goal_ids: frozenset[str] = frozenset()  # the board's goals, as of that review
    fresh: dict[str, datetime] = {}  # when single cards were read since
    action_ids: set[str] = set()  # of the board's history
    by_card: dict[str, list[Action]] = {}  # the board's history by card, newest first
    history: History = History(())  # what is worked out of it is kept until it grows
    untold: dict[str, datetime] = {}  # cards found changed that nobody had told of (`healing`)
    strangers: set[str] = set()  # members of its cards whom the board does not know
    asked: datetime | None = None  # when Trello last said that nothing had moved since

    @property
    def as_of(self) -> datetime:
        """The latest moment at which all that is known here was known to be so: the board was read
        whole, or a poll found nothing that is not known."""
        return max(self.read_at, self.asked or self.read_at)

    def card_as_of(self, card_id: str) -> datetime:
        """The same of one card, which may have been read by itself since."""
        return max(self.as_of, self.fresh.get(card_id, self.read_at))

    def confirm(self, asked: datetime) -> None:
        """Trello was asked at that moment, and all that it knew is known here."""
        self.asked = max(asked, self.asked or asked)

    @property
    def answer(self) -> dict[str, Any]:
        """Trello's own, in the shape of an export; unpacked anew each time."""
        return unpacked(self.packed)

    @property
    def begins(self) -> datetime | None:
        """The oldest moment of the history; None when nothing is known of it."""
        return self.board.actions[-1].date if self.board.actions else None

    def is_behind(self, answer: dict[str, Any]) -> bool:
        """Whether a card, as Trello gave it, has a list or a member that came to the board since
        this was read. Who is no member after another reading is asked for no more."""
        members = set(answer.get("idMembers") or ()) - self.strangers
        is_new = str(answer.get("idList")) not in self.board.lists_by_id
        return is_new or not members <= self.board.members_by_id.keys()

    def put_card(self, card_id: str, card: Card | None, read_at: datetime) -> None:
        """Take over one card as it was read at that moment, or that it is gone; a card that was
        read later than that stays as it is."""
        if read_at < self.fresh.get(card_id, self.read_at):
            return
        self.fresh[card_id] = read_at
        self.untold.pop(card_id, None)
        self._replace(card_id, card)

    def put_actions(self, actions: Iterable[Action]) -> None:
        """Add entries to the history, each once, newest first."""
        new = [action for action in actions if action.id not in self.action_ids]
        if not new:
            return
        self.action_ids.update(action.id for action in new)
        new.sort(key=_date, reverse=True)
        old = self.board.actions
        merged = (*new, *old)
        if old and new[-1].date < old[0].date:
            merged = tuple(sorted(merged, key=_date, reverse=True))
        self.board = structs.replace(self.board, actions=merged[:MOST_ACTIONS])
        self.history = History(self.board.actions)
        for card_id in {action.card_id for action in new if action.card_id}:
            own = [action for action in new if action.card_id == card_id]
            # a list of its own: others may be reading the one that was there
            self.by_card[card_id] = sorted(
                [*own, *self.by_card.get(card_id, ())], key=_date, reverse=True
            )

    def part(self, card_ids: Iterable[str]) -> tuple[Board, History]:
        """The board with these cards only, and their history; it costs what they cost."""
        wanted = set(card_ids)
        cards = tuple(card for card in self.board.cards if card.id in wanted)
        actions = [action for card_id in wanted for action in self.by_card.get(card_id, ())]
        actions.sort(key=_date, reverse=True)
        return structs.replace(self.board, cards=cards), History(tuple(actions), self.history)

    def carry_over(self, before: "KeptBoard") -> None:
        """Take from what was known before what is newer than the reading of this board: it may
        have begun before a card was looked at, and ended after."""
        self.report, self.goal_ids = before.report, before.goal_ids
        self.strangers, self.untold = before.strangers, before.untold
        self.asked = before.asked
        cards = before.board.cards_by_id
        for card_id, read_at in before.fresh.items():
            if read_at > self.read_at:
                self.put_card(card_id, cards.get(card_id), read_at)
        since = self.read_at - OVERLAP
        self.put_actions(action for action in before.board.actions if action.date > since)

    def _replace(self, card_id: str, card: Card | None) -> None:
        cards = self.board.cards
        place = next((n for n, known in enumerate(cards) if known.id == card_id), None)
        if place is None:
            cards = cards if card is None else (*cards, card)
        else:
            cards = (*cards[:place], *(() if card is None else (card,)), *cards[place + 1 :])
        self.board = structs.replace(self.board, cards=cards)


def kept_board(answer: dict[str, Any], read_at: datetime) -> KeptBoard:
    """A board from Trello's answer, with the history in the answer's `actions`."""
    board = read_snapshot(answer)
    history = History(board.actions)
    return KeptBoard(
        board, read_at, packed(answer), answer.get("customFields") or [],
        fresh={}, strangers=set(), untold={},
        action_ids={action.id for action in board.actions},
        by_card=dict(history.by_card), history=history,
    )  # fmt: skip


def _date(action: Action) -> datetime:
    return action.date
