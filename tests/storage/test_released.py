"""What was released stays readable: each release's own schema, kept as it was, is brought up to
date with its rows, and its migrations are never changed afterwards."""

import re
import shutil
from pathlib import Path

import pytest
from sqlalchemy import MetaData, func, select

from storage.database import _MIGRATIONS, open_database
from storage.tables import SQLModel
from tests.storage.release import FOLDER, changed_since, freeze, restore

CHANGELOG = Path(__file__).parents[2] / "CHANGELOG.md"
RELEASED = re.findall(r"^## (\d+\.\d+\.\d+) \(\d{4}-", CHANGELOG.read_text("utf-8"), re.MULTILINE)


def rows_kept(version: str, database: Path, folder: Path) -> None:
    then = restore(version, database, folder)
    engine = open_database(f"sqlite:///{database}")
    there = MetaData()
    there.reflect(engine)
    with engine.connect() as connection:
        for name, rows in then.items():
            if name in SQLModel.metadata.tables:  # others were given up on purpose
                query = select(func.count()).select_from(there.tables[name])
                assert connection.execute(query).scalar_one() == rows, name
    engine.dispose()


@pytest.mark.parametrize("version", RELEASED)
def test_a_release_is_upgraded_with_what_is_in_it(tmp_path: Path, version: str) -> None:
    assert (FOLDER / f"{version}.sql").exists(), f"run python -m tests.storage.release {version}"

    rows_kept(version, tmp_path / "old.db", FOLDER)


@pytest.mark.parametrize("version", RELEASED)
def test_its_migrations_are_what_they_were(version: str) -> None:
    assert changed_since(version) == []


def test_a_schema_is_kept_with_rows_and_a_changed_migration_is_told(tmp_path: Path) -> None:
    """The way of every release, gone before there is one."""
    migrations = tmp_path / "migrations"
    shutil.copytree(_MIGRATIONS, migrations)
    freeze("9.9.9", tmp_path, migrations)

    rows_kept("9.9.9", tmp_path / "old.db", tmp_path)
    assert len((tmp_path / "9.9.9.sql").read_text().split("INSERT INTO")) > 30
    assert changed_since("9.9.9", tmp_path, migrations) == []

    first = migrations / "versions" / "0001.py"
    first.write_text(first.read_text() + "\n")
    assert changed_since("9.9.9", tmp_path, migrations) == ["0001.py"]
