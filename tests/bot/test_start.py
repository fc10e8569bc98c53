"""Starting the service: what it needs, what it says when that is not there, and what it leaves."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from pydantic import SecretStr
from sqlalchemy import text

from bot.cli.failures import exit_status_of
from bot.errors import NotNowError, UserError
from bot.sandbox.serving import ServerThread
from bot.sandbox.workspace import SandboxWorkspace
from bot.service import Service, agreement_from
from bot.settings import Settings, read_settings
from bot.trello.gateway import TrelloGateway
from bot.trello.http import TrelloHttp
from storage.database import open_database
from storage.effects import recent_effects
from tests.bot.running import Running, free_ports, wait_for
from tests.databases import fresh_postgres

_LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("service")]


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxWorkspace]:
    """Trello and Slack of the sample team, to which a service may connect."""
    workspace = SandboxWorkspace(tmp_path_factory.mktemp("start") / "data")
    workspace.start()
    yield workspace
    workspace.stop()


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working folder without anybody's `.env`."""
    monkeypatch.chdir(tmp_path)


def settings_of(sandbox: SandboxWorkspace, tmp_path: Path, **changed: object) -> Settings:
    """Settings for a service on that sandbox, with a database of its own."""
    (port,) = free_ports(1)
    whole = sandbox.settings_for(read_settings(data=tmp_path / "data", port=port))
    return whole.model_copy(update=changed)


def secret(value: str) -> SecretStr:
    return SecretStr(value)


def refusal(settings: Settings, kind: type[UserError] = UserError) -> str:
    """The sentence with which the service refuses to start, after which nothing runs."""
    before = set(threading.enumerate())
    with pytest.raises(UserError) as told:
        Service(settings, agreement_from(settings.protocol)).start()
    assert type(told.value) is kind
    wait_for(lambda: not _left(before), 10, lambda: str(_left(before)))
    sentence = str(told.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


def _left(before: set[threading.Thread]) -> list[str]:
    """Threads that were begun since and that would keep on working."""
    # the workers of a pool end with the process; they do nothing by themselves
    idle = ("ThreadPoolExecutor", "slack_", "AnyIO", "http-server", "asyncio")
    now = set(threading.enumerate()) - before
    return [thread.name for thread in now if not thread.name.startswith(idle)]


def test_a_trello_token_that_is_not_accepted(sandbox: SandboxWorkspace, tmp_path: Path) -> None:
    told = refusal(settings_of(sandbox, tmp_path, trello_token=secret("never-to-be-seen")))

    assert told.startswith("Trello does not accept the key and token")
    assert "never-to-be-seen" not in told


def test_boards_that_cannot_be_read(sandbox: SandboxWorkspace, tmp_path: Path) -> None:
    told = refusal(settings_of(sandbox, tmp_path, trello_boards="5f00000000000000000000b9"))

    assert told.startswith("None of the boards can be read")


def test_no_board_at_all(sandbox: SandboxWorkspace, tmp_path: Path) -> None:
    told = refusal(settings_of(sandbox, tmp_path, trello_boards=""))

    assert told == "CARDKEEPER_TRELLO_BOARDS names no board; give one or several."


def test_one_board_that_cannot_be_read_does_not_stop_the_others(
    sandbox: SandboxWorkspace, tmp_path: Path
) -> None:
    good = settings_of(sandbox, tmp_path).trello_boards
    settings = settings_of(sandbox, tmp_path, trello_boards=f"5f00000000000000000000b9,{good}")
    service = Service(settings, agreement_from(settings.protocol))
    try:
        service.start()
        assert (service.health()["boards"], service.health()["boards_not_read"]) == (1, 1)
    finally:
        service.stop()


def test_a_slack_token_that_is_not_accepted(sandbox: SandboxWorkspace, tmp_path: Path) -> None:
    told = refusal(settings_of(sandbox, tmp_path, slack_bot_token=secret("xoxb-never-seen")))

    assert told == (
        "Slack does not accept the bot token (invalid_auth). Check CARDKEEPER_SLACK_BOT_TOKEN."
    )


def test_a_slack_that_cannot_be_reached(sandbox: SandboxWorkspace, tmp_path: Path) -> None:
    told = refusal(settings_of(sandbox, tmp_path, slack_url="http://127.0.0.1:1/api/"), NotNowError)

    assert told.startswith("Slack cannot be reached (")


def test_a_database_whose_server_does_not_answer_is_tried_again_by_who_started_it(
    sandbox: SandboxWorkspace, tmp_path: Path
) -> None:
    away = "postgresql://nobody:never-to-be-seen@127.0.0.1:1/away"
    with pytest.raises(NotNowError, match=r"^The database postgresql://nobody:\*\*\*@127") as told:
        Service(settings_of(sandbox, tmp_path, database_url=away), agreement_from(None))

    assert exit_status_of(told.value) == 75


def test_a_channel_that_is_not_there(sandbox: SandboxWorkspace, tmp_path: Path) -> None:
    agreement = tmp_path / "protocol.toml"
    agreement.write_text('[slack]\nchannel = "comp-boi"\n')

    told = refusal(settings_of(sandbox, tmp_path, protocol=agreement))
    assert told.startswith("Slack has no channel 'comp-boi' that the bot can see; did you mean")


def test_a_socket_mode_that_is_refused_when_most_is_running_already(
    sandbox: SandboxWorkspace, tmp_path: Path
) -> None:
    told = refusal(settings_of(sandbox, tmp_path, slack_app_token=secret("xapp-never-seen")))

    assert told.startswith("Slack's Socket Mode cannot be used (invalid_auth).")


def test_a_database_of_a_newer_version(sandbox: SandboxWorkspace, tmp_path: Path) -> None:
    settings = settings_of(sandbox, tmp_path)
    engine = open_database(settings.database)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()

    assert refusal(settings).startswith("The database was last used by a newer Cardkeeper")


def test_an_agreement_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "protocol.toml").write_text("timezone = 'Mars/Olympus'\n")

    with pytest.raises(UserError, match=r"protocol.toml, line 1.*is no time zone"):
        agreement_from(tmp_path / "protocol.toml")
    with pytest.raises(UserError, match="is not there"):
        agreement_from(tmp_path / "nowhere.toml")


