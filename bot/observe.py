"""Observe and decide: one read of a card, and the pure decision on what follows from it."""

from datetime import datetime, timedelta

from msgspec import structs
from sqlalchemy import Engine

from bot.boards import Boards, Clock, KeptBoard
from bot.promises import as_begun, is_answered
from protocol.board import Board, Card
from protocol.check import NOTHING, Report, check_board, check_card, with_remembered
from protocol.decide import (
    Bot,
    Cause,
    Effect,
    Memory,
    MoveBack,
    Reply,
    Spoken,
    decide,
    obey,
)
from protocol.history import History
from protocol.speech import is_marked
from protocol.subject import Context
from storage import memory as remembered
from storage.effects import EffectRow, finish, last_done, last_done_of_board, last_unfinished
from storage.memory import Said

_MOVES = (MoveBack.__name__, "UndoMove")  # the latter by `cardkeeper undo`
_CLOCKS_DIFFER = timedelta(minutes=1)  # at most, ours and Trello's
LARGE = 1500  # cards; up to here every rule is asked at every look


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
        context, report = self._judge(kept, card_id)
        asked = self._asked(context, card, report) if card is not None else ()
        if asked:
            return asked
        if card is not None:
            self._confirm_move(context, card)
        return decide(context, card_id, report, self._memory(card_id, card), cause)

    def _confirm_move(self, context: Context, card: Card) -> None:
        """A move of the bot's whose answer was lost did happen when the card's history has it."""
        row = last_unfinished(self._engine, card.id, MoveBack.__name__)
        if row is None:
            return
        for move in context.history.moves(card.id):
            ours = move.member_id == self._bot.member_id and move.after == row.after
            if ours and move.when >= row.begun_at - _CLOCKS_DIFFER:
                finish(self._engine, row.key, move.when)
                return

    def _asked(self, context: Context, card: Card, report: Report) -> tuple[Effect, ...]:
        """What the oldest command asks for that was never answered; what was begun for it before
        goes on as it was begun."""
        board_id, answered = context.board.id, set[str]()
        while effects := obey(context, card, report, self._bot, answered):
            reply = effects[-1]
            if not isinstance(reply, Reply) or not is_answered(self._engine, board_id, reply):
                return as_begun(self._engine, board_id, effects)
            answered.add(reply.mark)
        return ()

    def _judge(self, kept: KeptBoard, card_id: str) -> tuple[Context, Report]:
        """The card's report. On a very large board the rules that compare all cards speak as they
        did at the last review, so that a look costs the same on every board; a review follows."""
        board, now = kept.board, self._clock()
        if len(board.cards) <= LARGE or kept.report is None:
            context = self._context(board, now)
            return context, check_card(context, card_id)
        near = {card_id, *kept.goal_ids}
        cards = tuple(card for card in board.cards if card.id in near)
        context = self._context(structs.replace(board, cards=cards), now)
        return context, with_remembered(check_card(context, card_id), kept.report, card_id)

    def _context(self, board: Board, now: datetime) -> Context:
        return Context(board, self._boards.agreement, History(board.actions), now)

    def sweep(self, board_id: str) -> dict[str, tuple[Effect, ...]]:
        """Read the whole board and say, by card, what a look would do; from what is remembered."""
        return self.review(self._boards.read(board_id).board.id)

    def review(self, board_id: str) -> dict[str, tuple[Effect, ...]]:
        """The same from the board as it is known, without a request."""
        context = self._boards.context(board_id)
        if context is None:
            return {}
        whole = check_board(context)
        goals = frozenset(subject.id for subject in context.subjects if subject.is_goal)
        self._boards.keep_report(board_id, whole, goals)
        said = remembered.said_of_board(self._engine, board_id)
        moved = last_done_of_board(self._engine, board_id, *_MOVES)
        by_card = _by_card(whole)
        spoken_of = {subject for (_, subject), row in said.items() if not row.closed}
        found: dict[str, tuple[Effect, ...]] = {}
        for card_id in {*by_card, *spoken_of}:
            memory = _memory(
                said.get(("trello", card_id)),
                said.get((self._channel, card_id)),
                moved.get(card_id),
            )
            report = by_card.get(card_id) or NOTHING
            effects = decide(context, card_id, report, memory, "sweep")
            if effects:
                found[card_id] = effects
        return found

    def _memory(self, card_id: str, card: Card | None) -> Memory:
        """What was said of the card. The card's own comments are the truth where they were read:
        the database may have been lost, or a person may have deleted the comment."""
        comment = remembered.said(self._engine, "trello", card_id)
        message = remembered.said(self._engine, self._channel, card_id) if self._channel else None
        memory = _memory(comment, message, last_done(self._engine, card_id, *_MOVES))
        if card is None:
            return memory
        deleted = Spoken("", memory.comment.text) if memory.comment else None
        return structs.replace(memory, comment=self._comment_on(card) or deleted)

    def _comment_on(self, card: Card) -> Spoken | None:
        bot = self._bot.member_id
        own = [c for c in card.comments if c.member_id == bot and is_marked(c.text)]
        return Spoken(own[0].id, own[0].text) if own else None


def _memory(comment: Said | None, message: Said | None, moved: EffectRow | None) -> Memory:
    return Memory(
        comment=Spoken(comment.reference, comment.text) if comment else None,
        message=Spoken(message.reference, message.text, message.closed) if message else None,
        moved_back_at=moved.done_at if moved else None,
        moved_back_to=_moved_back_to(moved) if moved else "",
    )


def _moved_back_to(row: EffectRow) -> str:
    """The list that the bot moved the card back to, also where a person has undone that."""
    return row.after if row.kind == MoveBack.__name__ else row.before


def _by_card(report: Report) -> dict[str, Report]:
    """One report per card that has something to say."""
    cards = {finding.card_id for finding in report.findings if finding.card_id}
    return {
        card_id: Report(tuple(f for f in report.findings if f.card_id == card_id), (), (), (), 1)
        for card_id in cards
    }
