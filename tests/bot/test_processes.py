"""Which processes are alive: what a dead one left is taken over, a living one's work is not."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from bot.processes import DEAD_AFTER, Presence, machine
from storage import processes as stored
from storage.processes import Process
from tests.databases import both

pytestmark = both

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def mine(engine: Engine, clock: Clock) -> Presence:
    presence = Presence(engine, clock)
    presence.start()
    yield presence
    presence.stop()


def other(engine: Engine, where: str, pid: int, seen_at: datetime = NOON) -> str:
    key = f"other-{pid}"
    process = Process(id=key, machine=where, pid=pid, started_at=NOON, seen_at=seen_at)
    stored.come(engine, process)
    return key


def ended_pid() -> int:
    """The number of a process that was, and is no more."""
    ended = subprocess.Popen([sys.executable, "-c", "pass"])
    ended.wait()
    return ended.pid


def test_a_process_that_has_started_is_alive(mine: Presence) -> None:
    assert mine.id in mine.living()
    assert mine.dead() == []


def test_two_starts_never_have_the_same_name(engine: Engine, clock: Clock) -> None:
    assert Presence(engine, clock).id != Presence(engine, clock).id


def test_a_process_of_this_machine_that_has_ended_is_dead_at_once(
    engine: Engine, mine: Presence
) -> None:
    gone = other(engine, machine(), ended_pid())

    assert mine.dead() == [gone]
    assert gone not in mine.living()


def test_an_earlier_start_under_our_own_number_is_dead(engine: Engine, mine: Presence) -> None:
    assert mine.dead() == []
    gone = other(engine, machine(), os.getpid())

    assert mine.dead() == [gone]


def test_a_process_of_this_machine_that_runs_is_alive(engine: Engine, mine: Presence) -> None:
    runs = other(engine, machine(), os.getppid())

    assert runs in mine.living()


def test_a_process_elsewhere_is_dead_only_after_a_long_silence(
    engine: Engine, mine: Presence, clock: Clock
) -> None:
    far = other(engine, "another machine", os.getpid())
    clock.now += DEAD_AFTER
    assert far in mine.living()

    clock.now += timedelta(seconds=1)

    assert far not in mine.living()
    assert far in mine.dead()


def test_the_dead_are_taken_off_the_list(engine: Engine, mine: Presence) -> None:
    gone = other(engine, machine(), ended_pid())

    mine.bury([gone])

    assert [process.id for process in stored.processes(engine)] == [mine.id]


def test_a_process_that_stops_leaves(engine: Engine, clock: Clock) -> None:
    presence = Presence(engine, clock)
    presence.start()

    presence.stop()

    assert stored.processes(engine) == []


def test_whoever_was_taken_for_dead_is_told_so(engine: Engine, mine: Presence) -> None:
    assert stored.still_here(engine, mine.id, NOON)
    stored.leave(engine, mine.id)

    assert not stored.still_here(engine, mine.id, NOON)
