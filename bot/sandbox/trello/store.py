"""Where the stand-in keeps its boards: documents in SQLite, committed before each answer.

One document is one thing of Trello's (a card with its attachments and custom field items, a
checklist with its items, a list, ...), so that a write costs the same on a board of any size.
WAL with synchronous=NORMAL: what was committed survives the death of the process.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

Json = dict[str, Any]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS docs (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, board TEXT, parent TEXT, short TEXT,
  pos REAL, closed INTEGER NOT NULL, body BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS docs_by_board ON docs (board, kind, id);
CREATE INDEX IF NOT EXISTS docs_by_parent ON docs (parent, kind, pos);
CREATE INDEX IF NOT EXISTS docs_by_short ON docs (short) WHERE short IS NOT NULL;
CREATE TABLE IF NOT EXISTS actions (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, board TEXT, card TEXT, list TEXT,
  type TEXT NOT NULL, old TEXT, date TEXT NOT NULL, body BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS actions_by_id ON actions (id);
CREATE INDEX IF NOT EXISTS actions_by_board ON actions (board, date, seq);
CREATE INDEX IF NOT EXISTS actions_by_card ON actions (card, date, seq);
CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS keys (key TEXT PRIMARY KEY, secret TEXT NOT NULL, app TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS tokens (
  token TEXT PRIMARY KEY, id TEXT NOT NULL, member TEXT NOT NULL, created TEXT NOT NULL,
  write INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS webhooks (
  id TEXT PRIMARY KEY, token TEXT NOT NULL, key TEXT NOT NULL, model TEXT NOT NULL,
  callback TEXT NOT NULL, body BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS webhooks_by_model ON webhooks (model);
CREATE TABLE IF NOT EXISTS deliveries (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, webhook TEXT NOT NULL, body BLOB NOT NULL,
  client TEXT, attempts INTEGER NOT NULL, due_at REAL NOT NULL, luck TEXT
);
CREATE INDEX IF NOT EXISTS deliveries_by_time ON deliveries (due_at, seq);
"""


class Store:
    """The documents, actions and counters. All use is inside `transaction` or `reading`."""

    def __init__(self, database: Path | str) -> None:
        self.lock = threading.RLock()
        self._db = sqlite3.connect(
            str(database), check_same_thread=False, isolation_level=None, timeout=30
        )
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        """Give the file back."""
        with self.lock:
            self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, durable at the end; one at a time."""
        with self.lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[None]:
        """A view that nobody changes meanwhile."""
        with self.lock:
            yield

    # Anything in SQL, for the modules that own a table of their own

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a query or of a change with RETURNING."""
        return self._db.execute(sql, values).fetchall()

    def change(self, sql: str, *values: Any) -> int:
        """Run a change; how many rows it touched."""
        return self._db.execute(sql, values).rowcount

    # Documents

    def put(self, kind: str, doc: Json, board: str | None, parent: str | None = None) -> None:
        """Keep a document. `parent` is the list of a card, the card of a checklist, the member
        of a membership."""
        self._db.execute(
            "INSERT INTO docs (id, kind, board, parent, short, pos, closed, body)"
            " VALUES (?,?,?,?,?,?,?,?) ON CONFLICT (id) DO UPDATE SET board=excluded.board,"
            " parent=excluded.parent, pos=excluded.pos, closed=excluded.closed, body=excluded.body",
            (
                doc["id"],
                kind,
                board,
                parent,
                doc.get("shortLink"),
                doc.get("pos"),
                int(bool(doc.get("closed"))),
                msgspec.json.encode(doc),
            ),
        )

    def get(self, kind: str, key: str) -> Json | None:
        """The document of this kind with this id or short link."""
        rows = self.rows("SELECT body FROM docs WHERE id=? AND kind=?", key, kind)
        if not rows and len(key) == 8:
            rows = self.rows("SELECT body FROM docs WHERE short=? AND kind=?", key, kind)
        return msgspec.json.decode(rows[0][0]) if rows else None

    def of_board(self, kind: str, board: str) -> list[Json]:
        """All documents of a kind on a board, in order of position, then age."""
        found = self.rows(
            "SELECT body FROM docs WHERE board=? AND kind=? ORDER BY pos, id", board, kind
        )
        return decoded(found)

    def of_parent(self, kind: str, parent: str) -> list[Json]:
        """All documents of a kind with this parent, in order of position."""
        found = self.rows(
            "SELECT body FROM docs WHERE parent=? AND kind=? ORDER BY pos, id", parent, kind
        )
        return decoded(found)

    def drop(self, key: str) -> None:
        """Forget a document."""
        self._db.execute("DELETE FROM docs WHERE id=?", (key,))

    def edge(self, kind: str, parent: str, top: bool) -> float | None:
        """The smallest or largest position under a parent."""
        which = "MIN" if top else "MAX"
        query = f"SELECT {which}(pos) FROM docs WHERE parent=? AND kind=?"  # noqa: S608 - own word
        found = self.rows(query, parent, kind)
        return float(found[0][0]) if found[0][0] is not None else None

    # Counters

    def count(self, name: str, start: int = 0) -> int:
        """The next number of a counter that survives restarts; the first is `start` + 1."""
        found = self.rows(
            "INSERT INTO counters (name, value) VALUES (?, ?)"
            " ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value",
            name,
            start + 1,
        )
        return int(found[0][0])

    def counted(self, name: str) -> int:
        """Where a counter stands."""
        found = self.rows("SELECT value FROM counters WHERE name=?", name)
        return int(found[0][0]) if found else 0

    def set_counter(self, name: str, value: int) -> None:
        """Put a counter somewhere."""
        self.change("INSERT OR REPLACE INTO counters (name, value) VALUES (?, ?)", name, value)


def decoded(rows: list[tuple[Any, ...]]) -> list[Json]:
    """The documents in the first column."""
    if not rows:
        return []
    # One decode of the joined bodies is much cheaper than one for each.
    joined: list[Json] = msgspec.json.decode(b"[" + b",".join(row[0] for row in rows) + b"]")
    return joined
