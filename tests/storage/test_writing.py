"""Writers of one process wait for each other in a queue, and the turn is always given back."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from storage.database import connect

WRITE = text("INSERT INTO line VALUES (:n)")
COUNT = text("SELECT count(*) FROM line")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A file with one table."""
    engine = connect(f"sqlite:///{tmp_path}/lines.db")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE line (n INTEGER)"))
    yield engine
    engine.dispose()


def write(engine: Engine, number: int) -> None:
    with engine.begin() as connection:
        connection.execute(WRITE, {"n": number})


def count(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(COUNT).scalar_one())


def test_who_comes_second_goes_on_when_the_first_has_ended(engine: Engine) -> None:
    with ThreadPoolExecutor(1) as pool:
        with engine.begin() as connection:
            connection.execute(WRITE, {"n": 1})
            second = pool.submit(write, engine, 2)
            assert count(engine) == 0  # readers wait for nobody
            assert not second.done()
        second.result(20)

    assert count(engine) == 2


def test_a_transaction_that_fails_gives_its_turn_back(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(WRITE, {"n": 1})
        connection.get_transaction().rollback()  # type: ignore[union-attr]  # it has begun

    with ThreadPoolExecutor(1) as pool:
        pool.submit(write, engine, 2).result(20)
    assert count(engine) == 1


def test_a_connection_that_breaks_gives_its_turn_back(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(WRITE, {"n": 1})
        connection.invalidate()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(write, engine, 2).result(20)
    assert count(engine) == 1


def test_many_threads_lose_nothing(engine: Engine) -> None:
    with ThreadPoolExecutor(16) as pool:
        for done in [pool.submit(write, engine, n) for n in range(200)]:
            done.result(30)

    assert count(engine) == 200
