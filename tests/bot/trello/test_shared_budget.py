"""One allowance for all processes on one database: never more calls than Trello takes."""

import threading
from contextlib import suppress

from sqlalchemy import Engine

from bot.trello.shared_budget import SharedBudget
from storage.database import connect
from tests.bot.trello.test_budget import Time, headers
from tests.databases import both

pytestmark = both


def budget(engine: Engine, time: Time, **changed: int) -> SharedBudget:
    return SharedBudget(engine, "a key", "a token", clock=time, sleep=time.sleep, **changed)


def test_calls_within_the_allowance_do_not_wait(engine: Engine) -> None:
    time = Time()
    mine = budget(engine, time)

    for _ in range(100):
        mine.spend()

    assert time.slept == []


def test_two_processes_together_never_make_more_calls_than_allowed_in_ten_seconds(
    engine: Engine,
) -> None:
    time = Time()
    processes = [budget(engine, time, per_token=20), budget(engine, time, per_token=20)]
    spent = []

    for step in range(120):
        time.now += 0.05 * (step % 7)
        processes[step % 2].spend()
        spent.append(time.now)

    assert all(spent[n + 20] - spent[n] >= 10.0 for n in range(len(spent) - 20))


def test_a_lot_that_was_not_used_up_in_its_second_is_not_used_later(engine: Engine) -> None:
    time = Time()
    mine, other = budget(engine, time, per_token=10), budget(engine, time, per_token=10)
    mine.spend()
    time.now += 9.5

    for _ in range(10):
        other.spend()
    before = time.now
    mine.spend()

    assert time.now > before


def test_what_other_programs_spend_counts_for_every_process(engine: Engine) -> None:
    time = Time()
    mine, other = budget(engine, time), budget(engine, time)

    mine.learn(headers(remaining=2))

    assert other.remaining() == 2


def test_a_smaller_limit_in_the_headers_is_kept_to(engine: Engine) -> None:
    time = Time()
    mine = budget(engine, time)
    mine.learn(headers(remaining=5, limit=5))

    for _ in range(6):
        mine.spend()

    assert time.now >= 1010.0


def test_another_token_has_an_allowance_of_its_own(engine: Engine) -> None:
    time = Time()
    mine = budget(engine, time, per_token=3)
    other = SharedBudget(engine, "a key", "b token", per_token=3, clock=time, sleep=time.sleep)

    for _ in range(3):
        mine.spend()
        other.spend()

    assert time.slept == []


class Full(Exception):  # noqa: N818 - says what is so
    """There is no call left."""


def test_threads_and_processes_at_once_take_no_more_than_there_is(
    engine: Engine, database_url: str
) -> None:
    taken = []
    second = connect(database_url)

    def full(_seconds: float) -> None:
        raise Full

    def work(on: Engine) -> None:
        mine = SharedBudget(on, "k", "t", per_token=40, clock=lambda: 1000.0, sleep=full)
        with suppress(Full):
            while True:
                mine.spend()
                taken.append(1)

    threads = [threading.Thread(target=work, args=(on,)) for on in (engine, second) * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    second.dispose()

    assert len(taken) == 40


def test_neither_key_nor_token_is_in_the_database(engine: Engine) -> None:
    mine = SharedBudget(engine, "the-very-key", "the-very-token")

    mine.spend()

    with engine.connect() as connection:
        rows = str(connection.exec_driver_sql("SELECT * FROM spending").all())
    assert "token:" in rows
    assert "very" not in rows
