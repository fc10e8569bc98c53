"""A regular job is done once in all processes together, and goes on when one of them is gone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import Engine

from storage.turns import take_turn
from tests.databases import both
from tests.storage.moments import NOON

pytestmark = both
MINUTE = timedelta(minutes=1)
OWN, OTHERS = timedelta(seconds=50), timedelta(seconds=59)


def turn(engine: Engine, by: str, after: timedelta) -> bool:
    return take_turn(engine, "poll", by, NOON + after, own=OWN, others=OTHERS)


def test_of_eight_that_look_at_once_one_has_the_turn(engine: Engine) -> None:
    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(lambda n: turn(engine, f"p{n}", timedelta(0)), range(8)))

    assert sum(won) == 1


def test_the_others_wait_until_it_is_due_again(engine: Engine) -> None:
    assert turn(engine, "first", timedelta(0))
    assert not turn(engine, "second", timedelta(seconds=30))
    assert turn(engine, "first", MINUTE)
    assert not turn(engine, "second", timedelta(seconds=90))


def test_another_goes_on_when_the_first_is_gone(engine: Engine) -> None:
    turn(engine, "first", timedelta(0))

    assert turn(engine, "second", timedelta(seconds=65))


def test_a_late_run_does_not_cost_the_next_one(engine: Engine) -> None:
    turn(engine, "first", timedelta(seconds=8))

    assert turn(engine, "first", MINUTE)


def test_a_clock_that_was_put_back_holds_nobody_up(engine: Engine) -> None:
    turn(engine, "first", timedelta(days=2))

    assert turn(engine, "second", timedelta(0))
