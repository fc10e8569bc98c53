"""Observe, decide, act: the one durable workflow behind every event, poll, sweep and clock tick.

What is to be looked at is marked in the database (`storage.looks`); a dispatcher turns due marks
into workflows of DBOS. A workflow's steps are: observe and decide (its result, a few effects, is
kept), then each effect by itself. One that a crash cut off is made anew, from what is so then;
effects that were begun are looked for before they are repeated.
"""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

import msgspec
from dbos import (
    DBOS,
    DBOSConfiguredInstance,
    SetWorkflowID,
    WorkflowStatus,
)
from sqlalchemy import Engine

from bot.act import Actor
from bot.boards import Boards, Clock
from bot.counts import EFFECTS, EVENT_TO_EFFECT, HEALED, LOOKS
from bot.database_word import DATABASE
from bot.durable import QUEUE
from bot.healing import take_healed
from bot.observe import Observer
from bot.outage import Held, Outage
from bot.processes import Presence
from bot.rush import Rush
from bot.tracing import tracing
from bot.trello.behalf import working_for
from protocol.decide import Apply, Cause, Effect, MoveBack, Reply
from storage import looks
from storage.looks import BOARD, REVIEW, Look

log = logging.getLogger(__name__)

REVIEW_AFTER = timedelta(seconds=3)
_PAUSE_PER_REVIEW = 20  # times its processor time: a very large board takes a twentieth at most
_LONGEST_PAUSE_FOR_REVIEW = timedelta(minutes=2)
_PATIENCE = timedelta(seconds=10)  # a card that never settles is looked at all the same
_LOST_AFTER = timedelta(minutes=1)  # a look taken so long ago has a workflow, or was lost
_AFTER_FAILURE_S = 2.0
_EVERY_S = 0.2  # the marks are read, when nobody wakes the dispatcher before
_COUNT_EVERY = timedelta(seconds=3)  # whether all processes are still there
_AT_WORK = frozenset({"PENDING", "ENQUEUED", "DELAYED"})  # statuses of DBOS


