"""Every schema that was ever released is brought up to date with its rows in it."""

from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, func, select

from storage.copying import dump, load
from storage.database import _MIGRATIONS, connect, migrate_to, newest_revision, open_database
from storage.tables import SQLModel
from tests.databases import both
from tests.storage.filled import NOON, fill

REVISIONS = [
    script.revision for script in ScriptDirectory(str(_MIGRATIONS)).walk_revisions()
][::-1]  # fmt: skip


@both
@pytest.mark.parametrize("revision", REVISIONS)
def test_it_keeps_every_row(database_url: str, revision: str) -> None:
    old = connect(database_url)
    migrate_to(old, revision)
    filled = fill(old)
    old.dispose()

    engine = open_database(database_url)

    assert newest_revision() == REVISIONS[-1]
    there = MetaData()
    there.reflect(engine)
    with engine.connect() as connection:
        for name, rows in filled.items():
            if name in SQLModel.metadata.tables:  # others were given up on purpose
                found = connection.execute(
                    select(func.count()).select_from(there.tables[name])
                ).scalar_one()
                assert found == rows, name
    engine.dispose()


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_a_backup_of_an_older_version_is_migrated_on_its_way_back(
    tmp_path: Path, revision: str
) -> None:
    """As that version wrote it: its own tables and columns."""
    old = connect(f"sqlite:///{tmp_path}/old.db")
    migrate_to(old, revision)
    fill(old)
    backup = tmp_path / "old.gz"
    _dump_of_then(old, backup)

    target = connect(f"sqlite:///{tmp_path}/new.db")
    copied = load(backup, target)

    assert copied.revision == revision
    assert set(copied.rows.values()) == {2}
    again = open_database(f"sqlite:///{tmp_path}/new.db")
    dump(again, tmp_path / "again.gz", NOON)  # every column of the present tables can be read
    for engine in (old, target, again):
        engine.dispose()


def _dump_of_then(engine, path: Path) -> None:  # type: ignore[no-untyped-def]
    from unittest.mock import patch

    there = MetaData()
    there.reflect(engine)
    tables = [t for t in there.sorted_tables if t.name not in ("alembic_version", "process")]
    with patch("storage.copying.all_tables", lambda: tables):
        dump(engine, path, NOON)
