"""Observe and decide: one read of a card, and the pure decision on what follows from it."""

from datetime import datetime, timedelta

from msgspec import structs
from sqlalchemy import Engine

from bot.boards import Boards, Clock, KeptBoard
from bot.promises import as_begun, is_answered
from bot.trial import note_trial
from protocol.board import Board, Card
from protocol.check import (
    NOTHING,
    Report,
    by_card,
    check_board,
    check_card,
    grace_ends,
    with_remembered,
)
from protocol.decide import (
    Bot,
    Cause,
    CloseMessage,
    Effect,
    Memory,
    MoveBack,
    Reply,
    Spoken,
    Tell,
    decide,
    obey,
)
from protocol.pull_moves import pull_move
from protocol.speech import is_marked
from protocol.subject import Context
from storage import memory as remembered
from storage.effects import EffectRow, finish, last_done, last_done_of_board, last_unfinished
from storage.looks import ask
from storage.memory import Said

_MOVES = (MoveBack.__name__, "UndoMove")  # the latter by `cardkeeper undo`
_CLOCKS_DIFFER = timedelta(minutes=1)  # at most, ours and Trello's
LARGE = 300  # cards; up to here every rule is asked at every look


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
        self._boards.catch_up(board_id)  # rules that count cards need what others have read since
        kept, card = self._boards.read_card(board_id, card_id)
        context, report = self._judge(kept, card_id)
        asked = self._asked(context, card, report) if card is not None else ()
        if asked:
            return asked
        if card is not None:
            self._confirm_move(context, card)
        subject = context.subjects_by_id.get(card_id)
        end = grace_ends(subject) if subject is not None and report.in_grace else None
        if end is not None:  # left alone until then
            wait = end - context.now
            ask(self._engine, context.board.id, card_id, context.now, cause=cause, wait=wait)
        moved = pull_move(context, card_id)
        if moved is not None:
            return (moved,)  # the card is looked at again after it
        effects = decide(context, card_id, report, self._memory(context, card_id, card), cause)
        return effects if self._channel else _on_the_card(effects)

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
        """The card's report. On a large board the rules that compare all cards speak as they did at
        the last review, so that a look costs the same on every board; a review follows."""
        now = self._clock()
        if len(kept.board.cards) > LARGE and kept.report is not None:
            board, history = kept.part({card_id, *kept.goal_ids})
            context = self._boards.context_of(board, now, history)
            subject = context.subjects_by_id.get(card_id)
            if subject is None or not subject.is_goal:  # a goal is judged by all that serves it
                report = check_card(context, card_id)
                return context, with_remembered(report, kept.report, card_id)
        context = self._context(kept.board, now)
        return context, check_card(context, card_id)

    def _context(self, board: Board, now: datetime) -> Context:
        return self._boards.context_of(board, now)

    def sweep(self, board_id: str) -> dict[str, tuple[Effect, ...]]:
        """Read the whole board and say, by card, what a look would do; from what is remembered."""
        self._boards.catch_up(board_id)  # what another process has found is no news here
        kept = self._boards.read(board_id)
        self._recall(kept.board.id)
        return self.review(kept.board.id)

    def review(self, board_id: str) -> dict[str, tuple[Effect, ...]]:
        """The same from the board as it is known, without a request."""
        self._boards.catch_up(board_id)
        context = self._boards.context(board_id)
        if context is None:
            return {}
        whole = check_board(context)
        goals = frozenset(subject.id for subject in context.subjects if subject.is_goal)
        self._boards.keep_report(board_id, whole, goals)
        note_trial(self._engine, context, whole)
        said = remembered.said_of_board(self._engine, board_id)
        moved = last_done_of_board(self._engine, board_id, *_MOVES)
        reports = _by_card(whole)
        spoken_of = {subject for (_, subject), row in said.items() if not row.closed}
        found: dict[str, tuple[Effect, ...]] = {}
        linked = context.links if context.agreement.links.attachments else ()
        attached = (card.id for card in context.board.cards if card.own_attachments)
        for card_id in {*reports, *spoken_of, *linked, *attached}:
            memory = _memory(
                said.get(("trello", card_id)),
                said.get((self._channel, card_id)),
                moved.get(card_id),
            )
            report = reports.get(card_id) or NOTHING
            effects = decide(context, card_id, report, memory, "sweep")
            effects = effects if self._channel else _on_the_card(effects)
            if effects:
                found[card_id] = effects
        return found

    def _recall(self, board_id: str) -> None:
        """When nothing is remembered of a board, which is so at the start and after the database
        was lost, remember what the bot's own comments say (one request for a thousand): else a
        sweep would believe that every card is still to be spoken of."""
        if remembered.has_said(self._engine, board_id):
            return
        latest: dict[str, Spoken] = {}
        for comment in self._boards.comments_by(board_id, self._bot.member_id):
            if is_marked(comment.text):
                latest.setdefault(comment.card_id, Spoken(comment.id, comment.text))
        for card_id, spoken in latest.items():
            self._remember(board_id, card_id, spoken)

    def _memory(self, context: Context, card_id: str, card: Card | None) -> Memory:
        """What was said of the card. The card's own comments are the truth where they were read:
        the database may have been lost, or a person may have deleted the comment."""
        comment = remembered.said(self._engine, "trello", card_id)
        message = remembered.said(self._engine, self._channel, card_id) if self._channel else None
        memory = _memory(comment, message, last_done(self._engine, card_id, *_MOVES))
        if card is None:
            return memory
        own = [c for c in card.comments if c.member_id == self._bot.member_id and is_marked(c.text)]
        found = [Spoken(each.id, each.text) for each in own]  # newest first
        if found and found[0] != memory.comment:
            self._remember(context.board.id, card_id, found[0])
        deleted = Spoken("", memory.comment.text) if memory.comment else None
        return structs.replace(
            memory, comment=found[0] if found else deleted, surplus=tuple(found[1:])
        )

    def _remember(self, board_id: str, card_id: str, spoken: Spoken) -> None:
        """Remember a comment that was found on the card, and not here."""
        remembered.keep_said(
            self._engine,
            Said(
                place="trello", subject=card_id, board_id=board_id, reference=spoken.reference,
                text=spoken.text, since=self._clock(),
            ),
        )  # fmt: skip


def _memory(comment: Said | None, message: Said | None, moved: EffectRow | None) -> Memory:
    return Memory(
        comment=Spoken(comment.reference, comment.text) if comment else None,
        message=Spoken(message.reference, message.text, message.closed) if message else None,
        moved_back_at=moved.done_at if moved else None,
        moved_back_to=_moved_back_to(moved) if moved else "",
        moved_back_why=moved.why if moved and moved.kind == MoveBack.__name__ else "",
    )


def _on_the_card(effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
    """Without a channel there is nobody to tell but who looks at the card."""
    return tuple(e for e in effects if not isinstance(e, Tell | CloseMessage))


def _moved_back_to(row: EffectRow) -> str:
    """The list that the bot moved the card back to, also where a person has undone that."""
    return row.after if row.kind == MoveBack.__name__ else row.before


def _by_card(report: Report) -> dict[str, Report]:
    """One report per card that has something to say."""
    spoken, waiting = (dict(by_card(found)) for found in (report.findings, report.in_grace))
    return {
        card_id: structs.replace(
            NOTHING,
            findings=tuple(spoken.get(card_id, ())),
            in_grace=tuple(waiting.get(card_id, ())),
        )
        for card_id in {*spoken, *waiting} - {""}
    }
