"""A small board on the stand-in for Trello, and a deployment that keeps it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.sandbox.serving import ServerThread
from bot.sandbox.trello import TrelloStandIn
from bot.trello.gateway import TrelloGateway
from tests.bot.cli.deployment import Deployment
from tests.bot.trello.conftest import ada, gateway, http_for, server, stand_in

__all__ = ["ada", "gateway", "http_for", "server", "stand_in"]


@pytest.fixture
def deployment(
    tmp_path: Path,
    server: ServerThread,
    stand_in: TrelloStandIn,
    ada: TrelloGateway,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Deployment:
    """Cardkeeper with credentials for the stand-in."""
    return Deployment(tmp_path, server.url, stand_in, ada, monkeypatch, capsys)


@pytest.fixture
def card_in_doing(ada: TrelloGateway) -> Callable[..., str]:
    """Makes an analysis in Doing that lacks both headings; its id."""
    from tests.bot.trello import scene

    def make(name: str = "Call the variants", desc: str = "with gatk") -> str:
        made = ada.add_card(scene.DOING, name, desc, idLabels=[scene.RED], idMembers=[scene.ADA])
        return str(made["id"])

    return make


@pytest.fixture(autouse=True)
def state_of_its_own(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """Logs of faults go to a folder of the test, never to the home of whoever runs it."""
    folder = tmp_path_factory.mktemp("state")
    monkeypatch.setenv("XDG_STATE_HOME", str(folder))
    return folder
