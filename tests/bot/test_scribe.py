"""Events that come together are written together; nobody waits in vain, and none is lost."""

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

import bot.scribe
from bot.scribe import Scribe
from storage.events import HeardEvent, hear_new
from storage.looks import Look
from tests.databases import both

pytestmark = both

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def event(key: str) -> HeardEvent:
    return HeardEvent(
        id=key, board_id="board", card_id="card", type="updateCard", source="webhook",
        happened_at=NOON, heard_at=NOON,
    )  # fmt: skip


def at_once(scribe: Scribe, keys: list[str]) -> dict[str, list[object]]:
    """Write from as many threads; what each was told, by key."""
    start, told = threading.Barrier(len(keys)), dict[str, list[object]]()

    def work(key: str) -> None:
        start.wait(10)
        try:
            answer: object = scribe.write(event(key))
        except ValueError as failure:
            answer = failure
        told.setdefault(key, []).append(answer)

    threads = [threading.Thread(target=work, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return told


def kept(engine: Engine) -> set[str]:
    with Session(engine) as session:
        return set(session.exec(select(HeardEvent.id)))


def test_every_event_is_kept_and_told_as_new_once(engine: Engine) -> None:
    keys = [f"event {n}" for n in range(20)]

    told = at_once(Scribe(engine), keys * 2)

    assert kept(engine) == set(keys)
    assert {key: sorted(map(str, answers)) for key, answers in told.items()} == {
        key: ["False", "True"] for key in keys
    }
    with Session(engine) as session:
        assert session.exec(select(Look)).one().asked == 20


def test_events_that_wait_are_written_in_one_transaction(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes, first_is_writing, go_on = [], threading.Event(), threading.Event()
    scribe = Scribe(engine)

    def slow(on: Engine, events: list[HeardEvent]) -> set[str]:
        sizes.append(len(events))
        first_is_writing.set()
        assert go_on.wait(10)
        return hear_new(on, events)

    monkeypatch.setattr(bot.scribe, "hear_new", slow)
    threads = [threading.Thread(target=scribe.write, args=(event("first"),))]
    threads[0].start()
    assert first_is_writing.wait(10)
    threads += [threading.Thread(target=scribe.write, args=(event(f"{n}"),)) for n in range(9)]
    for thread in threads[1:]:
        thread.start()
    while len(scribe._queue) < 9:
        threading.Event().wait(0.001)
    go_on.set()
    for thread in threads:
        thread.join(10)

    assert sizes == [1, 9]


def test_an_event_that_cannot_be_written_fails_alone(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def picky(on: Engine, events: list[HeardEvent]) -> set[str]:
        if any(each.id == "bad" for each in events):
            raise ValueError("cannot be written")
        return hear_new(on, events)

    monkeypatch.setattr(bot.scribe, "hear_new", picky)

    told = at_once(Scribe(engine), ["a", "bad", "b", "c"])

    assert isinstance(told["bad"][0], ValueError)
    assert [told[key] for key in "abc"] == [[True]] * 3
    assert kept(engine) == {"a", "b", "c"}