def test_an_agreement_may_extend_another(tmp_path: Path) -> None:
    (tmp_path / "lab.toml").write_text('name = "The lab"\n')
    (tmp_path / "protocol.toml").write_text('extends = "lab.toml"\n')

    assert agreement_from(tmp_path / "protocol.toml").name == "The lab"


# What runs


@contextmanager
def running(settings: Settings) -> Iterator[tuple[Service, str]]:
    """A service in this process, and where it listens."""
    service = Service(settings, agreement_from(settings.protocol))
    try:
        with ServerThread(service.start()) as server:
            yield service, server.url
    finally:
        service.stop()


def test_after_a_refusal_the_same_process_can_start_it(
    sandbox: SandboxWorkspace, tmp_path: Path
) -> None:
    refusal(settings_of(sandbox, tmp_path, slack_app_token=secret("xapp-never-seen")))

    with running(settings_of(sandbox, tmp_path)) as (service, _):
        assert service.health()["ok"] is True


def test_a_service_that_was_stopped_leaves_nothing_running(
    sandbox: SandboxWorkspace, tmp_path: Path
) -> None:
    before = set(threading.enumerate())
    with running(settings_of(sandbox, tmp_path)) as (service, _):
        assert service.dispatcher.is_alive

    wait_for(lambda: not _left(before), 10, lambda: str(_left(before)))
    assert not service.dispatcher.is_alive


