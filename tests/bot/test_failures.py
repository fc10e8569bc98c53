"""What a year brings: each failure has a clear sentence, and nothing is lost by it.

What a whole service does while its database is away is in `test_database_away.py`, and while
Trello is in `test_outage.py`; both are longer in the soak run.
"""

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from slack_sdk import WebClient
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from bot.sandbox.serving import ServerThread
from bot.scribe import Scribe
from bot.slack.opening import token_refusal
from bot.trello.errors import TrelloError
from bot.trello.webhook import sign
from bot.watch.pulse import Pulse, read_state
from bot.web.app import build_web
from storage.boards import stored_board
from storage.database import open_database
from storage.events import EventRow, HeardEvent, hear
from storage.looks import ask, give_back, take_due, waiting
from tests.bot.place import BOARD, Place, agreement_with
from tests.bot.trello import scene
from tests.databases import allow, both, fresh_postgres
from tests.storage.moments import NOON

ZERO = timedelta(0)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path, agreement_with(owner_missing="advise"))
    yield made
    made.close()


def event(number: int) -> HeardEvent:
    return HeardEvent(
        id=f"{number:024x}", board_id=BOARD, card_id=f"card {number}", type="updateCard",
        source="webhook", happened_at=NOON, heard_at=NOON,
    )  # fmt: skip


def why_of_poll(place: Place) -> str:
    pulse = Pulse()
    try:
        place.ear.poll(BOARD)
    except TrelloError as error:
        pulse.poll_failed(BOARD, error, place.clock())
    state = read_state(pulse.as_json()).boards.get(BOARD)
    return state.why if state else ""


def body_of(card: str) -> bytes:
    action = {
        "id": "5f0000000000000000000abc", "type": "updateCard", "date": scene.LONG_AGO,
        "idMemberCreator": scene.ADA,
        "data": {"board": {"id": BOARD}, "card": {"id": card}, "old": {"pos": 1}},
    }  # fmt: skip
    return json.dumps({"model": {"id": BOARD}, "action": action}).encode()


def send(place: Place, card: str) -> int:
    url = "https://cardkeeper.example/webhooks/trello"
    web = build_web(
        health=lambda: {"ok": True}, ear=place.ear, webhook_secret=scene.SECRET, callback_url=url,
        slack=None,
    )  # fmt: skip
    body = body_of(card)
    signed = {"X-Trello-Webhook": sign(body, scene.SECRET, url)}
    with ServerThread(web) as server:
        answer = requests.post(f"{server.url}/webhooks/trello", body, headers=signed, timeout=60)
    return answer.status_code


