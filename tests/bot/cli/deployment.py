"""A deployment on the stand-in for Trello: its settings, its agreement, and its command line."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.cli import run_command
from bot.sandbox.trello import TrelloStandIn
from bot.trello.gateway import TrelloGateway
from protocol.board import Board
from protocol.board_json import read_snapshot
from tests.bot.trello import scene
from tests.databases import opened_with_schema

AGREEMENT = """
name = "Genomes"
[lists]
"Ideas" = "inbox"
"Doing" = "doing"
"Done" = "done"
[kinds.analysis]
sections.doing = ["Question", "Data"]
estimate = 3
checklist = ["Write the question", "Name the data"]
[kinds.tool]
[annotations]
estimate_field = "Hours"
[rules]
owner-missing = "shadow"
section-missing = "advise"
"""


@dataclass(frozen=True)
class Ran:
    """How a command ended, and what it said."""

    status: int
    out: str
    err: str


class Deployment:
    """Runs commands as a person at the keyboard would; `ada` acts on the board as a person."""

    def __init__(
        self,
        folder: Path,
        url: str,
        stand_in: TrelloStandIn,
        ada: TrelloGateway,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        self.folder = folder
        self.stand_in = stand_in
        self.ada = ada
        self._environment = monkeypatch
        self._capsys = capsys
        monkeypatch.chdir(folder)
        database = folder / "data" / "cardkeeper.db"
        database.parent.mkdir()
        opened_with_schema(f"sqlite:///{database}").dispose()
        self.set("TRELLO_KEY", scene.KEY)
        self.set("TRELLO_TOKEN", scene.BOT_TOKEN)
        self.set("TRELLO_URL", url)
        self.set("TRELLO_BOARDS", scene.BOARD)
        self.set("DATA", str(folder / "data"))
        self.agree(AGREEMENT)

    def set(self, name: str, value: str) -> None:
        """Set one setting."""
        self._environment.setenv(f"CARDKEEPER_{name}", value)

    def without_credentials(self) -> None:
        """As on a first run: no key, no token."""
        self.set("TRELLO_KEY", "")
        self.set("TRELLO_TOKEN", "")

    def without_data(self) -> None:
        """As before anything was ever kept."""
        shutil.rmtree(self.folder / "data")

    def agree(self, text: str) -> None:
        """Write another agreement."""
        path = self.folder / "protocol.toml"
        path.write_text(text, encoding="utf-8")
        self.set("PROTOCOL", str(path))

    def run(self, *arguments: str) -> Ran:
        """Run one command line."""
        self._capsys.readouterr()
        status = run_command(arguments)
        said = self._capsys.readouterr()
        return Ran(status, said.out, said.err)

    def board(self) -> Board:
        """The board as it is on Trello now, archived cards too."""
        return read_snapshot({**self.ada.read_board(scene.BOARD, "all"), "actions": []})

    def desc(self, card_id: str = scene.ALIGN) -> str:
        """A card's description on Trello now."""
        return str(self.ada.read_card(card_id)["desc"])

    def writes(self) -> int:
        """How often something was written to Trello so far."""
        counted: dict[tuple[str, str], Any] = dict(self.stand_in.requests)
        return sum(number for (method, _), number in counted.items() if method != "GET")
