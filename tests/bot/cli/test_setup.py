"""`cardkeeper setup`: asks for what is missing, tries it live, and keeps it private."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.sandbox.server import SandboxServer
from bot.sandbox.slack import SlackStandIn
from bot.sandbox.trello import TrelloStandIn
from bot.setup.env_file import read_env, write_env
from bot.setup.values import board_names
from tests.bot.slack.speaking.workplace import BOARD, BOT, board_of

TOKEN = "token-of-the-bot"


class Services:
    """Trello and Slack to try values at."""

    def __init__(self, folder: Path) -> None:
        self.trello = TrelloStandIn(folder / "trello.db", lambda: datetime.now(UTC))
        self.slack = SlackStandIn(folder / "slack.db", lambda: datetime.now(UTC))
        self.trello.add_key("key1", "secret")
        self.trello.load_board(board_of())
        self.trello.add_member(BOT, "cardkeeper", "Cardkeeper", token=TOKEN)
        self.trello.join(BOARD, BOT)
        self.slack.load_workspace({"users": [], "channels": [], "app": {}})
        self.slack.use_socket_mode()
        self.server = SandboxServer(self.trello, self.slack).start()

    def close(self) -> None:
        self.server.stop()
        self.slack.close()
        self.trello.close()


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    running = Services(tmp_path)
    yield running
    running.close()


def setup(folder: Path, services: Services, *lines: str) -> subprocess.CompletedProcess[str]:
    """Run the verb in a folder, typing these lines."""
    folder.mkdir(exist_ok=True)
    environment = {k: v for k, v in os.environ.items() if not k.startswith("CARDKEEPER_")}
    environment |= {
        "CARDKEEPER_TRELLO_URL": f"{services.server.url}/trello",
        "CARDKEEPER_SLACK_URL": f"{services.server.url}/slack/api/",
        "PYTHONPATH": str(Path(__file__).parents[3]),
    }
    return subprocess.run(
        [sys.executable, "-m", "bot", "setup"], input="".join(f"{line}\n" for line in lines),
        text=True, capture_output=True, cwd=folder, env=environment, timeout=60, check=False,
    )  # fmt: skip


def test_every_value_is_tried_and_written_where_only_the_owner_reads_it(
    services: Services, tmp_path: Path
) -> None:
    folder = tmp_path / "team"
    bot, app = services.slack.bot_token, services.slack.app_token

    done = setup(folder, services, "key1", TOKEN, "https://trello.com/b/gEn0mE5x/x", bot, app)

    assert done.returncode == 0, done.stderr
    held = read_env(folder / ".env")
    assert held["CARDKEEPER_TRELLO_BOARDS"] == "gEn0mE5x"
    assert held["CARDKEEPER_SLACK_BOT_TOKEN"] == bot
    assert stat.S_IMODE((folder / ".env").stat().st_mode) == 0o600
    for secret in (TOKEN, bot, app):
        assert secret not in done.stdout + done.stderr


def test_what_is_there_and_works_is_not_asked_for_again(services: Services, tmp_path: Path) -> None:
    folder = tmp_path / "team"
    setup(folder, services, "key1", TOKEN, "gEn0mE5x", "")
    before = (folder / ".env").read_text()

    again = setup(folder, services, "")

    assert again.returncode == 0, again.stderr
    assert "there already, Trello knows the bot as @cardkeeper" in again.stdout
    assert (folder / ".env").read_text() == before


def test_a_value_that_does_not_work_is_asked_for_again(services: Services, tmp_path: Path) -> None:
    done = setup(tmp_path / "team", services, "key1", "wrong-token", TOKEN, "gEn0mE5x", "")

    assert done.returncode == 0
    assert "does not accept this key and token" in done.stderr
    assert "wrong-token" not in done.stdout + done.stderr


def test_a_set_up_that_is_given_up_keeps_what_was_set(services: Services, tmp_path: Path) -> None:
    done = setup(tmp_path / "team", services, "key1", TOKEN)

    assert done.returncode == 2
    assert read_env(tmp_path / "team" / ".env")["CARDKEEPER_TRELLO_TOKEN"] == TOKEN


def test_a_set_up_that_is_given_up_at_once_says_that_nothing_was_written(
    services: Services, tmp_path: Path
) -> None:
    done = setup(tmp_path / "team", services)

    assert done.returncode == 2
    assert done.stderr == "cardkeeper: Given up; nothing was written.\n"
    assert done.stdout.endswith(": \n")
    assert not (tmp_path / "team" / ".env").exists()


def test_other_lines_of_the_file_stay(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("# ours\nOTHER=1\nCARDKEEPER_TRELLO_KEY=old\n")

    write_env(path, {"CARDKEEPER_TRELLO_KEY": "new", "CARDKEEPER_DATA": "/a b"})

    assert path.read_text() == (
        "# ours\nOTHER=1\nCARDKEEPER_TRELLO_KEY=new\nCARDKEEPER_DATA='/a b'\n"
    )


def test_pasted_addresses_become_short_links() -> None:
    text = "https://trello.com/b/gEn0mE5x/genomes, AbCd1234"
    assert board_names(text) == "gEn0mE5x,AbCd1234"
