"""Copy whole databases, table by table: to a file and back, and from one kind to another.

What is copied is one moment of all our tables, read within one transaction. The queue of durable
work is not among them: what was at work is made anew from the marks, as after a crash.
"""

import base64
import gzip
import json
import os
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, MetaData, Table, func, insert, inspect, select, text

from protocol.words import count_of
from storage import tables
from storage.database import DatabaseError, migrate_to, present_revision
from storage.looks import Look
from storage.processes import Process
from storage.upsert import table_of

FORMAT = "cardkeeper-backup-1"
_AT_ONCE = 500
_NOT_COPIED = frozenset({table_of(Process).name})  # who is alive is not data


class CopyError(Exception):
    """The copy was not made; the text is one sentence for a person."""


class Copied(NamedTuple):
    """How many rows of each table."""

    revision: str
    rows: dict[str, int]


def all_tables() -> list[Table]:
    """Every table of ours that holds data, in an order that any database takes."""
    return [t for t in tables.SQLModel.metadata.sorted_tables if t.name not in _NOT_COPIED]


def counts(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    return {table.name: _count(connection, table) for table in all_tables()}


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def refuse_unless_empty(engine: Engine) -> None:
    """Raises CopyError when any table has a row: nothing is ever overwritten."""
    there = set(inspect(engine).get_table_names())
    with engine.connect() as connection:
        for table in all_tables():
            count = _count(connection, table) if table.name in there else 0
            if count:
                raise CopyError(
                    f"The target is not empty: its table '{table.name}' has "
                    f"{count_of(count, 'row')}. Give a new database."
                )


def _refuse_unless_new(engine: Engine) -> None:
    """A backup brings its own schema, so that not even empty tables may be there."""
    if present_revision(engine) is not None:
        refuse_unless_empty(engine)
        raise CopyError(
            "The target has Cardkeeper's tables already, though they are empty; give a database "
            "that nothing was ever started on."
        )


def copy_all(source: Engine, target: Engine, *, dry_run: bool = False) -> Copied:
    """Copy every row in one transaction, and compare the counts before it is kept.

    Raises CopyError when the target is not empty or holds another count afterwards; then nothing
    was changed.
    """
    refuse_unless_empty(target)
    with source.connect() as reading:
        _one_moment(reading)
        found = counts(reading)
        revision = present_revision(source) or ""
        if dry_run:
            return Copied(revision, found)
        with target.begin() as writing:
            for table in all_tables():
                for rows in _batches(reading, table):
                    writing.execute(insert(table), rows)
            _settle(writing, tables.SQLModel.metadata)
            for table in all_tables():
                _compare(table.name, found[table.name], _count(writing, table))
    return Copied(revision, found)


def dump(source: Engine, path: Path, now: datetime) -> Copied:
    """Write every row to a file, readable by its owner alone; in one moment, while others write.

    The file appears when it is whole.
    """
    unfinished = path.with_name(f"{path.name}.part")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    try:
        with source.connect() as reading, gzip.open(unfinished, "wt", encoding="utf-8") as out:
            _one_moment(reading)
            revision = present_revision(source) or ""
            found = counts(reading)
            head = {"format": FORMAT, "revision": revision, "made_at": now.isoformat()}
            out.write(json.dumps({**head, "rows": found}) + "\n")
            for table in all_tables():
                for rows in _batches(reading, table):
                    out.writelines(_line(table.name, row) for row in rows)
        _to_the_disk(unfinished)  # older backups may be deleted once this one is there
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    return Copied(revision, found)


def _to_the_disk(path: Path) -> None:
    with path.open("rb") as written:
        os.fsync(written.fileno())


def load(path: Path, target: Engine) -> Copied:
    """Put the rows of a file into an empty database, which has the newest schema afterwards.

    They go into the schema that they were read from and are migrated like any other data. Raises
    CopyError; then no row is in the database.
    """
    head = read_head(path)
    _refuse_unless_new(target)
    try:
        migrate_to(target, str(head["revision"]))
    except DatabaseError as error:
        raise CopyError(str(error)) from None
    with target.begin() as writing:
        of_then = MetaData()
        of_then.reflect(writing)
        for name, rows in _rows_of(path):
            table = of_then.tables[name]
            writing.execute(insert(table), [_read(table, row) for row in rows])
        _settle(writing, of_then)
        for name, wanted in head["rows"].items():
            _compare(name, wanted, _count(writing, of_then.tables[name]))
    migrate_to(target, "head")
    return Copied(str(head["revision"]), head["rows"])


def read_head(path: Path) -> dict[str, Any]:
    """What a backup says of itself; raises CopyError for a file that is none."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            head = json.loads(lines.readline())
        if head["format"] == FORMAT and isinstance(head["rows"], dict):
            return dict(head)
    except OSError as error:
        reason = error.strerror or "it is no backup of Cardkeeper's"
        raise CopyError(f"The backup {path} cannot be read: {reason}.") from None
    except (ValueError, KeyError, TypeError, EOFError):
        pass
    raise CopyError(f"The backup {path} cannot be read: it is no backup of Cardkeeper's.")


def _rows_of(path: Path) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Rows by table, some at a time; a file that is cut off raises CopyError."""
    name, rows = "", list[dict[str, Any]]()
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            lines.readline()
            for line in lines:
                table, row = json.loads(line)
                if rows and (table != name or len(rows) >= _AT_ONCE):
                    yield name, rows
                    rows = []
                name = table
                rows.append(row)
    except (OSError, EOFError, ValueError):
        raise CopyError(f"The backup {path} is damaged or cut off; nothing was changed.") from None
    if rows:
        yield name, rows


def _one_moment(connection: Connection) -> None:
    """All that is read from here on is of one moment, whoever writes meanwhile."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
    else:
        connection.exec_driver_sql("BEGIN")


def _batches(connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    found = connection.execute(
        select(table).order_by(*table.primary_key.columns),
        execution_options={"stream_results": True, "yield_per": _AT_ONCE},
    )
    for rows in found.mappings().partitions(_AT_ONCE):
        yield [dict(row) for row in rows]


def _settle(connection: Connection, of: MetaData) -> None:
    """What was at work is to be looked at anew, and numbers go on where they were."""
    look = of.tables[Look.__tablename__]
    connection.execute(
        look.update().where(look.c.taken > look.c.answered).values(taken=look.c.answered)
    )
    if connection.dialect.name != "postgresql":
        return
    for table in of.sorted_tables:
        keys = list(table.primary_key.columns)
        if len(keys) == 1 and keys[0].type.python_type is int:
            last = func.greatest(select(func.max(keys[0])).scalar_subquery(), 1)
            sequence = func.pg_get_serial_sequence(table.name, keys[0].name)
            connection.execute(select(func.setval(sequence, last)))


def _compare(name: str, wanted: int, found: int) -> None:
    if wanted != found:
        raise CopyError(
            f"The table '{name}' has {found} rows instead of {wanted}; nothing was changed."
        )


def _line(name: str, row: Mapping[str, Any]) -> str:
    return json.dumps([name, {k: _plain(v) for k, v in row.items()}], ensure_ascii=False) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return value


def _read(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as the database takes it."""
    return {name: _rich(table.c[name].type.python_type, value) for name, value in row.items()}


def _rich(kind: type, value: Any) -> Any:
    if value is None:
        return None
    if kind is bytes:
        return base64.b64decode(value)
    if kind in (datetime, date):
        return kind.fromisoformat(value)
    return value
