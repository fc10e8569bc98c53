"""Events that come together are written together; nobody waits in vain, and none is lost."""

import asyncio
import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

import bot.scribe
from bot.scribe import NotWritten, Scribe
from storage.events import EventRow, HeardEvent, hear_new
from storage.looks import Look
from tests.databases import both

pytestmark = both

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def event(key: str) -> HeardEvent:
    return HeardEvent(
        id=key, board_id="board", card_id="card", type="updateCard", source="webhook",
        happened_at=NOON, heard_at=NOON,
    )  # fmt: skip


def at_once(scribe: Scribe, keys: list[str]) -> list[tuple[str, object]]:
    """Write all at the same time; what each was told, with its key."""

    async def all_of_them() -> list[object]:
        writes = [scribe.write(event(key)) for key in keys]
        return list(await asyncio.gather(*writes, return_exceptions=True))

    return list(zip(keys, asyncio.run(all_of_them()), strict=True))


def kept(engine: Engine) -> set[str]:
    with Session(engine) as session:
        return set(session.exec(select(EventRow.id)))


def test_every_event_is_kept_and_told_as_new_once(engine: Engine) -> None:
    keys = [f"event {n}" for n in range(20)]

    told = at_once(Scribe(engine), keys * 2)

    assert kept(engine) == set(keys)
    assert told == [(key, True) for key in keys] + [(key, False) for key in keys]
    with Session(engine) as session:
        assert session.exec(select(Look)).one().asked == 20


def test_events_that_wait_are_written_in_one_transaction(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    scribe, others_wait = Scribe(engine), threading.Event()

    def slow(on: Engine, events: list[HeardEvent]) -> set[str]:
        sizes.append(len(events))
        assert others_wait.wait(10)
        return hear_new(on, events)

    monkeypatch.setattr(bot.scribe, "hear_new", slow)

    async def one_and_then_nine() -> None:
        first = asyncio.create_task(scribe.write(event("first")))
        while not sizes:
            await asyncio.sleep(0)
        others = [asyncio.create_task(scribe.write(event(f"{n}"))) for n in range(9)]
        while len(scribe._queue) < 9:
            await asyncio.sleep(0)
        others_wait.set()
        assert await asyncio.gather(first, *others) == [True] * 10

    asyncio.run(one_and_then_nine())
    assert sizes == [1, 9]


def test_what_comes_when_nobody_waits_any_more_is_written_too(engine: Engine) -> None:
    scribe = Scribe(engine)

    async def one_after_the_other() -> None:
        for key in "abc":
            assert await scribe.write(event(key))

    asyncio.run(one_after_the_other())
    assert kept(engine) == {"a", "b", "c"}


def test_whoever_hangs_up_keeps_nobody_from_being_told(engine: Engine) -> None:
    scribe = Scribe(engine)

    async def one_of_three_hangs_up() -> None:
        tasks = [asyncio.create_task(scribe.write(event(key))) for key in "abc"]
        await asyncio.sleep(0)
        tasks[1].cancel()
        told = await asyncio.gather(*tasks, return_exceptions=True)
        assert [told[0], told[2]] == [True, True]

    asyncio.run(one_of_three_hangs_up())
    assert kept(engine) == {"a", "b", "c"}


def test_nobody_waits_in_vain_when_there_is_no_thread_to_write(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def none_left(*_: object) -> None:
        raise RuntimeError("can't start new thread")

    scribe = Scribe(engine)
    with monkeypatch.context() as patch:
        patch.setattr(bot.scribe, "run_in_threadpool", none_left)
        told = at_once(scribe, ["a", "b"])
    assert [type(answer) for _, answer in told] == [NotWritten, NotWritten]

    assert at_once(scribe, ["a"]) == [("a", True)]
    assert kept(engine) == {"a"}


def test_an_event_that_cannot_be_written_fails_alone(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def picky(on: Engine, events: list[HeardEvent]) -> set[str]:
        if any(each.id == "bad" for each in events):
            raise ValueError("cannot be written")
        return hear_new(on, events)

    monkeypatch.setattr(bot.scribe, "hear_new", picky)

    told = dict(at_once(Scribe(engine), ["a", "bad", "b", "c"]))

    assert isinstance(told["bad"], ValueError)
    assert [told[key] for key in "abc"] == [True] * 3
    assert kept(engine) == {"a", "b", "c"}