def test_a_full_disk_refuses_the_event_so_that_it_is_sent_again(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    card = place.add()
    with place.engine.connect() as connection:
        pages = int(connection.exec_driver_sql("PRAGMA page_count").scalar_one())
    full = open_database(str(place.engine.url))
    set_most_pages(full, pages)
    place.ear._scribe = Scribe(full)
    fill_up(full)

    with caplog.at_level(logging.ERROR):
        assert send(place, card) == 503
    assert "could not be kept (database or disk is full)" in caplog.text
    assert "Traceback" not in caplog.text

    set_most_pages(full, pages + 1000)
    assert send(place, card) == 200
    with Session(place.engine) as session:
        assert session.get(EventRow, "5f0000000000000000000abc") is not None
    full.dispose()


def set_most_pages(engine: Engine, pages: int) -> None:
    """What SQLite does at a full disk, on a disk that is not."""
    from sqlalchemy import event as on

    engine.dispose()
    on.listen(
        engine, "connect",
        lambda connection, _: connection.execute(f"PRAGMA max_page_count={pages}"),
    )  # fmt: skip


def fill_up(engine: Engine) -> None:
    """Use what is left of the pages that are there."""
    failures = 0
    for number in range(0xABC):  # in order, so that the page where the next one goes is full
        try:
            hear(engine, [event(0x5F << 176 | number)])
        except OperationalError:
            failures += 1
            if failures > 20:
                return
    raise AssertionError("there is room left")


@pytest.mark.postgres
def test_a_database_that_is_gone_for_a_while_is_used_again_when_it_is_back() -> None:
    with fresh_postgres() as url:
        engine = open_database(url)
        hear(engine, [event(1)])
        allow(url, connections=False)

        with pytest.raises(OperationalError):
            hear(engine, [event(2)])

        allow(url, connections=True)
        assert hear(engine, [event(2)])
        assert waiting(engine)[0] == 2
        engine.dispose()


@both
def test_a_clock_that_was_a_day_ahead_holds_up_no_look(engine: Engine) -> None:
    ahead = NOON + timedelta(days=1)
    ask(engine, BOARD, "asked", ahead, cause="event")
    ask(engine, BOARD, "failed", ahead - timedelta(hours=1), cause="event")
    (row,) = take_due(engine, ahead, quiet=timedelta(minutes=1), patience=timedelta(hours=2))
    assert row.card_id == "failed"
    give_back(engine, BOARD, "failed", row.taken, ahead)

    due = take_due(engine, NOON, quiet=timedelta(seconds=2), patience=timedelta(seconds=10))

    assert {each.card_id for each in due} == {"asked", "failed"}


@both
def test_a_clock_that_jumps_ahead_takes_nothing_from_the_queue(engine: Engine) -> None:
    ask(engine, BOARD, "card", NOON, cause="event")

    later = NOON + timedelta(days=400)
    assert [row.card_id for row in take_due(engine, later, quiet=ZERO, patience=ZERO)] == ["card"]


def test_a_clock_that_is_put_back_leaves_nothing_from_then_that_hides_what_is_so(
    place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    read_late, read_since = place.add("Read by the wrong clock"), place.add("Read before")
    place.sweep()
    place.clock.pass_by(days=1)
    place.look(read_late)
    place.boards.read(BOARD)
    place.clock.pass_by(days=-1)

    for card in (read_late, read_since):
        path = f"/cards/{card}"
        place.ada.client.fetch_json(path, http_method="PUT", post_args={"name": f"Now {card}"})
        place.look(card)
        place.look(card)
    for boards in (place.boards, place.boards_beside()):
        boards.catch_up(BOARD)
        kept = boards.kept(BOARD)
        assert kept is not None
        for card in (read_late, read_since):
            found = kept.board.find_card(card)
            assert found is not None
            assert found.title == f"Now {card}"
    assert caplog.text.count("The clock was put back from") == 1


def test_an_expired_token_is_told_apart_and_nothing_that_happens_meanwhile_is_lost(
    place: Place,
) -> None:
    place.ear.poll(BOARD)
    place.trello.revoke_token(scene.BOT_TOKEN)
    place.clock.pass_by(minutes=5)
    card = place.add("Made while the token was void")
    assert why_of_poll(place) == "token"

    place.trello.add_member(scene.BOT, "cardkeeper", "Cardkeeper", token=scene.BOT_TOKEN)
    place.ear.poll(BOARD)

    due = take_due(place.engine, place.clock(), quiet=ZERO, patience=ZERO)
    assert card in {row.card_id for row in due}


def test_a_board_that_the_bot_was_taken_from_is_told_apart_from_a_void_token(place: Place) -> None:
    place.ada.client.fetch_json(f"/boards/{BOARD}/members/{scene.BOT}", http_method="DELETE")

    assert why_of_poll(place) in ("refused", "gone")


def test_a_deleted_board_keeps_what_is_stored_of_it(place: Place) -> None:
    with place.trello.world.store.transaction():
        place.trello.world.store.drop(BOARD)

    assert why_of_poll(place) in ("refused", "gone")
    row = stored_board(place.engine, BOARD)
    assert row is not None
    assert row.snapshot is not None


def test_a_renamed_board_goes_on_under_its_new_name_and_nothing_is_said(place: Place) -> None:
    place.add()
    place.sweep()
    before = len(place.messages())

    place.ada.client.fetch_json(
        f"/boards/{BOARD}", http_method="PUT", post_args={"name": "Genomes and more"}
    )
    place.sweep()

    row = stored_board(place.engine, BOARD)
    assert row is not None
    assert row.name == "Genomes and more"
    assert len(place.messages()) == before


def test_a_revoked_slack_app_is_told_apart_from_a_slack_that_is_away(place: Place) -> None:
    good = place.slack_client()
    void = WebClient(token="xoxb-of-a-removed-app", base_url=good.base_url)
    away = WebClient(token="xoxb-of-an-app", base_url="http://127.0.0.1:1/", timeout=1)

    assert token_refusal(good) == ""
    assert token_refusal(void) == "invalid_auth"
    assert token_refusal(away) is None