@DBOS.dbos_class()
class Looks(DBOSConfiguredInstance):
    """The workflows. One instance per process, named alike in all, so that any can take over.

    DBOS knows it for as long as the process lasts: making it again, for a service that starts after
    another has ended, gives the same one new parts.
    """

    _one: ClassVar["Looks | None"] = None

    def __new__(cls, *_parts: object) -> "Looks":
        """The one of this process."""
        if cls._one is None:
            cls._one = super().__new__(cls)
        return cls._one

    def __init__(
        self,
        engine: Engine,
        observer: Observer,
        actor: Actor,
        boards: Boards,
        clock: Clock,
        rush: Rush | None = None,
    ) -> None:
        self.engine = engine
        self.observer = observer
        self.actor = actor
        self.boards = boards
        self.clock = clock
        self.outage = Outage(clock)
        self.rush = rush or Rush()
        self._review_lasts: dict[str, timedelta] = {}
        self.too_much: dict[str, int] = {}  # boards whose last sweep was stopped: how many writes
        self.healed: Counter[str] = Counter()  # by board: cards that had changed and nobody told
        self.on_too_much: Callable[[str, int], None] = _nobody_to_tell
        if not hasattr(self, "config_name"):
            super().__init__(config_name="looks")

    @DBOS.workflow()
    def look(
        self,
        board_id: str,
        card_id: str,
        taken: int,
        cause: Cause,
        trace: str = "",
        asked_at: float = 0.0,
    ) -> str:
        """Look at one card, or at the whole board when `card_id` is empty. `trace` names in the
        logs what asked first, `asked_at` (Unix seconds) is when; those of an earlier version have
        neither."""
        with tracing(trace), working_for(board_id), self.rush.turn():
            return self._look(board_id, card_id, taken, cause, asked_at)

    def _look(self, board_id: str, card_id: str, taken: int, cause: Cause, asked_at: float) -> str:
        try:
            if card_id != REVIEW:  # which asks nothing of Trello
                self.outage.enter()
            if card_id in (BOARD, REVIEW):
                self.sweep_step(board_id, card_id == BOARD, cause)
            else:
                changed = done_any = False
                for number, effect in enumerate(self.decide_step(board_id, card_id, cause)):
                    # the same after a crash, another at the next try: that may want other effects
                    key = f"{DBOS.workflow_id}:{number}"
                    done = self.act_step(key, board_id, effect)
                    changed |= done and _changes_the_card(effect)
                    done_any |= done
                if changed:
                    self.ask_again_step(board_id, card_id)
                if done_any and asked_at and cause == "event":
                    took_s = max(0.0, self.clock().timestamp() - asked_at)
                    EVENT_TO_EFFECT.labels(board_id).observe(took_s)
                if cause == "event":
                    self.ask_review_step(board_id)
        except Exception as error:  # noqa: BLE001 - whatever fails is tried again, and told
            self.outage.failed(card_id or board_id, error)
            if isinstance(error, Held):
                return self.give_back_step(board_id, card_id, taken, "")
            reason = f"{type(error).__name__}: {error}"
            LOOKS.labels(board_id, "failed").inc()
            return self.give_back_step(board_id, card_id, taken, reason)
        if card_id != REVIEW:
            self.outage.answered()
        self.answer_step(board_id, card_id, taken)
        LOOKS.labels(board_id, "answered").inc()
        return "answered"

    @DBOS.step()
    def decide_step(self, board_id: str, card_id: str, cause: Cause) -> list[bytes]:
        """Observe and decide; effects as JSON, so that a later version can read them."""
        effects = self.observer.look(board_id, card_id, cause)
        self.outage.answered()  # whatever becomes of the effects: it was read, so Trello is there
        return [msgspec.json.encode(effect) for effect in effects]

    @DBOS.step()
    def act_step(self, key: str, board_id: str, encoded: bytes) -> bool:
        """Perform one effect; False when it was refused for good."""
        effect: Any = msgspec.json.decode(encoded, type=Effect)
        done = self.actor.act(key, board_id, effect)
        kind = type(effect).__name__
        EFFECTS.labels(board_id, kind, "done" if done else "refused").inc()
        log.info("%s on card %s %s.", kind, effect.card_id, "is done" if done else "was refused")
        return done

    @DBOS.step()
    def ask_again_step(self, board_id: str, card_id: str) -> None:
        """The bot itself changed the card, which makes no event: look at it once more."""
        looks.ask(self.engine, board_id, card_id, self.clock(), cause="event")

    @DBOS.step()
    def ask_review_step(self, board_id: str) -> None:
        """What changed may touch other cards (limits, goals, duplicates): one review for many. The
        longer a review takes, the more changes wait for the next."""
        lasts = self._review_lasts.get(board_id, timedelta(0))
        wait = min(max(REVIEW_AFTER, _PAUSE_PER_REVIEW * lasts), _LONGEST_PAUSE_FOR_REVIEW)
        looks.ask(self.engine, board_id, REVIEW, self.clock(), cause="sweep", wait=wait)

    @DBOS.step()
    def sweep_step(self, board_id: str, read: bool = True, cause: Cause = "sweep") -> int:
        """Read the whole board, or take it as it is known, and mark the cards that something
        should be done on."""
        begun = time.thread_time()  # where the machine is crowded, waiting for it costs nothing
        due = self.observer.sweep(board_id) if read else self.observer.review(board_id)
        if read:
            self._count_healed(board_id, cause)
        else:
            self._review_lasts[board_id] = timedelta(seconds=time.thread_time() - begun)
        writes = sum(len(effects) for effects in due.values())
        ceiling = self.boards.agreement.quiet.max_writes
        if writes > ceiling:
            kept = self.boards.kept(board_id)
            log.error(
                "Board '%s': this sweep would write %d times, more than the ceiling of %d; nothing "
                "was written. Set rules to shadow, or raise max_writes under [quiet].",
                kept.board.name if kept else board_id, writes, ceiling,
            )  # fmt: skip
            self.too_much[board_id] = writes
            self.on_too_much(board_id, writes)
            return 0
        self.too_much.pop(board_id, None)
        now = self.clock()
        for card_id in due:
            looks.ask(self.engine, board_id, card_id, now, cause="sweep")
        if read or due:
            what = "swept" if read else "reviewed"
            log.info("Board %s %s: %d cards to look at.", board_id, what, len(due))
        return len(due)

    def _count_healed(self, board_id: str, cause: Cause) -> None:
        """Count what the reading brought to light; not when an event of the whole board (a label
        renamed, a list archived) asked for it: that was told."""
        kept = self.boards.kept(board_id)
        healed = take_healed(self.engine, kept) if kept is not None else 0
        if healed and cause == "sweep":
            self.healed[board_id] += healed
            HEALED.labels(board_id).inc(healed)
            log.info("Board %s: %d cards had changed unheard.", board_id, healed)

    @DBOS.step()
    def answer_step(self, board_id: str, card_id: str, taken: int) -> None:
        """Say that this mark is answered."""
        looks.answer(self.engine, board_id, card_id, taken)

    @DBOS.step()
    def give_back_step(self, board_id: str, card_id: str, taken: int, reason: str) -> str:
        """Say that the look failed, and why, or that it was not even tried; it is due again after
        a growing pause."""
        pause = looks.give_back(self.engine, board_id, card_id, taken, self.clock())
        if not reason:  # it was not tried
            return reason
        what = f"card {card_id}" if card_id else f"board {board_id}"
        log.warning("The look at %s failed and is tried again in %s: %s", what, pause, reason)
        return reason


