"""How the whole deployment is: from the database, whether the service runs or not."""

from datetime import UTC, datetime, timedelta

from msgspec import Struct
from sqlalchemy import Engine

from bot.processes import DEAD_AFTER
from bot.watch.pulse import BoardPulse, State, read_state
from storage.alarms import alarms
from storage.boards import board_names
from storage.effects import unfinished_count
from storage.looks import Backlog, backlog
from storage.processes import processes

_AN_HOUR = timedelta(hours=1)  # an effect that was begun longer ago has ended somehow
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class ProcessCondition(Struct, frozen=True):
    """One process that has said lately that it is alive."""

    id: str
    role: str
    started_at: datetime
    seen_at: datetime
    state: State


class BoardCondition(Struct, frozen=True):
    """One board that is kept."""

    id: str
    name: str
    read_at: datetime | None  # whole
    polled_at: datetime | None
    failing_since: datetime | None
    why: str
    waiting: int  # cards to be looked at
    oldest_s: float


class Standing(Struct, frozen=True):
    """Something stuck that those who run Cardkeeper were told of."""

    cause: str
    since: datetime
    says: str
    told_at: datetime | None


class Condition(Struct, frozen=True):
    """Everything that tells how it is, at one moment."""

    at: datetime
    processes: tuple[ProcessCondition, ...]
    boards: tuple[BoardCondition, ...]
    waiting: int
    oldest_s: float
    failing: int  # looks that failed the last time and are tried again
    unfinished_effects: int
    stuck: tuple[Standing, ...]


def condition(engine: Engine, now: datetime) -> Condition:
    """The present condition; raises what the database raises."""
    living = tuple(
        ProcessCondition(row.id, row.role, row.started_at, row.seen_at, read_state(row.state))
        for row in processes(engine)
        if now - row.seen_at <= DEAD_AFTER
    )
    work = backlog(engine, now)
    boards = tuple(
        _board(board_id, name, read_at, living, work)
        for board_id, (name, read_at) in board_names(engine).items()
    )
    standing = tuple(Standing(a.cause, a.since, a.says, a.told_at) for a in alarms(engine))
    return Condition(
        at=now, processes=living, boards=boards, waiting=work.waiting, oldest_s=work.oldest_s,
        failing=work.failing, unfinished_effects=unfinished_count(engine, now - _AN_HOUR),
        stuck=standing,
    )  # fmt: skip


def _board(
    board_id: str,
    name: str,
    read_at: datetime | None,
    living: tuple[ProcessCondition, ...],
    work: Backlog,
) -> BoardCondition:
    told = [p.state.boards[board_id] for p in living if board_id in p.state.boards]
    pulse = max(told, key=_last_word, default=BoardPulse())
    waiting, oldest_s = work.by_board.get(board_id, (0, 0.0))
    return BoardCondition(
        board_id, name, read_at, pulse.asked_at, pulse.failing_since, pulse.why, waiting, oldest_s
    )


def _last_word(pulse: BoardPulse) -> datetime:
    """Of several processes that took turns, the one that asked last knows."""
    moments = [moment for moment in (pulse.asked_at, pulse.failing_since) if moment]
    return max(moments) if moments else _LONG_AGO
