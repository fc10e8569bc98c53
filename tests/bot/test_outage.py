"""While Trello is away one look at a time finds out whether it is back."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.outage import ENOUGH, FIRST_PAUSE, LONGEST_PAUSE, Held, Outage
from bot.trello.errors import TrelloNotFound, TrelloUnavailable
from storage import looks
from storage.database import open_database
from tests.bot.chaos import board
from tests.bot.chaos.soak import IS_SOAK, longer
from tests.bot.chaos.workplace import Workplace
from tests.bot.place import Clock
from tests.bot.running import pause, wait_for

MARKS = 1000 if IS_SOAK else 40
AWAY_S = 300.0 if IS_SOAK else 4.0

AWAY = TrelloUnavailable("not reached", None, "GET", "/cards/{id}")


@pytest.fixture
def clock() -> Clock:
    return Clock()


def away(clock: Clock) -> Outage:
    """One that has begun."""
    outage = Outage(clock)
    for number in range(ENOUGH):
        outage.enter()
        outage.failed(f"card {number}", AWAY)
    assert outage.is_on
    return outage


def pass_by(clock: Clock, time: timedelta) -> None:
    clock.pass_by(seconds=time.total_seconds())


def test_one_card_that_cannot_be_read_is_no_outage(clock: Clock) -> None:
    outage = Outage(clock)
    for _ in range(ENOUGH * 3):
        outage.failed("the same card", AWAY)

    assert outage.most() is None


def test_failures_with_a_success_between_them_are_no_outage(clock: Clock) -> None:
    outage = Outage(clock)
    for number in range(ENOUGH * 3):
        outage.failed(f"card {number}", AWAY)
        if number % 3 == 0:
            outage.answered()

    assert outage.most() is None


def test_while_trello_is_away_nothing_is_tried_but_one_after_each_pause(clock: Clock) -> None:
    outage = away(clock)
    assert outage.most() == 0
    with pytest.raises(Held):
        outage.enter()

    pass_by(clock, FIRST_PAUSE)
    assert outage.most() == 1
    outage.enter()
    with pytest.raises(Held):
        outage.enter()


def test_the_pause_grows_to_a_minute_and_no_longer(clock: Clock) -> None:
    outage = away(clock)
    tries = 0
    for _ in range(3600):
        clock.pass_by(seconds=1)
        if outage.most():
            outage.enter()
            tries += 1

    assert 58 <= tries <= 66
    assert outage._pause == LONGEST_PAUSE


def test_the_first_answer_ends_it_and_a_refusal_is_an_answer(
    clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        outage = away(clock)
        outage.failed("card 0", TrelloNotFound("no such card", 404))

    assert outage.most() is None
    outage.enter()
    assert [r.getMessage().partition(" (")[0] for r in caplog.records] == [
        "Trello cannot be reached", "Trello answers again; what waits is looked at."
    ]  # fmt: skip


def test_a_clock_that_was_put_back_holds_up_no_try(clock: Clock) -> None:
    outage = away(clock)
    clock.pass_by(days=-1)

    assert outage.most() == 1


@longer
@pytest.mark.slow
@pytest.mark.xdist_group("chaos")
def test_many_marks_cost_few_calls_while_trello_is_away_and_all_are_looked_at_after_it(
    tmp_path: Path,
) -> None:
    with Workplace(tmp_path, 13) as place:
        service = place.serve()
        place.await_first_sweep()
        place.trello.faults.kinds, place.trello.faults.share = ("500",), 1.0
        before = len(place.wire.calls)
        engine = open_database(f"sqlite:///{service.data}/cardkeeper.db")
        for number in range(MARKS):
            card = board.card_id(number) if number < board.CARDS else f"{number:024x}"
            looks.ask(engine, board.BOARD, card, datetime.now(UTC), cause="event")
        wait_for(lambda: "Trello cannot be reached" in service.log.read_text(), 60)
        pause(AWAY_S)
        asked = [path for _, path in place.wire.calls[before:] if "/cards/" in path]
        # those eight that were at work when it began, then one now and then, four calls each
        assert len(asked) <= 4 * (ENOUGH + 2 * 8 + 3 + AWAY_S / 20)

        place.behave()
        wait_for(lambda: looks.waiting(engine)[0] == 0, 60 + MARKS / 3, place._states)
        engine.dispose()
        assert service.log.read_text().count("Trello answers again") == 1
