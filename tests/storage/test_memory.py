"""What was said and where, and the boards as they were last read."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta, timezone

from sqlalchemy import Engine

from storage import boards, memory
from storage.memory import Said
from tests.databases import both
from tests.storage.moments import NOON, after

pytestmark = both


def said(
    subject: str = "card", place: str = "trello", text: str = "Two things", **more: object
) -> Said:
    return Said(
        place=place, subject=subject, board_id="board", reference="r", text=text, since=NOON, **more
    )  # fmt: skip


def test_a_place_says_one_thing_of_a_subject(engine: Engine) -> None:
    memory.keep_said(engine, said(text="One thing"))
    memory.keep_said(engine, said(text="Two things", closed=True))

    found = memory.said(engine, "trello", "card")
    assert found is not None
    assert (found.text, found.closed, found.since) == ("Two things", True, NOON)
    assert memory.said(engine, "C1", "card") is None


def test_two_who_remember_at_once_do_not_fail(engine: Engine) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: memory.keep_said(engine, said(text=str(n))), range(20)))

    assert memory.said(engine, "trello", "card") is not None


def test_what_is_forgotten_is_gone_and_may_be_forgotten_again(engine: Engine) -> None:
    memory.keep_said(engine, said())
    memory.forget_said(engine, "trello", "card")
    memory.forget_said(engine, "trello", "card")

    assert memory.said(engine, "trello", "card") is None


def test_everything_said_of_a_board_is_told_by_place_and_card(engine: Engine) -> None:
    memory.keep_said(engine, said("a"))
    memory.keep_said(engine, said("a", place="C1", closed=True))
    memory.keep_said(engine, Said(place="C1", subject="agenda:2026-11-23", since=NOON))

    assert memory.said_of_board(engine, "board").keys() == {("trello", "a"), ("C1", "a")}


def test_a_snapshot_comes_back_as_it_was_with_its_age(engine: Engine) -> None:
    answer = {"id": "board", "name": "Gänge & Läufe", "cards": [{"id": "1", "due": None}]}
    boards.keep_snapshot(
        engine, "board", answer, name="Gänge & Läufe", read_at=NOON, activity=after(-5)
    )

    row = boards.stored_board(engine, "board")
    assert row is not None
    assert boards.snapshot_of(row) == answer
    assert (row.read_at, row.activity, row.name) == (NOON, after(-5), "Gänge & Läufe")


def test_the_watermark_and_the_snapshot_do_not_overwrite_each_other(engine: Engine) -> None:
    boards.set_polled_to(engine, "board", NOON)
    boards.set_greeted(engine, "board")
    boards.keep_snapshot(engine, "board", {"id": "board"}, name="B", read_at=NOON, activity=None)
    boards.set_polled_to(engine, "board", after(1))

    row = boards.stored_board(engine, "board")
    assert row is not None
    assert row.polled_to == after(1)
    assert boards.was_greeted(engine, "board")
    assert boards.snapshot_of(row) == {"id": "board"}


def test_a_board_that_was_never_read_has_no_snapshot_and_no_greeting(engine: Engine) -> None:
    assert not boards.was_greeted(engine, "board")
    boards.set_polled_to(engine, "board", NOON)

    (row,) = boards.stored_boards(engine)
    assert boards.snapshot_of(row) is None
    assert not boards.was_greeted(engine, "board")


def test_times_come_back_in_utc_whatever_zone_they_were_told_in(engine: Engine) -> None:
    boards.set_polled_to(engine, "board", NOON.astimezone(timezone(timedelta(hours=5, minutes=30))))

    row = boards.stored_board(engine, "board")
    assert row is not None
    assert row.polled_to is not None
    assert row.polled_to.isoformat() == "2026-11-23T12:00:00+00:00"
