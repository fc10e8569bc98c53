"""The same scene as for the Trello room, spoken to without any client of ours."""

from collections.abc import Iterator

import pytest

from bot.sandbox.serving import ServerThread
from tests.bot.sandbox.trello.raw import Raw
from tests.bot.trello import scene
from tests.bot.trello.conftest import server, stand_in
from tests.bot.trello.receiver import Receiver

__all__ = ["server", "stand_in"]


@pytest.fixture
def ada(server: ServerThread) -> Raw:
    """Ada, an admin of the board, in her browser."""
    return Raw(server.url, scene.KEY, scene.ADA_TOKEN, "ada-in-her-browser")


@pytest.fixture
def bot(server: ServerThread) -> Raw:
    """The bot's account."""
    return Raw(server.url, scene.KEY, scene.BOT_TOKEN, "cardkeeper")


@pytest.fixture
def receiver() -> Receiver:
    """What the webhooks are posted to."""
    return Receiver()


@pytest.fixture
def callback(receiver: Receiver) -> Iterator[str]:
    """The address of the receiver."""
    with ServerThread(receiver.app) as running:
        yield f"{running.url}/trello"


@pytest.fixture
def heard(bot: Raw, receiver: Receiver, callback: str) -> Receiver:
    """The receiver, registered for the board by the bot."""
    bot.ok("POST", "/webhooks", callbackURL=callback, idModel=scene.BOARD, description="d")
    return receiver
