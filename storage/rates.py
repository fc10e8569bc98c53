"""How many calls were spent in each of the last seconds, by all processes that share an account.

An account is what a service counts by: a key or a token. It is named by a digest, never itself.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NamedTuple

from sqlalchemy import Engine, update
from sqlmodel import Field, Session, SQLModel, col, select

from storage.upsert import insert_once


class Spending(SQLModel, table=True):
    """The last seconds of one account."""

    __tablename__ = "spending"

    account: str = Field(primary_key=True)
    by_second: str = "{}"  # JSON: calls by Unix second
    version: int = 0  # of several that write at once, one wins


class Window(NamedTuple):
    """How many calls an account may make in any stretch of so many seconds."""

    limit: int
    interval_s: float


class _AnotherWasQuicker(Exception):  # noqa: N818 - says what happened
    """The row was changed since it was read; nothing of this transaction stays."""


def take(
    engine: Engine, windows: Mapping[str, Window], now_s: float, wanted: int
) -> tuple[int, float]:
    """Take `wanted` calls that every account allows, one when less than half of them is left:
    (how many, seconds to wait if none).

    A call that was taken belongs to the present second and must be made within it.
    """
    while True:
        try:
            return _take(engine, windows, now_s, wanted)
        except _AnotherWasQuicker:
            continue


def _take(
    engine: Engine, windows: Mapping[str, Window], now_s: float, wanted: int
) -> tuple[int, float]:
    with Session(engine) as session, session.begin():
        rows = {name: _row(session, name) for name in sorted(windows)}
        spent = {name: _recent(rows[name], windows[name], now_s) for name in rows}
        free = min(windows[name].limit - sum(spent[name].values()) for name in rows)
        if free <= 0:
            return 0, max(_wait_s(spent[name], windows[name], now_s) for name in rows)
        half = min(window.limit for window in windows.values()) / 2
        granted = wanted if free > max(half, wanted) else 1
        for name, counts in spent.items():
            counts[int(now_s)] = counts.get(int(now_s), 0) + granted
            _keep(session, rows[name], counts)
        return granted, 0.0


def spent(engine: Engine, account: str, window: Window, now_s: float) -> int:
    """How many calls of this account count against its limit now."""
    with Session(engine) as session:
        row = session.get(Spending, account)
        return sum(_recent(row, window, now_s).values()) if row is not None else 0


def others_spent(engine: Engine, account: str, window: Window, now_s: float, at_least: int) -> None:
    """The service says that so many calls were made at least; what nobody here made counts as
    made now. It is said again with the next answer, so that nothing is lost when another writes."""
    with suppress(_AnotherWasQuicker), Session(engine) as session, session.begin():
        row = _row(session, account)
        counts = _recent(row, window, now_s)
        missing = at_least - sum(counts.values())
        if missing > 0:
            counts[int(now_s)] = counts.get(int(now_s), 0) + missing
            _keep(session, row, counts)


def _row(session: Session, account: str) -> Spending:
    found = session.exec(select(Spending).where(col(Spending.account) == account)).first()
    if found is None:
        insert_once(session, Spending(account=account))
        found = session.exec(select(Spending).where(col(Spending.account) == account)).one()
    session.expunge(found)
    return found


def _recent(row: Spending, window: Window, now_s: float) -> dict[int, int]:
    """Calls by second, those that may still count. A call may be made late in its second, so a
    second counts until the whole of it lies further back than the interval."""
    counts: dict[str, Any] = json.loads(row.by_second)
    first = now_s - window.interval_s - 1
    return {int(second): int(count) for second, count in counts.items() if int(second) > first}


def _wait_s(counts: dict[int, int], window: Window, now_s: float) -> float:
    """Seconds until one more call is free; 0 when one is."""
    excess = sum(counts.values()) - window.limit
    for second in sorted(counts):
        if excess < 0:
            break
        excess -= counts[second]
        if excess < 0:
            return second + window.interval_s + 1 - now_s
    return 0.0


def _keep(session: Session, row: Spending, counts: dict[int, int]) -> None:
    done = session.execute(
        update(Spending)
        .where(col(Spending.account) == row.account, col(Spending.version) == row.version)
        .values(by_second=json.dumps(counts), version=row.version + 1)
    )
    if not getattr(done, "rowcount", 0):
        raise _AnotherWasQuicker
