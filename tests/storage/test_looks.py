"""Marks of cards that are to be looked at: every mark counts, and each leads to one look."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from storage import looks
from storage.looks import LONGEST_PAUSE_S, Look
from tests.databases import both
from tests.storage.moments import NOON, after

pytestmark = both

QUIET, PATIENCE = timedelta(seconds=2), timedelta(seconds=10)


def mark(engine: Engine, card: str = "card", at_s: float = 0, cause: str = "event") -> None:
    looks.ask(engine, "board", card, after(at_s), cause=cause)


def take(engine: Engine, at_s: float) -> list[Look]:
    return looks.take_due(engine, after(at_s), quiet=QUIET, patience=PATIENCE)


def answer(engine: Engine, row: Look) -> None:
    looks.answer(engine, row.board_id, row.card_id, row.taken)


def give_back(engine: Engine, row: Look, at_s: float) -> timedelta | None:
    return looks.give_back(engine, row.board_id, row.card_id, row.taken, after(at_s))


def at_once(count: int, work: Callable[[int], object]) -> None:
    """Let many threads begin at the same moment."""
    start = threading.Barrier(count)

    def one(number: int) -> None:
        start.wait()
        work(number)

    with ThreadPoolExecutor(count) as pool:
        list(pool.map(one, range(count)))


def test_ten_marks_within_seconds_are_one_look(engine: Engine) -> None:
    for tenth in range(10):
        mark(engine, at_s=tenth / 10)

    assert [row.asked for row in take(engine, 5)] == [10]
    assert take(engine, 6) == []


def test_a_card_that_still_changes_is_left_until_it_is_quiet(engine: Engine) -> None:
    mark(engine, at_s=0)
    mark(engine, at_s=1.5)

    assert take(engine, 3) == []
    assert len(take(engine, 3.5)) == 1


def test_a_card_that_never_settles_is_looked_at_all_the_same(engine: Engine) -> None:
    for second in range(11):
        mark(engine, at_s=second)

    assert len(take(engine, 10)) == 1


def test_marks_made_by_eight_threads_at_once_all_count(engine: Engine) -> None:
    def five(number: int) -> None:
        for _ in range(5):
            mark(engine, at_s=number)

    at_once(8, five)

    assert [row.asked for row in take(engine, 60)] == [40]


def test_of_two_takers_one_gets_each_mark(engine: Engine) -> None:
    for number in range(20):
        mark(engine, card=f"card {number}")
    taken: list[list[Look]] = [[], []]

    at_once(2, lambda number: taken[number].extend(take(engine, 60)))

    got = [row.card_id for rows in taken for row in rows]
    assert sorted(got) == sorted(f"card {number}" for number in range(20))


def test_a_mark_made_while_a_look_is_at_work_causes_exactly_one_more(engine: Engine) -> None:
    mark(engine)
    (first,) = take(engine, 5)
    mark(engine, at_s=6)
    mark(engine, at_s=6.5)

    assert take(engine, 20) == []  # not beside the one at work
    answer(engine, first)

    (second,) = take(engine, 20)
    answer(engine, second)
    assert take(engine, 60) == []
    assert looks.waiting(engine) == (0, None)


def test_a_look_that_failed_is_due_again_after_pauses_that_grow_to_ten_minutes(
    engine: Engine,
) -> None:
    mark(engine)
    pauses, now = [], 10.0
    for _ in range(12):
        (row,) = take(engine, now)
        pause = give_back(engine, row, now)
        assert pause is not None
        assert take(engine, now + pause.total_seconds() - 0.001) == []
        pauses.append(pause.total_seconds())
        now += pause.total_seconds()

    assert pauses[:4] == [2, 4, 8, 16]
    assert pauses[-1] == LONGEST_PAUSE_S == 600


def test_an_answer_ends_the_row_of_failures(engine: Engine) -> None:
    mark(engine)
    (row,) = take(engine, 5)
    give_back(engine, row, 5)
    (row,) = take(engine, 8)
    answer(engine, row)

    mark(engine, at_s=20)
    (row,) = take(engine, 22)
    assert give_back(engine, row, 22) == timedelta(seconds=2)


def test_an_event_stays_one_when_its_look_fails_while_a_sweep_marks_the_card(
    engine: Engine,
) -> None:
    mark(engine, cause="event")
    (row,) = take(engine, 5)
    mark(engine, at_s=6, cause="sweep")
    give_back(engine, row, 7)

    assert [row.cause for row in take(engine, 20)] == ["event"]


def test_after_an_answered_event_a_sweep_is_only_a_sweep(engine: Engine) -> None:
    mark(engine, cause="event")
    (row,) = take(engine, 5)
    answer(engine, row)
    mark(engine, at_s=6, cause="sweep")

    assert [row.cause for row in take(engine, 20)] == ["sweep"]


def test_a_mark_that_is_put_off_waits_and_later_ones_do_not_put_it_off_more(
    engine: Engine,
) -> None:
    for second in (0, 2):
        looks.ask(
            engine, "board", looks.REVIEW, after(second), cause="sweep", wait=timedelta(seconds=3)
        )

    assert take(engine, 2.9) == []
    assert len(take(engine, 4)) == 1


def test_a_look_that_ends_late_changes_nothing_for_the_one_after_it(engine: Engine) -> None:
    mark(engine)
    (late,) = take(engine, 5)
    give_back(engine, late, 5)
    answer(engine, late)  # it did finish, after it was given up

    assert take(engine, 60) == []
    mark(engine, at_s=61)
    assert len(take(engine, 70)) == 1
    assert give_back(engine, late, 71) is None


def test_what_was_taken_before_a_crash_is_told_as_unanswered(engine: Engine) -> None:
    mark(engine)
    (row,) = take(engine, 5)

    assert [(r.card_id, r.taken, r.taken_at) for r in looks.unanswered(engine)] == [
        ("card", row.taken, after(5))
    ]


def test_it_is_known_how_many_wait_and_since_when(engine: Engine) -> None:
    mark(engine, card="a", at_s=3)
    mark(engine, card="b", at_s=1)
    (first, _) = take(engine, 30)
    answer(engine, first)

    assert looks.waiting(engine)[0] == 1
    mark(engine, card="c", at_s=-60)
    assert looks.waiting(engine) == (2, after(-60))


def test_boards_do_not_share_marks(engine: Engine) -> None:
    looks.ask(engine, "one", looks.BOARD, NOON, cause="sweep")
    looks.ask(engine, "two", looks.BOARD, NOON, cause="event")

    assert sorted((r.board_id, r.cause) for r in take(engine, 5)) == [
        ("one", "sweep"),
        ("two", "event"),
    ]


@pytest.mark.parametrize("losers", [3])
def test_a_mark_taken_and_given_back_meanwhile_is_not_taken_with_the_old_count(
    engine: Engine, losers: int
) -> None:
    """Several takers, some of which fail at once: the count of failures tells the tries apart."""
    mark(engine)
    tries: list[tuple[int, int]] = []

    def work(_number: int) -> None:
        for row in take(engine, 3600):
            tries.append((row.taken, row.failures))
            give_back(engine, row, -3600)  # the pause lies in the past: due again at once

    for _ in range(5):
        at_once(losers, work)

    assert len(tries) == len(set(tries)) >= 5
