"""Observe and decide: one read of a card, and the pure decision on what follows from it."""

from sqlalchemy import Engine

from bot.boards import Boards, Clock
from protocol.board import Card
from protocol.check import Report, check_board, check_card
from protocol.decide import Bot, Cause, Effect, Memory, MoveBack, Spoken, decide, obey
from protocol.history import History
from protocol.speech import is_marked
from protocol.subject import Context
from storage import memory as remembered
from storage.effects import last_done


class Observer:
    """Looks at cards and boards, and says what should be done; changes nothing in the world."""

    def __init__(
        self, engine: Engine, boards: Boards, clock: Clock, *, bot: Bot, channel_id: str
    ) -> None:
        self._engine = engine
        self._boards = boards
        self._clock = clock
        self._bot = bot
        self._channel = channel_id

    def look(self, board_id: str, card_id: str, cause: Cause) -> tuple[Effect, ...]:
        """Read one card (one request) and decide; raises TrelloError when it cannot be read."""
        kept, card = self._boards.read_card(board_id, card_id)
        now = self._clock()
        context = Context(kept.board, self._boards.agreement, History(kept.board.actions), now)
        report = check_card(context, card_id)
        asked = obey(context, card, report, self._bot) if card is not None else ()
        if asked:
            return asked
        return decide(context, card_id, report, self._memory(card_id, card), cause)

    def sweep(self, board_id: str) -> dict[str, tuple[Effect, ...]]:
        """Read the whole board and say, by card, what a look would do; from what is remembered."""
        kept = self._boards.read(board_id)
        context = self._boards.context(kept.board.id)
        assert context is not None  # it was just read
        whole = check_board(context)
        found: dict[str, tuple[Effect, ...]] = {}
        spoken_of = remembered.subjects_of_board(self._engine, kept.board.id)
        by_card = _by_card(whole)
        for card_id in {*by_card, *spoken_of}:
            report = by_card.get(card_id) or Report((), (), (), (), 0)
            effects = decide(context, card_id, report, self._memory(card_id, None), "sweep")
            if effects:
                found[card_id] = effects
        return found

    def _memory(self, card_id: str, card: Card | None) -> Memory:
        """What was said of the card. The card's own comments are the truth where they were read:
        the database may have been lost, or a person may have deleted the comment."""
        comment = remembered.said(self._engine, "trello", card_id)
        message = remembered.said(self._engine, self._channel, card_id) if self._channel else None
        moved = last_done(self._engine, card_id, MoveBack.__name__)
        spoken = Spoken(comment.reference, comment.text) if comment else None
        if card is not None:
            spoken = self._comment_on(card) or (Spoken("", spoken.text) if spoken else None)
        return Memory(
            comment=spoken,
            message=Spoken(message.reference, message.text, message.closed) if message else None,
            moved_back_at=moved.done_at if moved else None,
            moved_back_to=moved.after if moved else "",
        )

    def _comment_on(self, card: Card) -> Spoken | None:
        own = [c for c in card.comments if c.member_id == self._bot.member_id and is_marked(c.text)]
        return Spoken(own[0].id, own[0].text) if own else None


def _by_card(report: Report) -> dict[str, Report]:
    """One report per card that has something to say."""
    cards = {finding.card_id for finding in report.findings if finding.card_id}
    return {
        card_id: Report(tuple(f for f in report.findings if f.card_id == card_id), (), (), (), 1)
        for card_id in cards
    }
