"""What happens in a meeting is numbered without gaps and doubles, whoever is quick."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

from sqlalchemy import Engine

from protocol.meeting_life import Facilitated, Happened, Outcome, Recorded
from storage.meeting_life import (
    Held,
    change_facilitator,
    deeds_of,
    found_in,
    has_key,
    held_meetings,
    keep_deed,
    last_held,
    name_facilitator,
    still_open,
    unsettled,
    version_of,
)
from tests.databases import both
from tests.storage.moments import NOON

pytestmark = both

BOARD, DAY = "b" * 24, date(2026, 12, 7)
PEOPLE = 8


def line(day: date = DAY, stage: str = "open", text: str = "") -> Held:
    return Held(BOARD, day, stage, "Ana", NOON, NOON if stage == "closed" else None, text)


def keep(engine: Engine, version: int, key: str, held: Held | None = None, *, open_: bool = False
         ) -> bool:  # fmt: skip
    happened = Happened(version, NOON, "Ana", Facilitated(key))
    held = held or line()
    return keep_deed(engine, BOARD, held.day, happened, key, held, unsettled=open_)


def at_once(work: Callable[[int], object], count: int = PEOPLE) -> list[object]:
    """The same by several threads that begin together; a failure of one is the test's."""
    start = threading.Barrier(count)

    def begin(number: int) -> object:
        start.wait(10)
        return work(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(begin, range(count)))


def test_of_many_that_ask_for_a_number_at_once_one_has_it(engine: Engine) -> None:
    kept = at_once(lambda number: keep(engine, 1, f"click {number}"))

    assert sorted(map(bool, kept)) == [False] * (PEOPLE - 1) + [True]
    assert version_of(engine, BOARD, DAY) == 1


def test_the_same_click_at_once_is_kept_once(engine: Engine) -> None:
    kept = at_once(lambda number: keep(engine, number + 1, "one click"))

    assert sum(map(bool, kept)) == 1
    assert [each.who for each in deeds_of(engine, BOARD, DAY)] == ["Ana"]


def test_people_who_all_do_something_are_numbered_without_gap_or_double(engine: Engine) -> None:
    each = 5

    def work(number: int) -> None:
        for click in range(each):
            key = f"{number}:{click}"
            while not keep(engine, version_of(engine, BOARD, DAY) + 1, key):
                assert not has_key(engine, BOARD, DAY, key)

    at_once(work)

    happened = deeds_of(engine, BOARD, DAY)
    assert [deed.version for deed in happened] == list(range(1, PEOPLE * each + 1))
    told = {deed.deed.name for deed in happened if isinstance(deed.deed, Facilitated)}
    assert told == {f"{number}:{click}" for number in range(PEOPLE) for click in range(each)}


def test_a_deed_that_is_not_kept_leaves_the_meetings_line_as_it_is(engine: Engine) -> None:
    keep(engine, 1, "first", line(text="opened"))
    keep(engine, 1, "second", line(stage="closed", text="closed by somebody too late"))

    (held,) = held_meetings(engine, BOARD)
    assert (held.stage, held.text, held.closed_at) == ("open", "opened", None)


def test_a_deed_comes_back_as_it_was_kept(engine: Engine) -> None:
    outcome = Outcome("1", "decision", "Über Größe «entschieden» 🧬", "topic:1", cards=("c" * 24,))
    happened = Happened(1, NOON, "Ana", Recorded(outcome))
    keep_deed(engine, BOARD, DAY, happened, "k", line(), unsettled=True)

    assert deeds_of(engine, BOARD, DAY) == (happened,)
    assert deeds_of(engine, BOARD, DAY, after=1) == ()
    assert unsettled(engine) == [(BOARD, DAY)]


def test_meetings_are_found_by_every_word_and_none_is_a_pattern(engine: Engine) -> None:
    keep(engine, 1, "a", line(text="100% of deepvariant"))
    keep(engine, 1, "b", line(DAY + timedelta(days=7), text="1000 deepvariant runs"))

    def days(*words: str) -> list[date]:
        return [held.day for held in found_in(engine, BOARD, words)]

    assert days("DeepVariant") == [DAY + timedelta(days=7), DAY]
    assert days("deepvariant", "100%") == [DAY]
    assert days("deep_ariant") == []


def test_the_last_meeting_and_those_left_open_are_known(engine: Engine) -> None:
    keep(engine, 1, "a", line(stage="closed"))
    keep(engine, 1, "b", line(DAY + timedelta(days=7)))

    before = last_held(engine, BOARD, DAY + timedelta(days=7))
    assert before is not None
    assert before.day == DAY
    assert still_open(engine, NOON + timedelta(hours=1)) == [(BOARD, DAY + timedelta(days=7))]
    assert still_open(engine, NOON) == []


def test_of_many_that_name_who_leads_one_is_heard_by_all(engine: Engine) -> None:
    named = at_once(lambda number: name_facilitator(engine, DAY, f"Person {number}", NOON))

    assert len(set(named)) == 1
    change_facilitator(engine, DAY, "Ben", NOON)
    assert name_facilitator(engine, DAY, "Ana", NOON) == "Ben"
