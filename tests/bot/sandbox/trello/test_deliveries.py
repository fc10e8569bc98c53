"""Webhooks as they are delivered: signed, retried, given up, kept over a restart."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from bot.sandbox.serving import ServerThread
from bot.sandbox.trello import TrelloStandIn
from bot.trello.webhook import verify
from tests.bot.sandbox.trello.raw import Raw
from tests.bot.trello import scene
from tests.bot.trello.conftest import set_the_scene
from tests.bot.trello.receiver import Receiver

CARD = f"/cards/{scene.ALIGN}"


def hook(bot: Raw) -> dict[str, object]:
    """The one webhook there is."""
    found: list[dict[str, object]] = bot.ok("GET", f"/tokens/{scene.BOT_TOKEN}/webhooks")
    return found[0]


def test_deliveries_come_in_order_and_signed(ada: Raw, heard: Receiver, callback: str) -> None:
    for number in range(20):
        ada.ok("PUT", CARD, desc=f"version {number}")
    parcels = heard.wait_for(20)
    dates = [parcel.event.date for parcel in parcels]
    assert dates == sorted(dates)
    assert all(
        verify(p.body, p.headers["x-trello-webhook"], scene.SECRET, callback) for p in parcels
    )
    assert parcels[0].headers["user-agent"] == "Trello"


def test_the_identifier_is_echoed_only_to_webhooks_of_the_same_key(
    server: ServerThread, stand_in: TrelloStandIn, heard: Receiver
) -> None:
    stand_in.add_key("another-application", "another-secret")
    other = Raw(server.url, "another-application", scene.ADA_TOKEN, "of-another-application")
    own = Raw(server.url, scene.KEY, scene.ADA_TOKEN, "of-this-application")
    other.ok("PUT", CARD, desc="1")
    own.ok("PUT", CARD, desc="2")
    echoed = [parcel.event.client_identifier for parcel in heard.wait_for(2)]
    assert echoed == [None, "of-this-application"]


def test_a_failed_delivery_is_repeated_until_it_is_taken(
    ada: Raw, bot: Raw, heard: Receiver, stand_in: TrelloStandIn
) -> None:
    heard.statuses = [500, 500, 503]
    ada.ok("PUT", CARD, desc="1")
    parcels = heard.wait_for(4)
    assert stand_in.deliveries.wait_until_done(10)
    assert len({parcel.body for parcel in parcels}) == 1
    assert hook(bot)["consecutiveFailures"] == 0


def test_after_three_repetitions_a_delivery_is_dropped_and_counted(
    ada: Raw, bot: Raw, heard: Receiver, stand_in: TrelloStandIn
) -> None:
    heard.statuses = [500, 500, 500, 500]
    ada.ok("PUT", CARD, desc="1")
    assert stand_in.deliveries.wait_until_done(10)
    assert len(heard.parcels) == 4
    assert hook(bot)["consecutiveFailures"] == 4
    assert hook(bot)["firstConsecutiveFailDate"] is not None
    ada.ok("PUT", CARD, desc="2")
    assert stand_in.deliveries.wait_until_done(10)
    assert hook(bot)["consecutiveFailures"] == 0


def test_410_removes_the_webhook(
    ada: Raw, bot: Raw, heard: Receiver, stand_in: TrelloStandIn
) -> None:
    heard.statuses = [410]
    ada.ok("PUT", CARD, desc="1")
    assert stand_in.deliveries.wait_until_done(10)
    assert bot.ok("GET", f"/tokens/{scene.BOT_TOKEN}/webhooks") == []


@pytest.mark.slow
def test_a_webhook_is_switched_off_only_after_thirty_days_and_a_thousand_failures(
    ada: Raw, bot: Raw, heard: Receiver, stand_in: TrelloStandIn
) -> None:
    heard.statuses = [500] * 1004
    for number in range(250):
        ada.ok("PUT", CARD, desc=f"{number}")
    assert stand_in.deliveries.wait_until_done(60)
    assert (hook(bot)["consecutiveFailures"], hook(bot)["active"]) == (1000, True)
    later = scene.START + timedelta(days=31)
    stand_in.world.now = lambda: later
    ada.ok("PUT", CARD, desc="the last")
    assert stand_in.deliveries.wait_until_done(10)
    assert hook(bot)["active"] is False
    ada.ok("PUT", CARD, desc="unheard")
    assert stand_in.deliveries.waiting() == 0


def test_a_webhook_that_is_off_hears_nothing_until_it_is_on_again(
    ada: Raw, bot: Raw, heard: Receiver, stand_in: TrelloStandIn
) -> None:
    path = f"/webhooks/{hook(bot)['id']}"
    bot.ok("PUT", path, active=False)
    ada.ok("PUT", CARD, desc="unheard")
    bot.ok("PUT", path, active=True)
    ada.ok("PUT", CARD, desc="heard")
    assert stand_in.deliveries.wait_until_done(10)
    assert [b"unheard" in parcel.body.split(b'"old"')[0] for parcel in heard.parcels] == [False]


def test_a_webhook_on_a_card_hears_only_that_card(
    ada: Raw, bot: Raw, receiver: Receiver, callback: str, stand_in: TrelloStandIn
) -> None:
    bot.ok("POST", "/webhooks", callbackURL=callback, idModel=scene.ALIGN)
    ada.ok("PUT", f"/cards/{scene.INDEX}", desc="other")
    ada.ok("PUT", CARD, desc="this")
    assert stand_in.deliveries.wait_until_done(10)
    assert [parcel.event.card_id for parcel in receiver.parcels] == [scene.ALIGN]


def test_the_same_webhook_is_refused_in_trellos_words(bot: Raw, heard: Receiver) -> None:
    about = {"callbackURL": hook(bot)["callbackURL"], "idModel": scene.BOARD}
    refused = bot.refused("POST", "/webhooks", **about)
    message = "A webhook with that callback, model, and token already exists"
    assert refused == (400, "text/plain", message)


def test_a_callback_that_refuses_head_gets_no_webhook(
    bot: Raw, receiver: Receiver, callback: str
) -> None:
    receiver.head_status = 404
    answer = bot.call("POST", "/webhooks", callbackURL=callback, idModel=scene.BOARD)
    assert (answer.status_code, answer.json()) == (
        400,
        {
            "message": f"URL ({callback}) did not return 200 status code, got 404",
            "error": "ERROR",
        },
    )


def test_lost_webhooks_are_lost_and_doubled_ones_come_twice(
    ada: Raw, heard: Receiver, stand_in: TrelloStandIn
) -> None:
    stand_in.faults.webhooks_lost = 0.3
    stand_in.faults.webhooks_doubled = 0.3
    for number in range(60):
        ada.ok("PUT", CARD, desc=f"{number}")
    assert stand_in.deliveries.wait_until_done(20)
    came = Counter(parcel.event.action_id for parcel in heard.parcels)
    assert 30 <= len(came) <= 54
    assert 6 <= sum(times == 2 for times in came.values()) <= 30


def test_delayed_webhooks_come_after_later_ones(
    ada: Raw, heard: Receiver, stand_in: TrelloStandIn
) -> None:
    stand_in.faults.webhooks_delayed = 0.5
    for number in range(20):
        ada.ok("PUT", CARD, desc=f"{number}")
    dates = [parcel.event.date for parcel in heard.wait_for(20)]
    assert dates != sorted(dates)
    assert len(set(dates)) == 20


def test_what_was_not_delivered_before_a_restart_is_delivered_after_it(tmp_path: Path) -> None:
    receiver = Receiver()
    hears = ServerThread(receiver.app).start()
    first = TrelloStandIn(tmp_path / "trello.db", scene.Clock())
    set_the_scene(first)
    with ServerThread(first.app) as server:
        bot = Raw(server.url, scene.KEY, scene.BOT_TOKEN)
        bot.ok("POST", "/webhooks", callbackURL=f"{hears.url}/trello", idModel=scene.BOARD)
        hears.stop()
        first.deliveries.retry_factor = 1000
        bot.ok("PUT", CARD, desc="1")
        bot.ok("PUT", CARD, desc="2")
        assert first.deliveries.waiting() == 2
    first.close()
    with hears:
        second = TrelloStandIn(tmp_path / "trello.db", scene.Clock())
        second.world.store.change("UPDATE deliveries SET due_at=0")
        second.deliveries.wake()
        assert len(receiver.wait_for(2)) == 2
        assert second.deliveries.wait_until_done(10)
        second.close()