def test_without_slack_the_service_runs_and_speaks_on_the_cards(
    sandbox: SandboxWorkspace, tmp_path: Path
) -> None:
    settings = settings_of(
        sandbox, tmp_path, slack_bot_token=secret(""), slack_signing_secret=secret("")
    )
    with running(settings) as (service, url):
        health = requests.get(f"{url}/healthz", timeout=60).json()
        assert (health["ok"], health["slack_connected"]) == (True, None)
        assert requests.post(f"{url}/slack/events", timeout=60).status_code == 404
        wait_for(lambda: recent_effects(service.engine, _LONG_AGO), 30)

        kinds = {row.kind for row in recent_effects(service.engine, _LONG_AGO)}
        assert not kinds & {"Tell", "CloseMessage"}


def test_with_an_app_token_it_uses_socket_mode(sandbox: SandboxWorkspace, tmp_path: Path) -> None:
    settings = settings_of(
        sandbox, tmp_path, slack_app_token=secret(sandbox.slack.app_token),
        slack_signing_secret=secret(""),
    )  # fmt: skip
    sandbox.slack.use_socket_mode()
    with running(settings) as (service, url):
        assert sandbox.slack.sockets.wait_for_connections(1, 20)
        assert service.health()["slack_connected"] is True
        assert requests.post(f"{url}/slack/events", timeout=60).status_code == 404

        amara = "U05LKAMARA1"
        assert sandbox.slack.client.command(amara, "comp-bio", "/workload") == {"ok": True}
        shown = wait_for(lambda: only_for(sandbox, amara), 10)
        assert "Workload of" in str(shown[-1]["text"])
    wait_for(lambda: sandbox.slack.sockets.connections == 0, 10)


@pytest.mark.postgres
def test_on_postgresql_a_change_is_heard_and_answered(
    sandbox: SandboxWorkspace, tmp_path: Path
) -> None:
    with fresh_postgres() as url:
        settings = settings_of(sandbox, tmp_path, database_url=url, poll_seconds=0.3)
        with running(settings) as (service, _):
            wait_for(lambda: service.health()["looks_waiting"] == 0, 60)
            (board,) = service.boards.all_kept()
            doing = next(e.id for e in board.board.lists if e.name == "Doing")
            person = TrelloGateway(
                TrelloHttp(settings.trello_key, "sandbox-token-amara", settings.trello_url)
            )
            card = str(person.add_card(doing, "Heard on PostgreSQL")["id"])

            wait_for(lambda: recent_effects(service.engine, _LONG_AGO, card_id=card), 30)
            wait_for(lambda: service.health()["looks_waiting"] == 0, 30)
            done = {row.kind for row in recent_effects(service.engine, _LONG_AGO, card_id=card)}
            assert {"PostComment", "Tell"} <= done


def only_for(sandbox: SandboxWorkspace, user: str) -> list[dict[str, Any]]:
    seen = sandbox.slack.client.messages(user, "comp-bio")
    return [message for message in seen if message.get("is_ephemeral")]


# The command


def test_ctrl_c_in_the_midst_of_starting_ends_it_at_once(tmp_path: Path) -> None:
    running = Running(tmp_path / "data").launch()
    wait_for(lambda: (tmp_path / "data" / "sandbox").exists(), 60)

    assert running.stop() == 130
    assert "Traceback" not in running.log.read_text()


def test_a_port_that_is_taken_is_one_sentence_and_ends_with_2(tmp_path: Path) -> None:
    running = Running(tmp_path / "data")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", running.port))
        taken.listen()
        running.launch()
        assert running.wait_for_end(60) == 2

    said = running.log.read_text().splitlines()[-1]
    assert said.startswith(f"cardkeeper: Cardkeeper cannot listen on 127.0.0.1:{running.port}")
    assert "Traceback" not in running.log.read_text()


def test_an_env_file_in_the_working_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("CARDKEEPER_TRELLO_KEY=only-the-key\n")
    running = Running(tmp_path / "data").launch()

    assert running.wait_for_end(60) == 2
    assert "CARDKEEPER_TRELLO_TOKEN is not" in running.log.read_text()
