"""The stand-in for Trello behind a real HTTP server, with one small board."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.serving import ServerThread
from bot.sandbox.trello import TrelloStandIn
from bot.trello.budget import LocalBudget
from bot.trello.gateway import TrelloGateway
from bot.trello.http import TrelloHttp
from tests.bot.trello import scene


@pytest.fixture
def stand_in(tmp_path: Path) -> Iterator[TrelloStandIn]:
    """The stand-in with the small board, Ada its admin and the bot a member."""
    trello = TrelloStandIn(tmp_path / "trello.db", scene.Clock())
    set_the_scene(trello)
    yield trello
    trello.close()


def set_the_scene(trello: TrelloStandIn) -> None:
    """One application, the bot, Ada and the small board; no rate limits; quick retries."""
    trello.rates.on = False
    trello.deliveries.retry_factor = 0.0001
    trello.faults.retry_after_s = 0.001
    trello.add_key(scene.KEY, scene.SECRET)
    trello.load_board(scene.small_board())
    trello.add_member(scene.ADA, "ada", "Ada Abel", token=scene.ADA_TOKEN)
    trello.add_member(scene.BOT, "cardkeeper", "Cardkeeper", token=scene.BOT_TOKEN)
    trello.join(scene.BOARD, scene.BOT)


@pytest.fixture
def server(stand_in: TrelloStandIn) -> Iterator[ServerThread]:
    """The stand-in on a port of this machine."""
    with ServerThread(stand_in.app) as running:
        yield running


@pytest.fixture
def http_for(server: ServerThread) -> Callable[..., TrelloHttp]:
    """Makes a `TrelloHttp` for a token, patient in tries but not in seconds."""

    def make(token: str = scene.BOT_TOKEN, **changed: Any) -> TrelloHttp:
        settings: dict[str, Any] = {
            "budget": LocalBudget(per_token=10_000, per_key=10_000),
            "backoff_s": 0.001,
            **changed,
        }
        return TrelloHttp(scene.KEY, token, server.url, **settings)

    return make


@pytest.fixture
def gateway(http_for: Callable[..., TrelloHttp]) -> TrelloGateway:
    """The bot's own gateway."""
    return TrelloGateway(http_for())


@pytest.fixture
def ada(http_for: Callable[..., TrelloHttp]) -> TrelloGateway:
    """A gateway that acts as Ada, a person on the board."""
    return TrelloGateway(http_for(scene.ADA_TOKEN, client_identifier="ada-in-her-browser"))
