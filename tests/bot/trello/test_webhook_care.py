"""Webhooks are looked after: what is missing or was stopped is registered, the rest is left."""

import logging
from collections.abc import Iterator

import pytest

from bot.sandbox.serving import ServerThread
from bot.trello.gateway import TrelloGateway
from bot.trello.webhook_care import callback_of, missing, register_missing, webhooks_of
from tests.bot.trello.receiver import Receiver
from tests.bot.trello.scene import BOARD


@pytest.fixture
def callback() -> Iterator[str]:
    """An address that answers Trello's HEAD."""
    with ServerThread(Receiver().app) as running:
        yield f"{running.url}/trello"


def test_what_is_missing_is_registered_and_named(gateway: TrelloGateway, callback: str) -> None:
    assert register_missing(gateway, [BOARD], callback) == (BOARD,)
    assert [hook.state for hook in webhooks_of(gateway)] == ["ok"]


def test_what_is_there_costs_one_request(gateway: TrelloGateway, callback: str) -> None:
    register_missing(gateway, [BOARD], callback)
    before = sum(gateway.http.requests.values())

    assert register_missing(gateway, [BOARD], callback) == ()
    assert sum(gateway.http.requests.values()) == before + 1


def test_what_trello_stopped_is_switched_on(gateway: TrelloGateway, callback: str) -> None:
    register_missing(gateway, [BOARD], callback)
    (hook,) = webhooks_of(gateway)
    gateway.client.fetch_json(
        f"/webhooks/{hook.id}", http_method="PUT", post_args={"active": False}
    )
    assert missing(webhooks_of(gateway), [BOARD], callback) == (BOARD,)

    assert register_missing(gateway, [BOARD], callback) == (BOARD,)
    assert [(found.id, found.active) for found in webhooks_of(gateway)] == [(hook.id, True)]


def test_a_webhook_of_another_address_does_not_count(gateway: TrelloGateway, callback: str) -> None:
    register_missing(gateway, [BOARD], callback)

    assert missing(webhooks_of(gateway), [BOARD], f"{callback}/other") == (BOARD,)


def test_a_board_that_is_refused_does_not_stop_the_others(
    gateway: TrelloGateway, callback: str, caplog: pytest.LogCaptureFixture
) -> None:
    other = "5f00000000000000000000ff"
    with caplog.at_level(logging.WARNING):
        registered = register_missing(gateway, [other, BOARD], callback)

    assert registered == (BOARD,)
    assert f"No webhook for board {other}, it is polled" in caplog.text


@pytest.mark.parametrize("public", ["https://bot.example", "https://bot.example/"])
def test_the_callback_is_behind_the_public_address(public: str) -> None:
    assert callback_of(public) == "https://bot.example/webhooks/trello"
    assert callback_of("") == ""
