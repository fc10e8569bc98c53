"""While very much is told at once, looks wait; and not for ever."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from bot.rush import MANY, Rush
from tests.bot.running import wait_for


class Time:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def rush(time: Time) -> Iterator[Rush]:
    made = Rush(time)
    yield made
    made.end()


def tell(rush: Rush, times: int = MANY) -> None:
    for _ in range(times):
        rush.told()


def begun(rush: Rush) -> threading.Event:
    """Set when a look that begins now goes on."""
    went_on = threading.Event()

    def look() -> None:
        with rush.turn():
            went_on.set()

    threading.Thread(target=look, daemon=True).start()
    return went_on


def test_what_people_do_is_no_rush(rush: Rush, time: Time) -> None:
    for _ in range(20):
        tell(rush, MANY // 5)
        time.now += 0.25
    assert not rush.is_on
    assert rush.most() is None
    assert begun(rush).wait(60)


def test_in_a_rush_no_look_is_begun(rush: Rush) -> None:
    tell(rush)
    assert rush.is_on
    assert rush.most() == 0
    assert not begun(rush).wait(0.2)


def test_a_rush_is_over_a_second_after_the_last_was_told(rush: Rush, time: Time) -> None:
    tell(rush)
    waiting = begun(rush)
    time.now += 1.0
    assert waiting.wait(60)
    assert rush.most() is None


def test_in_a_long_rush_one_look_at_a_time_goes_on(rush: Rush, time: Time) -> None:
    for _ in range(12):
        tell(rush)
        assert rush.is_on
        time.now += 0.5
    tell(rush)
    assert rush.most()
    with ExitStack() as first:
        first.enter_context(rush.turn())
        second = begun(rush)
        assert not second.wait(0.2)
    assert second.wait(60)


def test_who_waits_for_a_rush_to_end_does_not_keep_the_service_from_stopping(rush: Rush) -> None:
    tell(rush)
    waiting = begun(rush)
    rush.end()
    wait_for(waiting.is_set, 60)
