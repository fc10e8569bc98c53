"""The sandbox workspace tells commands in other processes where it is."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.errors import UserError
from bot.sandbox.team.people import PEOPLE
from bot.sandbox.workspace import SandboxWorkspace, settings_of_running
from bot.settings import Settings, read_settings

pytestmark = pytest.mark.slow


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings without credentials, in a folder of their own."""
    monkeypatch.chdir(tmp_path)
    return read_settings(data=tmp_path / "data", port=18888)


@pytest.fixture
def running(settings: Settings) -> Iterator[SandboxWorkspace]:
    """A workspace that is served, with the service's settings asked for."""
    workspace = SandboxWorkspace(settings.data)
    workspace.start()
    workspace.settings_for(settings)
    yield workspace
    workspace.stop()


def test_the_address_is_left_while_it_runs(running: SandboxWorkspace, settings: Settings) -> None:
    assert (settings.data / "sandbox" / "address").read_text().strip() == running.url


def test_a_command_gets_the_settings_that_the_service_has(
    running: SandboxWorkspace, settings: Settings
) -> None:
    assert settings_of_running(settings) == running.settings_for(settings)


def test_the_address_is_taken_away_at_the_end(settings: Settings) -> None:
    workspace = SandboxWorkspace(settings.data)
    workspace.start()
    workspace.settings_for(settings)
    workspace.stop()

    assert settings_of_running(settings) is None
    assert not (settings.data / "sandbox" / "address").exists()


def test_a_second_start_that_fails_leaves_the_first_ones_address(
    running: SandboxWorkspace, settings: Settings
) -> None:
    port = int(running.url.rpartition(":")[2])
    second = SandboxWorkspace(settings.data, port=port)
    with pytest.raises(UserError, match="Is Cardkeeper running already"):
        second.start()
    second.stop()

    assert settings_of_running(settings) is not None


def test_without_a_sandbox_there_are_no_settings(settings: Settings) -> None:
    assert settings_of_running(settings) is None
    assert not settings.data.exists()


def test_its_page_lets_each_of_the_team_in_on_the_pages_and_nobody_else(
    running: SandboxWorkspace,
) -> None:
    for person in PEOPLE:
        way = httpx.get(f"{running.url}/page/enter", params={"person": person.slack_id})
        assert way.status_code == 303
        assert way.headers["location"].startswith("http://127.0.0.1:18888/enter/")

    assert httpx.get(f"{running.url}/page/enter?person=U0STRANGER").status_code == 404
