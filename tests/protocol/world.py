"""A board on which effects are performed as the service would, without one: memory and moves."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from protocol.board import Board, Card
from protocol.check import NOTHING, check_board, check_card
from protocol.decide import (
    Cause,
    CloseMessage,
    EditComment,
    Effect,
    Memory,
    MoveBack,
    PostComment,
    Spoken,
    Tell,
    WithdrawComment,
    decide,
)
from protocol.history import history_of
from protocol.subject import Context
from tests.protocol.cards import NOW, Written, action, agreement_of, board, list_id


class World:
    """One board under one agreement, with what the bot remembers; time is moved by hand."""

    def __init__(
        self, what: Written | Board, agreement: str = "", now: datetime | str = NOW
    ) -> None:
        self.board = what if isinstance(what, Board) else board(what)
        self.agreement = agreement_of(agreement)
        self.now = now if isinstance(now, datetime) else datetime.fromisoformat(now)
        self.memory: dict[str, Memory] = {}

    @property
    def context(self) -> Context:
        """The board as it is now."""
        return Context(self.board, self.agreement, history_of(self.board), self.now)

    def look(self, card_id: str, cause: Cause = "event") -> tuple[Effect, ...]:
        """What a look at one card decides."""
        report = check_card(self.context, card_id)
        return decide(self.context, card_id, report, self._memory(card_id), cause)

    def sweep(self) -> tuple[Effect, ...]:
        """What a sweep decides for all cards."""
        whole = check_board(self.context)
        found: list[Effect] = []
        for card in self.board.cards:
            report = msgspec.structs.replace(
                NOTHING,
                findings=tuple(f for f in whole.findings if f.card_id == card.id),
                in_grace=tuple(f for f in whole.in_grace if f.card_id == card.id),
            )
            found += decide(self.context, card.id, report, self._memory(card.id), "sweep")
        return tuple(found)

    def pass_days(self, days: float) -> None:
        """Nothing but time happens."""
        self.now += timedelta(days=days)

    def perform(self, effects: Iterable[Effect]) -> None:
        """Do them all, and remember it."""
        for effect in effects:
            self._perform(effect)

    def settle(self, card_id: str, cause: Cause = "event") -> list[Effect]:
        """Look and perform until nothing is left to do; fails when that takes more than 3 looks."""
        done: list[Effect] = []
        for _ in range(3):
            effects = self.look(card_id, cause)
            if not effects:
                return done
            self.perform(effects)
            done += effects
        raise AssertionError(f"never at rest: {self.look(card_id, cause)}")

    def move(self, card_id: str, to_list: str, by: str = "Ines") -> None:
        """A person (or the bot) moves a card."""
        card = self._card(card_id)
        name = {entry.id: entry.name for entry in self.board.lists}[card.list_id]
        step = action("updateCard", self.now, by=by, before=name, after=to_list)
        step = msgspec.structs.replace(step, card_id=card_id)
        self.change(card_id, list_id=list_id(to_list))
        self.board = msgspec.structs.replace(self.board, actions=(step, *self.board.actions))

    def change(self, card_id: str, **fields: object) -> None:
        """A person changes a card."""
        changed = msgspec.structs.replace(
            self._card(card_id), **{"last_activity": self.now, **fields}
        )
        cards = tuple(changed if card.id == card_id else card for card in self.board.cards)
        self.board = msgspec.structs.replace(self.board, cards=cards)

    def remove(self, card_id: str) -> None:
        """A person deletes a card."""
        cards = tuple(card for card in self.board.cards if card.id != card_id)
        self.board = msgspec.structs.replace(self.board, cards=cards)

    def list_of(self, card_id: str) -> str:
        """The name of the list that a card is in."""
        lists = {entry.id: entry.name for entry in self.board.lists}
        return lists[self._card(card_id).list_id]

    def comment(self, card_id: str) -> str:
        """The text of the bot's comment on a card; empty when there is none to be read."""
        spoken = self._memory(card_id).comment
        return spoken.text if spoken and spoken.reference else ""

    def take_comment_away(self, card_id: str) -> None:
        """A person deletes the bot's comment; the bot remembers what it said."""
        memory = self._memory(card_id)
        assert memory.comment is not None
        gone = Spoken("", memory.comment.text)
        self.memory[card_id] = msgspec.structs.replace(memory, comment=gone)

    def _card(self, card_id: str) -> Card:
        return next(card for card in self.board.cards if card.id == card_id)

    def _memory(self, card_id: str) -> Memory:
        return self.memory.get(card_id, Memory())

    def _perform(self, effect: Effect) -> None:
        card_id, memory = effect.card_id, self._memory(effect.card_id)
        match effect:
            case PostComment(_, text):
                assert memory.comment is None
                memory = msgspec.structs.replace(memory, comment=Spoken("comment", text))
            case EditComment(_, _, _, text):
                memory = msgspec.structs.replace(memory, comment=Spoken("comment", text))
            case WithdrawComment(_, reference, _):
                known = memory.comment
                memory = msgspec.structs.replace(
                    memory,
                    comment=None if known and known.reference == reference else known,
                    surplus=tuple(s for s in memory.surplus if s.reference != reference),
                )
            case MoveBack(_, to_list, from_list, why):
                names = {entry.id: entry.name for entry in self.board.lists}
                assert self._card(card_id).list_id == from_list
                self.move(card_id, names[to_list], by="Cardkeeper")
                memory = msgspec.structs.replace(
                    memory, moved_back_at=self.now, moved_back_to=to_list, moved_back_why=why
                )
            case Tell(_, notice):
                text = msgspec.json.encode(notice).decode()
                memory = msgspec.structs.replace(memory, message=Spoken("message", text))
            case CloseMessage():
                assert memory.message is not None
                memory = msgspec.structs.replace(
                    memory, message=msgspec.structs.replace(memory.message, closed=True)
                )
        self.memory[card_id] = memory
