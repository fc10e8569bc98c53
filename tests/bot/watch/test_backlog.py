"""How old the queue is: what is put off on purpose does not wait."""

from datetime import timedelta

from sqlalchemy import Engine

from storage.looks import ask, backlog, give_back, is_waited_for, take_due
from tests.databases import both
from tests.storage.moments import NOON

pytestmark = both
HOUR = timedelta(hours=1)


def test_what_is_put_off_is_not_waiting_until_its_time_comes(engine: Engine) -> None:
    ask(engine, "b", "card", NOON, cause="sweep", wait=HOUR)

    assert backlog(engine, NOON + HOUR / 2).waiting == 0
    assert not is_waited_for(engine, "b", NOON + HOUR / 2)
    assert is_waited_for(engine, "b", NOON + HOUR * 1.5)
    assert not is_waited_for(engine, "another", NOON + HOUR * 1.5)
    assert backlog(engine, NOON + HOUR * 1.5) == (1, 1800.0, 0, {"b": (1, 1800.0)})


def test_a_look_that_fails_again_and_again_is_as_old_as_its_first_mark(engine: Engine) -> None:
    ask(engine, "b", "card", NOON, cause="event")
    zero = timedelta(0)
    (row,) = take_due(engine, NOON, quiet=zero, patience=zero)
    give_back(engine, "b", "card", row.taken, NOON)

    assert backlog(engine, NOON + HOUR) == (1, 3600.0, 1, {"b": (1, 3600.0)})
    assert is_waited_for(engine, "b", NOON)


def test_boards_are_counted_by_themselves(engine: Engine) -> None:
    for board, after in (("a", 0), ("a", 10), ("b", 20)):
        ask(engine, board, f"card {after}", NOON + timedelta(seconds=after), cause="event")

    found = backlog(engine, NOON + timedelta(seconds=60))

    assert (found.waiting, found.oldest_s) == (3, 60.0)
    assert found.by_board == {"a": (2, 60.0), "b": (1, 40.0)}
