"""Opening a database: fresh, older, newer, broken, and by two at once."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect, text

from storage import database
from storage.boards import set_polled_to, stored_board
from storage.database import DatabaseError, connect, newest_revision, open_database, shown
from storage.tables import SQLModel  # every table is in its metadata
from tests.databases import both
from tests.storage.moments import NOON

_LATER = """
import sqlalchemy as sa
from alembic import op

revision = "9001"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("board", sa.Column("motto", sa.String(), nullable=False, server_default=""))
    {more}
"""


@pytest.fixture
def later_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Cardkeeper as it will be after one more migration, which adds a column."""
    folder = tmp_path / "migrations"
    shutil.copytree(database._MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    path = folder / "versions" / "9001.py"
    path.write_text(_LATER.format(before=newest_revision(), more=""))
    monkeypatch.setattr(database, "_MIGRATIONS", folder)
    return path


def columns(engine: Engine, table: str) -> set[str]:
    return {str(column["name"]) for column in inspect(engine).get_columns(table)}


@both
def test_a_fresh_database_gets_every_table_with_every_column(engine: Engine) -> None:
    for name, table in SQLModel.metadata.tables.items():
        assert columns(engine, name) == set(table.columns.keys())


@both
def test_the_migrations_and_the_tables_of_the_code_do_not_differ(engine: Engine) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


@both
def test_a_database_of_an_older_version_is_migrated_and_keeps_its_rows(
    engine: Engine, database_url: str, later_version: Path
) -> None:
    set_polled_to(engine, "board", NOON)

    newer = open_database(database_url)

    assert "motto" in columns(newer, "board")
    row = stored_board(newer, "board")
    assert row is not None
    assert row.polled_to == NOON
    newer.dispose()


@both
def test_a_migration_that_is_cut_off_changes_nothing(
    engine: Engine, database_url: str, later_version: Path
) -> None:
    later_version.write_text(
        _LATER.format(before=_before(later_version), more="raise RuntimeError")
    )

    with pytest.raises(RuntimeError):
        open_database(database_url)

    assert "motto" not in columns(engine, "board")


@both
def test_a_database_of_a_newer_version_is_refused_with_what_to_do(
    engine: Engine, database_url: str
) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(DatabaseError) as refusal:
        open_database(database_url)

    assert str(refusal.value) == (
        "The database was last used by a newer Cardkeeper (schema 9999; this one knows up to "
        f"{newest_revision()}). Install that version again, or restore a backup made before the "
        "upgrade."
    )


@both
def test_opening_it_again_changes_nothing(engine: Engine, database_url: str) -> None:
    set_polled_to(engine, "board", NOON)

    again = open_database(database_url)

    assert stored_board(again, "board") is not None
    again.dispose()


@both
def test_four_that_start_at_once_make_one_schema(database_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        engines = list(pool.map(open_database, [database_url] * 4))

    for engine in engines:
        assert columns(engine, "look") == set(SQLModel.metadata.tables["look"].columns.keys())
        engine.dispose()


def test_the_folder_of_a_sqlite_file_is_made(tmp_path: Path) -> None:
    open_database(f"sqlite:///{tmp_path}/a/b/cardkeeper.db").dispose()

    assert (tmp_path / "a" / "b" / "cardkeeper.db").exists()


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")

    with pytest.raises(DatabaseError, match=r"^The database .* cannot be opened: .*\.$"):
        open_database(f"sqlite:///{tmp_path}/file/cardkeeper.db")


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("dear diary, " * 1000)

    with pytest.raises(DatabaseError, match="file is not a database"):
        open_database(f"sqlite:///{tmp_path}/notes.db")


@pytest.mark.parametrize(
    "url", ["mysql://ines:pa55word@host/db", "pa55word", "postgresql://ines:pa55word@host:x/db"]
)
def test_an_address_of_no_known_kind_is_one_sentence_without_its_password(url: str) -> None:
    with pytest.raises(DatabaseError, match=r"^DATABASE_URL is no address") as refusal:
        connect(url)

    assert "pa55word" not in str(refusal.value)


def test_a_server_that_is_not_there_is_one_sentence_without_the_password() -> None:
    with pytest.raises(DatabaseError, match=r"^The database .* cannot be opened: .*") as refusal:
        open_database("postgresql://ines:pa55word@127.0.0.1:1/db")

    assert "pa55word" not in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_an_address_is_shown_without_its_password() -> None:
    assert shown("postgres://ines:pa55word@host/db") == "postgresql://ines:***@host/db"


def test_sqlite_keeps_a_write_ahead_log_on_the_disk(engine: Engine) -> None:
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2  # FULL


def _before(path: Path) -> str:
    return path.read_text().partition('down_revision = "')[2].partition('"')[0]
