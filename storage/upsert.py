"""Insert or bring up to date, in one statement: the same words for SQLite and PostgreSQL."""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Table, func, literal, literal_column, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert
from sqlmodel import Session, SQLModel

from storage.rows import as_rows, select_rows

Insert = postgresql.Insert | sqlite.Insert


def insert_into(session: Session, table: type[SQLModel]) -> Insert:
    """An INSERT of this session's database that knows `on_conflict_do_...`."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def table_of(model: type[SQLModel]) -> Table:
    """The table behind a class."""
    table: Table = model.__table__  # type: ignore[attr-defined]  # SQLModel gives it at run time
    return table


def insert_once(session: Session, row: SQLModel) -> bool:
    """Insert a row unless one with the same key is there; whether it was inserted."""
    insert = insert_into(session, type(row)).values(**row.model_dump(exclude_none=True))
    # told by what comes back: PostgreSQL's driver gives no row count for such an insert
    made = session.execute(insert.on_conflict_do_nothing().returning(literal(1)))
    return made.first() is not None


def insert_missing(session: Session, table: type[SQLModel], rows: Sequence[dict[str, Any]]) -> None:
    """Insert those of the rows whose keys are not there yet, in one statement for many. A row has
    a value for each column."""
    told = _told(session, table, rows)
    session.connection().execute(_inserting(table, session.get_bind().dialect.name), told)


def insert_new(session: Session, table: type[SQLModel], rows: Sequence[dict[str, Any]]) -> set[Any]:
    """Insert those of the rows whose keys are not there yet, in one statement for many; the keys
    of those that were inserted. A row has a value for each column; the table must have a key of
    one column."""
    (key,) = table_of(table).primary_key.columns
    dialect = session.get_bind().dialect
    connection = session.connection()
    made = connection.execute(_inserting(table, dialect.name), _told(session, table, rows))
    if dialect.name == "postgresql":
        return set(made.scalars())
    if made.rowcount == len(rows):
        return {row[key.name] for row in rows}
    # SQLite numbers the rows of one statement one after the other: the last so many are the new
    newest = select(func.json_group_array(key)).where(
        literal_column("rowid") > func.last_insert_rowid() - made.rowcount
    )
    return set(json.loads(connection.execute(newest).scalar_one())) if made.rowcount else set()


def _told(
    session: Session, table: type[SQLModel], rows: Sequence[dict[str, Any]]
) -> dict[str, str]:
    columns = list(table_of(table).columns)
    values = ([row[column.name] for column in columns] for row in rows)
    return as_rows(columns, values, session.get_bind().dialect)


@cache
def _inserting(table: type[SQLModel], dialect: str) -> Insert | ReturningInsert[Any]:
    """Built once: putting such a statement together costs more than running it."""
    target = table_of(table)
    columns = list(target.columns)
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    made = insert(target).from_select(
        [each.name for each in columns], select_rows(columns, dialect)
    )
    made = made.on_conflict_do_nothing()
    return made.returning(*target.primary_key.columns) if dialect == "postgresql" else made


def put(
    session: Session, table: type[SQLModel], key: dict[str, Any], values: dict[str, Any]
) -> None:
    """Set these columns of the row with this key; the row is made when it is missing.

    One statement, so that two threads or processes that do it at once never fail.
    """
    made = table(**key, **values).model_dump()  # with the defaults of the columns not named
    session.execute(
        insert_into(session, table)
        .values(**made)
        .on_conflict_do_update(index_elements=list(key), set_=values)
    )
