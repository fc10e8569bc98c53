"""Changes that a command makes to cards: each recorded as an effect, with what undoes it.

What undoes a change is on the disk before the change is made, so that one that a crash cut off
can be undone too. The card is marked, so that a running service says of it what is so now: to the
service the change is the bot's own, which it does not hear as news.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import uuid4

import msgspec
from msgspec import Struct
from sqlalchemy import Engine

from bot.boards import Boards
from bot.trello.card_changes import CardChanges, PresentCard
from bot.trello.errors import TrelloNotFound, TrelloRefused
from bot.trello.gateway import TrelloGateway
from protocol.board import Board, Card
from protocol.changes import inverse
from protocol.rule import Change
from protocol.undoing import changed_since
from storage import effects as record
from storage.effects import EffectRow
from storage.looks import ask


class Reach(Protocol):
    """What changes are made with: a command's own, or the service's."""

    @property
    def engine(self) -> Engine:
        """The database."""

    @property
    def trello(self) -> TrelloGateway:
        """Trello."""

    @property
    def boards(self) -> Boards:
        """The boards that are kept."""


class NotMade(Exception):  # noqa: N818 - says what happened
    """A change that was not made; the text is a sentence on why."""


class Recorded(Struct):
    """An effect that is at work: its number, and its card."""

    effect_id: int
    card_id: str


class Changer:
    """Makes changes to the cards of one board."""

    def __init__(self, reach: Reach, board: Board, answer: dict[str, Any]) -> None:
        """`answer` is Trello's own for the board: it defines the custom fields."""
        self._reach = reach
        self._board_id = board.id
        self._changes = CardChanges(reach.trello, board, answer.get("customFields") or [])

    def read(self, card_id: str) -> PresentCard:
        """The card as it is now; one request."""
        return self._changes.read(card_id)

    def apply(self, seen: Card, changes: tuple[Change, ...], why: str) -> int:
        """Make changes that were planned for the card as it was `seen`; the effect's id.

        Raises NotMade when somebody has changed the same places since, or Trello refuses.
        """
        try:
            present = self.read(seen.id)
        except TrelloNotFound:
            raise NotMade("The card is gone.") from None
        if changed_since(seen, present.card, changes):
            raise NotMade("It was changed in the same place a moment ago; run the command again.")
        return self.make(present, changes, kind="Apply", why=why)

    def make(
        self, present: PresentCard, changes: tuple[Change, ...], *, kind: str, why: str
    ) -> int:
        """Make changes to a card that was just read, recorded as an effect; the effect's id."""
        back = msgspec.json.encode(inverse(present.card, changes)).decode()
        after = msgspec.json.encode(changes).decode()
        return self.recorded(present, changes, kind=kind, why=why, after=after, reference=back)

    def recorded(
        self,
        present: PresentCard,
        changes: tuple[Change, ...],
        *,
        kind: str,
        why: str,
        before: str = "",
        after: str,
        reference: str,
    ) -> int:
        """Make the changes under an effect of this kind with these texts; the effect's id."""
        with self.effect(
            kind, present.card.id, why=why, before=before, after=after, reference=reference
        ) as row:
            self._changes.carry_out(present, changes)
        return row.effect_id

    @contextmanager
    def effect(
        self,
        kind: str,
        card_id: str,
        *,
        why: str,
        before: str = "",
        after: str,
        reference: str = "",
    ) -> Iterator["Recorded"]:
        """Record what is done inside as one effect. The card's id may be set inside, when it is
        made there.

        What Trello refuses is recorded as refused, and raised as NotMade.
        """
        engine, key = self._reach.engine, f"command:{uuid4().hex}"
        row, _ = record.begin(
            engine,
            EffectRow(
                key=key, board_id=self._board_id, card_id=card_id, kind=kind, why=why,
                before=before, after=after, reference=reference, begun_at=_now(),
            ),
        )  # fmt: skip
        assert row.id is not None  # it was stored
        recorded = Recorded(row.id, card_id)
        try:
            yield recorded
        except (TrelloRefused, TrelloNotFound, LookupError) as refused:
            record.finish(engine, key, _now(), failure=str(refused))
            raise NotMade(f"Trello refuses: {refused}.") from None
        record.finish(engine, key, _now(), card_id=recorded.card_id)
        if recorded.card_id:
            ask(engine, self._board_id, recorded.card_id, _now(), cause="sweep")


def _now() -> datetime:
    return datetime.now(UTC)
