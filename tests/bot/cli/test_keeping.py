"""backup, restore, migrate-data, forget and status at the keyboard."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.acted import is_first
from storage.database import open_database
from storage.people import keep_tie, tie_of
from storage.processes import Process, come
from tests.bot.cli.deployment import Deployment
from tests.databases import fresh_postgres


@pytest.fixture
def data(deployment: Deployment) -> Path:
    """A database with a few rows, of a service that does not run."""
    path = deployment.folder / "data" / "cardkeeper.db"
    engine = open_database(f"sqlite:///{path}")
    is_first(engine, "click", datetime.now(UTC))
    keep_tie(engine, "U0ADA00000", "ada", "name", datetime.now(UTC))
    engine.dispose()
    return path


def say_that_it_runs(path: Path) -> None:
    engine = open_database(f"sqlite:///{path}")
    now = datetime.now(UTC)
    come(engine, Process(id="other", machine="another", pid=1, started_at=now, seen_at=now))
    engine.dispose()


def test_a_backup_comes_back_in_place_of_what_was_there(deployment: Deployment, data: Path) -> None:
    made = deployment.run("backup", "--into", str(deployment.folder))
    assert made.status == 0
    backup = made.out.strip()
    engine = open_database(f"sqlite:///{data}")
    is_first(engine, "made after the backup", datetime.now(UTC))
    engine.dispose()

    assert deployment.run("restore", backup).status == 2
    restored = deployment.run("restore", backup, "--replace")

    assert restored.status == 0, restored.err
    assert data.stat().st_mode & 0o077 == 0
    engine = open_database(f"sqlite:///{data}")
    assert is_first(engine, "made after the backup", datetime.now(UTC))
    assert not is_first(engine, "click", datetime.now(UTC))
    engine.dispose()
    assert len(list(data.parent.glob("cardkeeper.db.before-*"))) >= 1


def test_nothing_is_put_aside_under_a_service_that_runs(deployment: Deployment, data: Path) -> None:
    backup = deployment.run("backup", "--into", str(deployment.folder)).out.strip()
    say_that_it_runs(data)

    refused = deployment.run("restore", backup, "--replace")

    assert refused.status == 2
    assert "stop it first" in refused.err
    assert data.exists()


@pytest.mark.postgres
def test_nothing_is_moved_away_under_a_service_that_runs(
    deployment: Deployment, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    say_that_it_runs(data)
    with fresh_postgres() as url:
        monkeypatch.setenv("CARDKEEPER_TARGET_URL", url)
        assert deployment.run("migrate-data", "--dry-run").status == 0
        refused = deployment.run("migrate-data")

    assert refused.status == 2
    assert "stop it first" in refused.err


def test_only_the_newest_backups_are_kept(deployment: Deployment, data: Path) -> None:
    old = [deployment.folder / f"cardkeeper-2026010{n}-031000.gz" for n in (1, 2, 3)]
    for path in old:
        path.write_bytes(b"")

    made = deployment.run("backup", "--into", str(deployment.folder), "--keep", "2")

    left = sorted(path.name for path in deployment.folder.glob("cardkeeper-*.gz"))
    assert left == [old[-1].name, Path(made.out.strip()).name]


def test_a_backup_overwrites_nothing(deployment: Deployment, data: Path) -> None:
    there = deployment.folder / "there.gz"
    there.write_text("precious")

    refused = deployment.run("backup", str(there))

    assert (refused.status, there.read_text()) == (2, "precious")


def test_a_folder_that_cannot_be_written_is_one_sentence(
    deployment: Deployment, data: Path
) -> None:
    refused = deployment.run("backup", "--into", str(deployment.folder / "absent"))

    assert refused.status == 2
    assert "cannot be written" in refused.err
    assert "Traceback" not in refused.err


@pytest.mark.postgres
def test_data_moves_to_postgresql_once(
    deployment: Deployment, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with fresh_postgres() as url:
        monkeypatch.setenv("CARDKEEPER_TARGET_URL", url)
        tried = deployment.run("migrate-data", "--dry-run")
        assert (tried.status, "acted" in tried.out) == (0, True)

        moved = deployment.run("migrate-data")
        assert moved.status == 0, moved.err
        assert "DATABASE_URL" in moved.err

        again = deployment.run("migrate-data")
        assert again.status == 2
        assert "not empty" in again.err


def test_a_person_is_forgotten_and_what_remains_is_said(deployment: Deployment, data: Path) -> None:
    only_said = deployment.run("forget", "@ada", "--dry-run")
    assert "Slack id U0ADA00000" in only_said.out

    done = deployment.run("forget", "@ada")

    assert done.status == 0, done.err
    assert "What remains elsewhere" in done.err
    engine = open_database(f"sqlite:///{data}")
    assert tie_of(engine, "U0ADA00000") is None
    engine.dispose()


def test_nobody_is_forgotten_while_the_service_runs(deployment: Deployment, data: Path) -> None:
    say_that_it_runs(data)

    refused = deployment.run("forget", "ada")

    assert refused.status == 2
    assert "stop it first" in refused.err


def test_somebody_whom_nobody_knows(deployment: Deployment, data: Path) -> None:
    refused = deployment.run("forget", "zoe")

    assert refused.status == 2
    assert "Nobody is known as 'zoe'" in refused.err


def test_status_of_a_service_that_does_not_run(deployment: Deployment, data: Path) -> None:
    told = deployment.run("status", "--format", "json")

    said = json.loads(told.out)
    assert told.status == 1
    assert [problem["cause"] for problem in said["problems"]] == ["nobody-works"]
    assert "none is running" in deployment.run("status").out
