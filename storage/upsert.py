"""Insert or bring up to date, in one statement: the same words for SQLite and PostgreSQL."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Table, literal
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
    statement = _telling(table, session.get_bind().dialect.name)
    return set(session.connection().execute(statement, _told(session, table, rows)).scalars())


def _told(
    session: Session, table: type[SQLModel], rows: Sequence[dict[str, Any]]
) -> dict[str, str]:
    columns = list(table_of(table).columns)
    values = ([row[column.name] for column in columns] for row in rows)
    return as_rows(columns, values, session.get_bind().dialect)


@cache
def _telling(table: type[SQLModel], dialect: str) -> ReturningInsert[Any]:
    (key,) = table_of(table).primary_key.columns
    return _inserting(table, dialect).returning(key)


@cache
def _inserting(table: type[SQLModel], dialect: str) -> Insert:
    """Built once: putting such a statement together costs more than running it."""
    target = table_of(table)
    columns = list(target.columns)
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    made = insert(target).from_select(
        [each.name for each in columns], select_rows(columns, dialect)
    )
    return made.on_conflict_do_nothing()


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
