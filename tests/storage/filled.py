"""A row for every table of a database, whatever its schema."""

import json
import zlib
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Column, Engine, MetaData, Table, insert

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
_JSON_LISTS = frozenset({"who", "away", "messages"})


def fill(engine: Engine, rows: int = 2) -> dict[str, int]:
    """Insert rows into every table of the schema that is there; how many each has."""
    there = MetaData()
    there.reflect(engine)
    tables = [t for t in there.sorted_tables if t.name not in ("alembic_version", "process")]
    with engine.begin() as connection:
        for table in tables:
            for number in range(rows):
                connection.execute(insert(table), _row(table, number))
    return {table.name: rows for table in tables}


def _row(table: Table, number: int) -> dict[str, Any]:
    return {column.name: _value(column, number) for column in table.columns}


def _value(column: "Column[Any]", number: int) -> Any:
    kind = column.type.python_type
    if kind is str:
        if column.name in _JSON_LISTS:
            return "[]"
        if column.name == "by_second":
            return "{}"
        return f"{column.name} {number} by amara_nwosu"
    if kind is bool:
        return bool(number % 2)
    if kind is int:
        return 0 if column.name in ("asked", "taken", "answered") else number + 1
    if kind is float:
        return number + 0.5
    if kind is bytes:
        return zlib.compress(json.dumps({"name": f"amara_nwosu {number}"}).encode(), 1)
    if kind is date:
        return date(2026, 3, 2)
    assert kind is datetime, (column, kind)
    return NOON
