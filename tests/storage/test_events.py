"""Every action is kept once, and marks its card once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import Engine

from storage.events import HeardEvent, forget_events, hear, hear_new
from storage.looks import take_due
from tests.databases import both
from tests.storage.moments import NOON, after

pytestmark = both


def event(number: int, card: str = "card", source: str = "webhook", at_s: float = 0) -> HeardEvent:
    return HeardEvent(
        id=f"action {number}", board_id="board", card_id=card, type="updateCard", source=source,
        happened_at=NOON, heard_at=after(at_s),
    )  # fmt: skip


def asked(engine: Engine) -> dict[str, int]:
    due = take_due(engine, after(3600), quiet=timedelta(0), patience=timedelta(0))
    return {row.card_id: row.asked for row in due}


def test_an_action_heard_by_webhook_and_by_poll_counts_once(engine: Engine) -> None:
    assert hear(engine, [event(1)]) == 1
    assert hear(engine, [event(1, source="poll"), event(2, source="poll")]) == 1

    assert asked(engine) == {"card": 2}


def test_an_action_told_twice_in_one_breath_counts_once(engine: Engine) -> None:
    assert hear(engine, [event(1), event(1)]) == 1


def test_of_a_batch_of_which_some_is_known_exactly_the_rest_is_new(engine: Engine) -> None:
    hear(engine, [event(number) for number in (2, 5)])

    told = hear_new(engine, [event(number) for number in (9, 2, 1, 5, 4)])
    assert told == {"action 9", "action 1", "action 4"}
    assert asked(engine) == {"card": 5}


def test_hearing_nothing_is_nothing(engine: Engine) -> None:
    assert hear(engine, []) == 0


def test_the_same_actions_heard_by_four_at_once_in_any_order_count_once(engine: Engine) -> None:
    batches = [
        [event(number, card=f"card {number % 3}") for number in range(30)][:: 1 if way else -1]
        for way in (True, False, True, False)
    ]

    with ThreadPoolExecutor(4) as pool:
        new = list(pool.map(lambda batch: hear(engine, batch), batches))

    assert sum(new) == 30
    assert asked(engine) == {"card 0": 10, "card 1": 10, "card 2": 10}


def test_events_are_forgotten_when_nobody_can_tell_them_again(engine: Engine) -> None:
    hear(engine, [event(1, at_s=-100_000), event(2)])

    assert forget_events(engine, NOON, timedelta(days=1)) == 1
    assert hear(engine, [event(2)]) == 0
