"""Many rows in one parameter, as JSON: one statement of one step, however many they are.

A statement that is run for each row gives the interpreter's lock away with every row, and waits for
it again, a millisecond each time while another thread calculates: a hundred events took a tenth of
a second to be written down.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import (
    Column,
    ColumnElement,
    Dialect,
    Select,
    bindparam,
    cast,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB

ROWS = "rows"  # the parameter's name


def as_rows(
    columns: Sequence[Column[Any]], rows: Iterable[Sequence[Any]], dialect: Dialect
) -> dict[str, str]:
    """The parameter that holds these rows, whose values stand in the order of the columns."""
    write = [column.type.dialect_impl(dialect).bind_processor(dialect) for column in columns]
    told = [
        [_plain(make(value) if make else value) for make, value in zip(write, row, strict=True)]
        for row in rows
    ]
    return {ROWS: msgspec.json.encode(told).decode()}


def select_rows(columns: Sequence[Column[Any]], dialect_name: str) -> Select[Any]:
    """The rows of that parameter, to be inserted from."""
    if dialect_name == "postgresql":
        each = func.jsonb_array_elements(cast(bindparam(ROWS), JSONB)).table_valued("value")
        values: list[ColumnElement[Any]] = [
            cast(each.c.value.op("->>")(literal(n)), column.type)
            for n, column in enumerate(columns)
        ]
    else:
        each = func.json_each(bindparam(ROWS)).table_valued("value")
        values = [func.json_extract(each.c.value, f"$[{n}]") for n, _ in enumerate(columns)]
    # SQLite needs a condition here, or takes ON CONFLICT for a join's
    return select(*values).select_from(each).where(true())


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
