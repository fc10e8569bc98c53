"""Cards that are to be looked at: a durable mark per card, so that ten events become one look.

`asked` counts marks, `taken` is the mark that a look has been started for, `answered` the last
one that a look has finished. A card waits when asked > taken; it is at work when taken > answered.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Column, Engine, case, func, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, col, select

from storage.moments import Moment
from storage.rows import as_rows, select_rows
from storage.upsert import Insert, table_of

BOARD = ""  # the card id of a mark that means: read the whole board and look at all of it
REVIEW = "*"  # ... and: look at all of it as it is known, because a change may touch other cards

LONGEST_PAUSE_S = 600
_LONGEST_PAUSE = timedelta(seconds=LONGEST_PAUSE_S)
_CLOCKS_DIFFER = timedelta(minutes=1)  # at most, between machines that share a database


class Look(SQLModel, table=True):
    """The mark of one card of one board, or of the board itself."""

    __tablename__ = "look"

    board_id: str = Field(primary_key=True)
    card_id: str = Field(primary_key=True)
    asked: int = 0
    taken: int = 0
    answered: int = 0
    cause: str = "sweep"  # "event" as soon as a person's change is among what asked
    first_asked_at: datetime = Field(sa_type=Moment)  # of the marks not yet taken
    last_asked_at: datetime = Field(sa_type=Moment)
    taken_at: datetime | None = Field(default=None, sa_type=Moment)
    failures: int = 0  # looks that failed in a row, because Trello could not be reached, say
    not_before: datetime | None = Field(default=None, sa_type=Moment)
    # what asked first of what is not yet taken, by the name under which the logs know it
    trace: str = Field(default="", sa_column_kwargs={"server_default": ""})


def mark(
    session: Session,
    board_id: str,
    card_id: str,
    now: datetime,
    *,
    cause: str,
    wait: timedelta | None = None,
) -> None:
    """Mark a card as to be looked at, within the caller's transaction; `wait` puts it off.

    One statement, so that marks made at the same time by several threads or processes all count.
    """
    mark_all(session, [(board_id, card_id)], now, cause=cause, wait=wait)


def mark_all(
    session: Session,
    cards: Sequence[tuple[str, str]],
    now: datetime,
    *,
    cause: str,
    wait: timedelta | None = None,
    traces: Sequence[str] = (),
) -> None:
    """Mark several cards, each given as (board id, card id), and what asked for each."""
    later = now + wait if wait else None
    times = Counter(cards)  # a card is named once in the statement, with how often it was asked for
    first = dict(zip(reversed(cards), reversed(traces), strict=True)) if traces else {}
    marks = (
        (board, card, n, 0, 0, cause, now, now, 0, first.get((board, card), ""), later)
        for (board, card), n in times.items()
    )
    dialect = session.get_bind().dialect
    told = as_rows(_marked_columns(), marks, dialect)
    session.connection().execute(_marking(dialect.name), told)


def _marked_columns() -> list[Column[Any]]:
    have = table_of(Look).c
    return [
        have.board_id, have.card_id, have.asked, have.taken, have.answered, have.cause,
        have.first_asked_at, have.last_asked_at, have.failures, have.trace, have.not_before,
    ]  # fmt: skip


@cache
def _marking(dialect: str) -> Insert:
    """The statement of a mark, built once: putting it together costs more than running it."""
    table = table_of(Look)
    have = table.c
    columns = _marked_columns()
    new = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table).from_select(
        [each.name for each in columns], select_rows(columns, dialect)
    )
    idle = have.asked == have.taken  # nothing waits; a look may be at work
    # a look at work may be given back: an event stays an event until it is answered
    settled = have.asked == have.answered
    louder = settled | (new.excluded.cause == "event")
    return new.on_conflict_do_update(
        index_elements=["board_id", "card_id"],
        set_={
            "asked": have.asked + new.excluded.asked,
            "cause": case((louder, new.excluded.cause), else_=have.cause),
            "first_asked_at": case((idle, new.excluded.first_asked_at), else_=have.first_asked_at),
            "last_asked_at": new.excluded.last_asked_at,
            "trace": case((idle, new.excluded.trace), else_=have.trace),
            "not_before": case((idle, new.excluded.not_before), else_=have.not_before),
        },
    )


def ask(
    engine: Engine,
    board_id: str,
    card_id: str,
    now: datetime,
    *,
    cause: str,
    wait: timedelta | None = None,
) -> None:
    """Mark one card (or the board, with `BOARD` or `REVIEW`) in a transaction of its own."""
    with Session(engine) as session, session.begin():
        mark(session, board_id, card_id, now, cause=cause, wait=wait)


def take_due(
    engine: Engine, now: datetime, *, quiet: timedelta, patience: timedelta, most: int | None = None
) -> list[Look]:
    """Take the marks that are due: nothing new came for `quiet`, or the first waits `patience`.

    Taking is a compare-and-set, so that of several processes one gets each mark. A card at work
    is not taken again until it is answered. With `most` no more than so many, the oldest first.
    """
    taken = []
    with Session(engine, expire_on_commit=False) as session, session.begin():
        due = session.exec(
            select(Look)
            .where(
                col(Look.asked) > col(Look.taken),
                col(Look.taken) == col(Look.answered),
                (col(Look.last_asked_at) <= now - quiet)
                | (col(Look.first_asked_at) <= now - patience)
                # asked in the future: a clock was put back since
                | (col(Look.last_asked_at) > now + _CLOCKS_DIFFER),
                col(Look.not_before).is_(None)
                | (col(Look.not_before) <= now)
                | ((col(Look.failures) > 0) & (col(Look.not_before) > now + _LONGEST_PAUSE)),
            )
            .order_by(col(Look.first_asked_at))
            .limit(most)
        ).all()
        for row in due:
            won = session.execute(
                update(Look)
                .where(
                    col(Look.board_id) == row.board_id,
                    col(Look.card_id) == row.card_id,
                    col(Look.taken) == row.taken,
                    col(Look.answered) == row.answered,
                    # another may have taken it and given it back since it was read
                    col(Look.failures) == row.failures,
                )
                .values(taken=row.asked, taken_at=now)
                .execution_options(synchronize_session=False)
            )
            if getattr(won, "rowcount", 0):
                session.expunge(row)
                row.taken, row.taken_at = row.asked, now
                taken.append(row)
    return taken


def unanswered(engine: Engine) -> list[Look]:
    """Looks that were taken and not answered: at work now, or cut off by a crash."""
    with Session(engine, expire_on_commit=False) as session:
        rows = session.exec(select(Look).where(col(Look.taken) > col(Look.answered)))
        return list(rows)


def answer(engine: Engine, board_id: str, card_id: str, taken: int) -> None:
    """Say that the look for this mark is finished; saying it twice, or late, does no harm."""
    with Session(engine) as session, session.begin():
        session.execute(
            update(Look)
            .where(
                col(Look.board_id) == board_id,
                col(Look.card_id) == card_id,
                col(Look.answered) < taken,
            )
            .values(
                answered=taken,
                # the mark may have been given back meanwhile: what is answered is also taken
                taken=case((col(Look.taken) < taken, taken), else_=col(Look.taken)),
                failures=0,
            )
        )


def give_back(
    engine: Engine, board_id: str, card_id: str, taken: int, now: datetime
) -> timedelta | None:
    """Say that the look for this mark failed: it is due again after a pause that grows to ten
    minutes. Returns the pause; None when the mark is no longer at work, and nothing is changed."""
    with Session(engine) as session, session.begin():
        row = session.get(Look, (board_id, card_id))
        if row is None:
            return None
        failures = row.failures + 1
        pause = timedelta(seconds=min(LONGEST_PAUSE_S, 2 ** min(failures, 10)))
        done = session.execute(
            update(Look)
            .where(
                col(Look.board_id) == board_id,
                col(Look.card_id) == card_id,
                col(Look.taken) == taken,
                col(Look.answered) < taken,
                col(Look.failures) == row.failures,
            )
            .values(taken=col(Look.answered), failures=failures, not_before=now + pause)
            .execution_options(synchronize_session=False)
        )
        return pause if getattr(done, "rowcount", 0) else None


def marked_cards(engine: Engine, board_id: str) -> set[str]:
    """Cards of a board that are marked and not looked at yet."""
    with Session(engine) as session:
        query = select(Look.card_id).where(
            col(Look.board_id) == board_id, col(Look.asked) > col(Look.answered)
        )
        return set(session.exec(query))


def waiting(engine: Engine) -> tuple[int, datetime | None]:
    """How many marks are not answered, and since when the oldest waits."""
    with Session(engine) as session:
        count, oldest = session.execute(
            select(func.count(), func.min(Look.first_asked_at)).where(
                col(Look.asked) > col(Look.answered)
            )
        ).one()
        return int(count), oldest


class Backlog(NamedTuple):
    """What waits to be looked at. What is put off on purpose does not wait until its time comes."""

    waiting: int
    oldest_s: float
    failing: int
    by_board: dict[str, tuple[int, float]]  # how many, and since how many seconds the oldest


def is_waited_for(engine: Engine, board_id: str, now: datetime) -> bool:
    """Whether a look at this board or a card of it waits; one that was put off does not, as in
    `backlog`. It costs the same however many wait: every poll asks."""
    is_put_off = (
        (col(Look.not_before) > now)
        & (Look.failures == 0)
        & (col(Look.taken) == col(Look.answered))
    )
    with Session(engine) as session:
        waits = select(Look.card_id).where(
            Look.board_id == board_id,
            col(Look.asked) > col(Look.answered),
            col(Look.not_before).is_(None) | ~is_put_off,
        )
        return session.exec(waits.limit(1)).first() is not None


def backlog(engine: Engine, now: datetime) -> Backlog:
    """What waits, in all and by board."""
    failing, by_board = 0, dict[str, tuple[int, float]]()
    with Session(engine) as session:
        for row in session.exec(select(Look).where(col(Look.asked) > col(Look.answered))):
            failing += row.failures > 0
            since = row.first_asked_at
            if row.not_before is not None and not row.failures and row.taken == row.answered:
                if row.not_before > now:
                    continue
                since = max(since, row.not_before)
            count, oldest = by_board.get(row.board_id, (0, 0.0))
            age = max(0.0, (now - since).total_seconds())
            by_board[row.board_id] = (count + 1, max(oldest, age))
    waiting_now = sum(count for count, _ in by_board.values())
    oldest_s = max((age for _, age in by_board.values()), default=0.0)
    return Backlog(waiting_now, oldest_s, failing, by_board)
