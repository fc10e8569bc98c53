"""How many webhooks are accepted in a second, each on the disk before it is answered.

The real service in a process of its own, at work on what it is told, and in the same run the
smallest FastAPI endpoint that keeps bodies in SQLite. Each is asked for all that it can (64
connections, as fast as they are answered) and at once after that for 1,000 a second, in turn and
repeatedly, while the others are held; the middle of the rounds counts.
"""

import itertools
import json
import os
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec
import psycopg
import requests

from bot.trello.webhook import sign
from tests.bench_events import SECRET, bench_service, card_of, event_on
from tests.bot.running import free_ports, wait_for
from tests.databases import SERVER, fresh_postgres
from tests.intake_load import Load

CARDS = 1000
RATE = 1000
MOST_P99_MS = 50.0
_ROUNDS = 3
_CONNECTIONS = 64
_FULL, _STEADY = 4000, 5000  # requests in a round
_COUNT = "SELECT count(*) FROM event"
_OF_OURS = f"{_COUNT} WHERE source = 'webhook'"  # a poll hears something too


class Intake(NamedTuple):
    """What one intake does, by the middle of its rounds."""

    name: str
    most_per_second: float
    p50_ms: float  # at the steady rate
    p99_ms: float
    rate: float  # that was reached when the steady rate was asked for


class _Target(NamedTuple):
    name: str
    port: int
    path: str
    kept: Callable[[], int]  # rows on the disk
    pid: int


def intakes() -> list[Intake]:
    """The smallest endpoint first, then ours on each database, measured in turn."""
    with ExitStack() as undo:
        folder = Path(undo.enter_context(tempfile.TemporaryDirectory()))
        targets = [undo.enter_context(_smallest(folder)), undo.enter_context(_on_sqlite())]
        if os.environ.get(SERVER):
            targets.append(undo.enter_context(_on_postgres()))
        serials = itertools.count()
        rounds: dict[str, list[tuple[Load, Load]]] = {target.name: [] for target in targets}
        for _ in range(_ROUNDS):
            for target in targets:
                with _others_held(targets, target):
                    full = _load(folder, target, serials, _FULL, 0)
                    steady = _load(folder, target, serials, _STEADY, RATE)
                rounds[target.name].append((full, steady))
        return [_middle(name, loads) for name, loads in rounds.items()]


@contextmanager
def _others_held(targets: list[_Target], measured: _Target) -> Iterator[None]:
    """What the others still work on is not the doing of who is measured."""
    others = [each.pid for each in targets if each is not measured]
    for pid in others:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in others:
            os.kill(pid, signal.SIGCONT)


def lines() -> Iterator[str]:
    """The figures for a table, with their ratio to the smallest endpoint."""
    found = intakes()
    smallest = found[0]
    for each in found:
        yield (
            f"{each.name:32s} at most {each.most_per_second:6.0f}/s"
            f" ({each.most_per_second / smallest.most_per_second:4.2f} x);"
            f" at {each.rate:5.0f}/s p50 {each.p50_ms:6.1f} ms, p99 {each.p99_ms:6.1f} ms"
        )
    if not os.environ.get(SERVER):
        yield f"PostgreSQL was left out: {SERVER} names no server"
    yield f"(wanted: {RATE}/s and more, p99 below {MOST_P99_MS:.0f} ms)"


def _middle(name: str, loads: list[tuple[Load, Load]]) -> Intake:
    return Intake(
        name,
        statistics.median(full.per_second for full, _ in loads),
        statistics.median(steady.p50_ms for _, steady in loads),
        statistics.median(steady.p99_ms for _, steady in loads),
        statistics.median(steady.per_second for _, steady in loads),
    )


def _load(
    folder: Path, target: _Target, serials: "itertools.count[int]", count: int, rate: float
) -> Load:
    """One round; fails when one request was not answered with 200, or is not on the disk."""
    address = f"http://127.0.0.1:{target.port}{target.path}"
    file = folder / "bodies"
    with file.open("wb") as bodies:
        for serial in itertools.islice(serials, count):
            body = msgspec.json.encode(event_on(card_of(serial % CARDS), serial))
            bodies.write(sign(body, SECRET, address).encode() + b"\t" + body + b"\n")
    before = target.kept()
    told = subprocess.run(
        [
            sys.executable, "-m", "tests.intake_load", str(target.port), target.path, str(file),
            str(_CONNECTIONS), str(rate),
        ],
        capture_output=True, check=True, cwd=Path(__file__).parents[1],
    ).stdout  # fmt: skip
    load = Load(**json.loads(told))
    assert load.statuses == {"200": count}, load
    assert target.kept() - before == count
    return load


@contextmanager
def _smallest(folder: Path) -> Iterator[_Target]:
    (port,) = free_ports(1)
    file = folder / "smallest.db"
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.smallest_endpoint", str(port), str(file)],
        cwd=Path(__file__).parents[1],
    )
    try:
        wait_for(lambda: _answers(port), 30)
        yield _Target(
            "smallest FastAPI with SQLite", port, "/", lambda: _in_sqlite(file), process.pid
        )
    finally:
        process.kill()
        process.wait(10)


def _answers(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/", timeout=60).status_code == 405
    except requests.ConnectionError:
        return False


@contextmanager
def _on_sqlite() -> Iterator[_Target]:
    with bench_service(CARDS, **_AS_USUAL) as (running, _):
        file = running.data / "cardkeeper.db"
        yield _Target(
            "Cardkeeper on SQLite", running.port, "/webhooks/trello",
            lambda: _in_sqlite(file, _OF_OURS), running.pid,
        )  # fmt: skip


@contextmanager
def _on_postgres() -> Iterator[_Target]:
    with fresh_postgres() as url, bench_service(CARDS, url, **_AS_USUAL) as (running, _):

        def kept() -> int:
            with psycopg.connect(url) as connection:
                row = connection.execute(_OF_OURS).fetchone()
                return int(row[0]) if row else 0

        yield _Target(
            "Cardkeeper on PostgreSQL", running.port, "/webhooks/trello", kept, running.pid,
        )  # fmt: skip


_AS_USUAL = {"CARDKEEPER_SETTLE_SECONDS": "2"}


def _in_sqlite(file: Path, count: str = _COUNT) -> int:
    with closing(sqlite3.connect(file, timeout=30)) as database:
        return int(database.execute(count).fetchone()[0])


if __name__ == "__main__":
    print(*lines(), sep="\n")
