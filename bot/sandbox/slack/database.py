"""The stand-in's memory: one SQLite file, committed before any answer leaves."""

import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Json = dict[str, Any]

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS users (id TEXT PRIMARY KEY, data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS usergroups (id TEXT PRIMARY KEY, data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS channels (id TEXT PRIMARY KEY, data TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS members (
    channel TEXT NOT NULL, user TEXT NOT NULL, PRIMARY KEY (channel, user)
);
CREATE TABLE IF NOT EXISTS messages (
    channel TEXT NOT NULL, ts TEXT NOT NULL, thread_ts TEXT, visible_to TEXT,
    data TEXT NOT NULL, PRIMARY KEY (channel, ts)
);
CREATE TABLE IF NOT EXISTS views (
    id TEXT PRIMARY KEY, user TEXT NOT NULL, kind TEXT NOT NULL, position INTEGER NOT NULL,
    data TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS choices (
    user TEXT NOT NULL, container TEXT NOT NULL, data TEXT NOT NULL,
    PRIMARY KEY (user, container)
);
CREATE TABLE IF NOT EXISTS triggers (
    id TEXT PRIMARY KEY, user TEXT NOT NULL, view TEXT, made_at REAL NOT NULL,
    used INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS response_urls (
    id TEXT PRIMARY KEY, channel TEXT NOT NULL, user TEXT NOT NULL, message_ts TEXT,
    made_at REAL NOT NULL, uses INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS files (id TEXT PRIMARY KEY, data TEXT NOT NULL, content BLOB);
CREATE TABLE IF NOT EXISTS bookmarks (
    id TEXT PRIMARY KEY, channel TEXT NOT NULL, data TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS events (
    id TEXT PRIMARY KEY, payload TEXT NOT NULL, attempt INTEGER NOT NULL, reason TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS socket_tickets (id TEXT PRIMARY KEY, made_at REAL NOT NULL);
"""


class Database:
    """A small store with a version that grows by one with every change.

    Safe to use from several threads. Every write is one transaction that is on disk (as far as
    a killed process is concerned) before the writer goes on.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = str(path)
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._depth = 0
        if str(path) != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(str(path), check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.executescript(SCHEMA)
        self._version = int(self.meta("version", 0))

    @property
    def version(self) -> int:
        """How many changes there have been since the file was made."""
        with self._lock:
            return self._version

    def wait_for(self, version: int, timeout: float) -> int:
        """Wait until the version is above `version`, at most `timeout` s; the version then."""
        deadline = time.monotonic() + timeout
        with self._changed:
            while self._version <= version:
                left = deadline - time.monotonic()
                if left <= 0 or not self._changed.wait(left):
                    break
            return self._version

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """One transaction; nested uses join the outer one. Raises what the body raises."""
        with self._lock:
            if self._depth:
                self._depth += 1
                try:
                    yield self._connection
                finally:
                    self._depth -= 1
                return
            self._connection.execute("BEGIN IMMEDIATE")
            self._depth = 1
            before = self._connection.total_changes
            try:
                yield self._connection
                changed = self._connection.total_changes > before
                if changed:
                    self._set_meta("version", self._version + 1)
                self._connection.execute("COMMIT")
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            finally:
                self._depth = 0
            if changed:
                self._version += 1
                self._changed.notify_all()

    def rows(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """All rows that a query answers."""
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, *values: Any) -> sqlite3.Row | None:
        """The first row that a query answers, or None."""
        found = self.rows(sql, *values)
        return found[0] if found else None

    def data(self, sql: str, *values: Any) -> list[Json]:
        """The JSON column `data` of each row that a query answers."""
        return [json.loads(row["data"]) for row in self.rows(sql, *values)]

    def meta(self, key: str, default: Any = None) -> Any:
        """One named value, or the default."""
        row = self.row("SELECT value FROM meta WHERE key = ?", key)
        return default if row is None else json.loads(row["value"])

    def set_meta(self, key: str, value: Any) -> None:
        """Keep one named value."""
        with self.write():
            self._set_meta(key, value)

    def _set_meta(self, key: str, value: Any) -> None:
        self._connection.execute(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, json.dumps(value)),
        )

    def close(self) -> None:
        """Close the file. Nothing may be asked afterwards."""
        with self._lock:
            self._connection.close()