def _nobody_to_tell(_board_id: str, _writes: int) -> None:
    """The log says it, and health does."""


class Dispatcher:
    """Starts a workflow for each mark that is due; one thread."""

    def __init__(
        self, engine: Engine, work: Looks, clock: Clock, settle: timedelta, presence: Presence
    ) -> None:
        self._engine = engine
        self._presence = presence
        self._work = work
        self._clock = clock
        self._settle = settle
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="dispatcher", daemon=True)

    def start(self) -> None:
        """Take up what an earlier run left unanswered, then follow the marks."""
        dead = self._presence.dead()
        self.take_up_lost()
        self._presence.bury(dead)
        self._thread.start()

    @property
    def is_alive(self) -> bool:
        """Whether marks are being followed."""
        return self._thread.is_alive()

    def take_up_lost(self, older_than: timedelta = timedelta(0)) -> None:
        """Begin looks that were taken and never begun, and give back those whose workflow ended
        without a word, because not even its failure could be written down, or whose process died.

        A look that is given back is made anew from what is so then. It is cancelled before, so
        that a process that was only silent for long stops before its next effect.
        """
        now, living = self._clock(), self._presence.living()
        for row in looks.unanswered(self._engine):
            if row.taken_at is not None and row.taken_at > now - older_than:
                continue
            status = DBOS.get_workflow_status(_workflow_id(row))
            if status is None:
                self._enqueue(row)
            elif status.status not in _AT_WORK or _is_orphan(status, living):
                if status.status in _AT_WORK:
                    DBOS.cancel_workflow(status.workflow_id)
                    log.info("The process %s is gone; its look is made anew.", status.executor_id)
                looks.give_back(self._engine, row.board_id, row.card_id, row.taken, now)

    def stop(self) -> None:
        """Stop after the present round."""
        self._stop.set()
        self._wake.set()
        self._work.rush.end()
        self._thread.join(timeout=10)

    def wake(self) -> None:
        """Something was marked."""
        self._wake.set()

    def _run(self) -> None:
        checked = counted = self._clock()
        while not self._stop.is_set():
            try:
                self._round()
                now = self._clock()
                if now - checked > _LOST_AFTER:
                    checked = now
                    self.take_up_lost(_LOST_AFTER)
                if now - counted > _COUNT_EVERY:
                    counted = now
                    self._take_over()
            except Exception as error:  # one bad round must not end the thread
                if DATABASE.is_away(error):
                    self._stop.wait(_AFTER_FAILURE_S)
                else:
                    log.exception("The dispatcher could not read the marks; it goes on.")
            if self._work.rush.is_on:  # who would wake this would do so without end
                self._stop.wait(_EVERY_S)
            self._wake.wait(timeout=_EVERY_S)
            self._wake.clear()

    def _take_over(self) -> None:
        """Take over what a process that died since the last time has left."""
        dead = self._presence.dead()
        if dead:
            self.take_up_lost()
            self._presence.bury(dead)

    def _round(self) -> None:
        most = _least(self._work.outage.most(), self._work.rush.most())
        if most == 0:
            return
        due = looks.take_due(
            self._engine, self._clock(), quiet=self._settle, patience=_PATIENCE, most=most
        )
        for row in due:
            self._enqueue(row)

    def _enqueue(self, row: Look) -> None:
        with SetWorkflowID(_workflow_id(row)):
            DBOS.enqueue_workflow(
                QUEUE, self._work.look, row.board_id, row.card_id, row.taken, _cause(row),
                row.trace, row.first_asked_at.timestamp(),
            )  # fmt: skip


def _least(*counts: int | None) -> int | None:
    """The smallest of those that are counts; None, any number, when none is."""
    return min((count for count in counts if count is not None), default=None)


def _is_orphan(status: WorkflowStatus, living: frozenset[str]) -> bool:
    return status.status == "PENDING" and status.executor_id not in living


def _workflow_id(row: Look) -> str:
    """The same for the same try of the same mark. The moment of taking is part of it: counts begin
    anew when the marks are lost or restored from a backup, and an id that the engine has seen
    before is never run again."""
    taken_at = f"{row.taken_at.timestamp():.6f}" if row.taken_at else ""
    return f"look:{row.board_id}:{row.card_id}:{row.taken}:{row.failures}:{taken_at}"


def _changes_the_card(encoded: bytes) -> bool:
    effect: Any = msgspec.json.decode(encoded, type=Effect)
    return isinstance(effect, MoveBack | Apply | Reply)


def _cause(row: Look) -> Cause:
    return "event" if row.cause == "event" else "sweep"
