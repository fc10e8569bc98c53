"""Who says something first: of several processes one, and another when that one died."""

import threading
from datetime import timedelta

from sqlalchemy import Engine

from storage.memory import Said, claim, give_up_claim, keep_said, said
from tests.databases import both
from tests.storage.moments import NOON, after

pytestmark = both

STALE = timedelta(minutes=2)


def claimed(engine: Engine, at_s: float = 0) -> bool:
    return claim(engine, "channel", "greeting:board", after(at_s), STALE)


def test_of_many_at_once_one_is_to_say_it(engine: Engine) -> None:
    start, told = threading.Barrier(6), list[bool]()

    def work() -> None:
        start.wait(10)
        told.append(claimed(engine))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(told) == [False] * 5 + [True]


def test_a_claim_of_one_that_died_is_void_after_a_while(engine: Engine) -> None:
    assert claimed(engine)

    assert not claimed(engine, 119)
    assert claimed(engine, 120)
    assert not claimed(engine, 121)
    assert not claimed(engine, 1)
    assert claimed(engine, -1)  # the clock was put back since


def test_what_was_not_said_after_all_may_be_said_by_others(engine: Engine) -> None:
    claimed(engine)

    give_up_claim(engine, "channel", "greeting:board")

    assert claimed(engine, 1)


def test_what_was_said_is_never_claimed_again(engine: Engine) -> None:
    claimed(engine)
    keep_said(
        engine,
        Said(place="channel", subject="greeting:board", reference="1.2", text="Hello", since=NOON),
    )

    give_up_claim(engine, "channel", "greeting:board")

    assert not claimed(engine, 1000)
    kept = said(engine, "channel", "greeting:board")
    assert kept is not None
    assert kept.text == "Hello"
