"""Backups and moves from one database to another: every row of every table, or none."""

import gzip
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from storage.acted import is_first
from storage.copying import CopyError, all_tables, copy_all, dump, load
from storage.database import connect, open_database
from storage.looks import ask, take_due, waiting
from storage.upsert import table_of
from tests.databases import both, fresh_postgres
from tests.storage.filled import NOON, fill


def everything(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    with engine.connect() as connection:
        return {
            table.name: [
                tuple(row)
                for row in connection.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in all_tables()
        }


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(f"sqlite:///{tmp_path}/source.db")
    fill(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def backup(source: Engine, tmp_path: Path) -> Path:
    path = tmp_path / "backup.gz"
    dump(source, path, NOON)
    return path


@both
def test_every_row_of_every_table_moves(source: Engine, engine: Engine) -> None:
    copied = copy_all(source, engine)

    assert set(copied.rows.values()) == {2}
    assert everything(engine) == everything(source)


@both
def test_a_backup_brings_everything_back_on_either_kind_of_database(
    source: Engine, backup: Path, database_url: str
) -> None:
    target = connect(database_url)

    load(backup, target)

    assert everything(target) == everything(source)
    target.dispose()


@pytest.mark.postgres
def test_after_a_move_to_postgresql_new_rows_get_numbers_of_their_own(source: Engine) -> None:
    from storage.effects import EffectRow, begin

    with fresh_postgres() as url:
        target = open_database(url)
        copy_all(source, target)
        row, first = begin(target, EffectRow(key="new", board_id="b", kind="Tell", begun_at=NOON))
        assert (row.id, first) == (3, True)
        target.dispose()


@both
def test_a_database_that_has_anything_in_it_is_refused_and_stays_as_it_is(
    source: Engine, backup: Path, engine: Engine
) -> None:
    is_first(engine, "mine", NOON)

    with pytest.raises(CopyError, match="not empty"):
        copy_all(source, engine)
    with pytest.raises(CopyError, match="not empty"):
        load(backup, engine)

    assert sum(len(rows) for rows in everything(engine).values()) == 1


def test_a_dry_run_counts_and_copies_nothing(source: Engine, engine: Engine) -> None:
    assert set(copy_all(source, engine, dry_run=True).rows.values()) == {2}

    assert not any(everything(engine).values())


def test_a_look_that_was_at_work_is_made_anew_where_it_was_moved_to(
    tmp_path: Path, engine: Engine
) -> None:
    from datetime import timedelta

    old = open_database(f"sqlite:///{tmp_path}/old.db")
    ask(old, "board", "card", NOON, cause="event")
    zero = timedelta(0)
    assert len(take_due(old, NOON, quiet=zero, patience=zero)) == 1

    copy_all(old, engine)

    assert waiting(engine)[0] == 1
    assert len(take_due(engine, NOON, quiet=zero, patience=zero)) == 1
    old.dispose()


def test_a_backup_is_of_one_moment_while_others_write(source: Engine, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            is_first(source, f"click {number}", NOON)
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        copied = dump(source, tmp_path / "while.gz", NOON)
    finally:
        stop.set()
        writer.join()

    target = connect(f"sqlite:///{tmp_path}/target.db")
    load(tmp_path / "while.gz", target)
    assert len(everything(target)["acted"]) == copied.rows["acted"]
    target.dispose()


def test_a_backup_is_for_its_owner_alone(backup: Path) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


@pytest.mark.parametrize("keep", [0.3, 0.95])
def test_a_backup_that_is_cut_off_is_refused_and_leaves_no_row(
    backup: Path, tmp_path: Path, keep: float
) -> None:
    whole = backup.read_bytes()
    backup.write_bytes(whole[: int(len(whole) * keep)])
    target = connect(f"sqlite:///{tmp_path}/target.db")

    with pytest.raises(CopyError, match=r"(damaged or cut off|no backup)"):
        load(backup, target)

    open_again = open_database(f"sqlite:///{tmp_path}/target.db")
    assert not any(everything(open_again).values())
    open_again.dispose()
    target.dispose()


def test_a_file_that_is_no_backup_is_one_sentence(tmp_path: Path, engine: Engine) -> None:
    (tmp_path / "notes").write_text("dear diary")
    with gzip.open(tmp_path / "other.gz", "wt") as other:
        other.write('{"format": "another"}\n')

    for name in ("notes", "other.gz", "absent"):
        with pytest.raises(CopyError, match=r"^The backup .* cannot be read: .*\.$"):
            load(tmp_path / name, engine)


def test_all_tables_are_copied_but_the_list_of_who_is_alive() -> None:
    from storage.processes import Process
    from storage.tables import SQLModel

    left_out = set(SQLModel.metadata.tables) - {table.name for table in all_tables()}
    assert left_out == {table_of(Process).name}
