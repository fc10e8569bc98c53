"""Jobs run again and again; one that fails is told and runs again."""

import threading
from datetime import UTC, datetime

import pytest

from bot.schedule import Schedule
from tests.bot.running import wait_for


def test_a_job_runs_at_its_first_time_and_then_again() -> None:
    runs, schedule = list[datetime](), Schedule()
    schedule.every(0.05, "count", lambda: runs.append(datetime.now(UTC)), first=datetime.now(UTC))
    schedule.start()
    try:
        wait_for(lambda: len(runs) >= 3, 10)
    finally:
        schedule.stop()

    count = len(runs)
    assert runs == sorted(runs)
    assert len(runs) == count  # nothing more after the stop


def test_a_job_that_fails_is_told_and_runs_again(caplog: pytest.LogCaptureFixture) -> None:
    runs, schedule = list[int](), Schedule()

    def fail() -> None:
        runs.append(1)
        raise RuntimeError("the disk is full")

    schedule.every(0.05, "the sweep", fail)
    schedule.start()
    try:
        wait_for(lambda: len(runs) >= 2, 10)
    finally:
        schedule.stop()

    assert "the sweep failed and runs again at its next time: the disk is full" in caplog.text


def test_a_slow_job_is_not_begun_beside_itself() -> None:
    most, now, schedule, lock = 0, 0, Schedule(), threading.Lock()
    runs = threading.Semaphore(0)
    hold = threading.Event()

    def slow() -> None:
        nonlocal most, now
        with lock:
            now += 1
            most = max(most, now)
        runs.release()
        hold.wait(0.3)
        with lock:
            now -= 1

    schedule.every(0.05, "slow", slow)
    schedule.start()
    try:
        for _ in range(2):
            assert runs.acquire(timeout=10)
    finally:
        hold.set()
        schedule.stop()

    assert most == 1
