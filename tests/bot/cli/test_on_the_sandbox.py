"""Commands beside a running service: both see the same board, and the service follows."""

from collections.abc import Iterator

import pytest

from bot.cli import run_command
from protocol.board_card import MARKER
from tests.bot.running import Running, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("service")]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One running service on its sandbox workspace."""
    running = Running(tmp_path_factory.mktemp("beside") / "data").start()
    yield running
    running.stop()


@pytest.fixture
def beside(service: Running, monkeypatch: pytest.MonkeyPatch) -> Running:
    """Commands work on the data of that service."""
    monkeypatch.setenv("CARDKEEPER_DATA", str(service.data))
    monkeypatch.chdir(service.data.parent)
    return service


def test_the_comment_goes_when_a_fix_settles_it_and_comes_back_with_the_undo(
    beside: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    card = next(c for c in beside.board()["cards"] if "Compare ambient RNA" in c["name"])["id"]
    wait_for(lambda: beside.bot_comments(card), 30)

    assert run_command(["fix", "--card", card]) == 0
    wait_for(lambda: not beside.bot_comments(card), 15)

    effect = capsys.readouterr().err.rpartition("cardkeeper undo ")[2].split()[0]
    assert run_command(["undo", effect]) == 0
    wait_for(lambda: beside.bot_comments(card), 15)


def test_the_doctor_finds_the_sandbox_well(
    beside: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    status = run_command(["doctor"])

    assert status == 0, capsys.readouterr().out


def test_the_teams_card_appears_on_the_board_with_its_cover(beside: Running) -> None:
    def kept() -> dict[str, object] | None:
        cards = beside.board()["cards"]
        kept = (c for c in cards if MARKER in c["desc"] and c["idAttachmentCover"])
        return next(kept, None)

    card = wait_for(kept, 60)

    assert card is not None
    assert "Tomasz Wilczek" in str(card["desc"])


def test_what_rules_in_shadow_would_have_said_is_counted(
    beside: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    def counted() -> bool:
        run_command(["rules", "--stats"])
        return "goal-missing" in capsys.readouterr().out

    assert wait_for(counted, 30)
