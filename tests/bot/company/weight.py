"""What a process and its database weigh."""

import os
from pathlib import Path

from sqlalchemy import Engine, inspect, text

_SQLITE = "SELECT tbl_name, pgsize FROM dbstat JOIN sqlite_schema USING (name)"
_WHOLE = {
    "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
    "postgresql": "SELECT pg_database_size(current_database())",
}
_BY_TABLE = {
    "sqlite": f"SELECT tbl_name, SUM(pgsize) FROM ({_SQLITE}) GROUP BY tbl_name",
    "postgresql": "SELECT relname, pg_total_relation_size(oid) FROM pg_class "
    "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
}


def memory_mb() -> float:
    """What this process has in memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def database_mb(engine: Engine) -> float:
    """What the database takes on the disk; on PostgreSQL with some 7 MB of the server's own."""
    with engine.connect() as connection:
        return float(connection.execute(text(_WHOLE[engine.dialect.name])).scalar_one()) / 1e6


def tables(engine: Engine) -> dict[str, tuple[int, float]]:
    """Rows and megabytes, indexes included, of each table that has any rows."""
    with engine.connect() as connection:
        sizes = connection.execute(text(_BY_TABLE[engine.dialect.name])).all()
        known = set(inspect(connection).get_table_names())
        found = {
            name: (int(connection.execute(text(f'SELECT COUNT(*) FROM "{name}"')).scalar_one()),
                   float(size) / 1e6)
            for name, size in sizes if name in known
        }  # fmt: skip
    return {name: (rows, mb) for name, (rows, mb) in sorted(found.items()) if rows}
