"""No key and no token is seen anywhere: a watch over the whole test run.

Secrets that tests use end in `never-to-be-seen`, or are listed here. They are searched for in every
log record, in every error of Trello's room, in every answer that a test gets from the service, in
every file that a test leaves (logs of services, databases, pages), and in PostgreSQL's databases
before they are dropped. What is packed or encoded in a database is unpacked first. The stand-ins'
own databases are left out: they are Trello and Slack, and must know the tokens.
"""

import base64
import binascii
import logging
import re
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
import requests
from psycopg import sql

from bot.trello.errors import TrelloError
from tests.bot.trello import scene

CANARY = "never-to-be-seen"
_LISTED = (scene.KEY, scene.SECRET, "sandbox-token-cardkeeper", "sandbox-application-secret")
_TOKENS_OF_SLACK = r"xoxb-[0-9a-f]{40}|xapp-1-[0-9a-f]{40}"  # the stand-in makes them at random
SECRETS = "|".join([CANARY, *map(re.escape, _LISTED), _TOKENS_OF_SLACK])
_ENCODED = re.compile(rb"[A-Za-z0-9+/]{40,}={0,2}")
_STAND_INS = re.compile(r"^(trello|slack|github|seqera)[\w-]*\.db")
_KEPT_ON_PURPOSE = frozenset({".env"})  # the set-up writes it for its owner alone
_LONGEST = 64_000_000


def _is_meant_to_hold_them(name: str) -> bool:
    return bool(_STAND_INS.match(name)) or name in _KEPT_ON_PURPOSE


class Watch:
    """Keeps what was found; `seen` is empty at the end of a good run.

    `secrets` is a regular expression."""

    def __init__(self, secrets: str = SECRETS) -> None:
        self._secret = re.compile(secrets.encode())
        self.seen: list[str] = []
        self.looked_at = 0

    def look(self, where: str, content: str | bytes) -> None:
        """Search one text or blob, packed and encoded parts too."""
        self.looked_at += 1
        raw = content.encode("utf-8", "replace") if isinstance(content, str) else content
        for part in _unfolded(raw):
            found = self._secret.search(part)
            if found:
                begin, end = max(0, found.start() - 40), found.end() + 40
                self.seen.append(f"{where}: ...{part[begin:end]!r}...")
                return

    def look_into(self, folder: Path) -> None:
        """Search every file below a folder, and the values in every SQLite database."""
        for path in sorted(folder.rglob("*")):
            if not path.is_file() or path.is_symlink() or _is_meant_to_hold_them(path.name):
                continue
            if path.stat().st_size > _LONGEST:
                continue
            raw = path.read_bytes()
            self.look(str(path), raw)
            if raw.startswith(b"SQLite format 3"):
                self._look_into_sqlite(path)

    def look_into_postgres(self, url: str) -> None:
        """Search every value of every table of a PostgreSQL database."""
        with psycopg.connect(url) as connection:
            tables = connection.execute(
                "SELECT table_schema, table_name FROM information_schema.tables"
                " WHERE table_type = 'BASE TABLE'"
                " AND table_schema NOT IN ('pg_catalog', 'information_schema')"
            ).fetchall()
            for schema, name in tables:
                query = sql.SQL("SELECT * FROM {}").format(sql.Identifier(schema, name))
                for row in connection.execute(query):
                    self._look_at(f"PostgreSQL {schema}.{name}", row)

    def _look_into_sqlite(self, path: Path) -> None:
        try:
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
                names = database.execute("SELECT name FROM sqlite_master WHERE type='table'")
                for (name,) in names.fetchall():
                    for row in database.execute(f'SELECT * FROM "{name}"'):
                        self._look_at(f"{path} {name}", row)
        except sqlite3.DatabaseError:
            return  # one that a test has broken on purpose; its bytes were searched

    def _look_at(self, where: str, row: Iterable[Any]) -> None:
        for value in row:
            if isinstance(value, str | bytes) and len(value) > 8:
                self.look(where, value)


WATCH = Watch()
"""Of this test run."""


def _unfolded(raw: bytes) -> Iterator[bytes]:
    """The bytes, what they are packed of, and what is encoded in them."""
    yield raw
    if raw[:1] == b"\x78" or raw[:2] == b"\x1f\x8b":  # zlib, or a backup
        try:
            yield from _unfolded(zlib.decompress(raw, wbits=zlib.MAX_WBITS | 32))
        except zlib.error:
            return
    if len(raw) < 1_000_000 and b"\0" not in raw:
        for found in _ENCODED.finditer(raw):
            try:
                decoded = base64.b64decode(found[0] + b"==")
            except binascii.Error:
                continue
            if decoded[:1] == b"\x78":  # a packed column within a backup
                yield from _unfolded(decoded)
            else:
                yield decoded


class _Listener(logging.Handler):
    def __init__(self, watch: Watch) -> None:
        super().__init__(logging.DEBUG)
        self._watch = watch

    def emit(self, record: logging.LogRecord) -> None:
        self._watch.look(f"log of {record.name}", self.format(record))


@contextmanager
def watching(watch: Watch) -> Iterator[None]:
    """Listen to logs, errors and answers of this process."""
    listener = _Listener(watch)
    with pytest.MonkeyPatch.context() as patch, ExitStack() as undo:
        logging.getLogger().addHandler(listener)
        undo.callback(logging.getLogger().removeHandler, listener)
        _watch_errors(watch, patch)
        _watch_answers(watch, patch)
        yield


def _watch_errors(watch: Watch, patch: pytest.MonkeyPatch) -> None:
    plain = TrelloError.__init__

    def told(self: TrelloError, *args: Any, **named: Any) -> None:
        plain(self, *args, **named)
        watch.look("a TrelloError", f"{self} {self.args!r} {self.__dict__!r}")

    patch.setattr(TrelloError, "__init__", told)


def _watch_answers(watch: Watch, patch: pytest.MonkeyPatch) -> None:
    """Answers of our own service; those of the stand-ins are Trello's and Slack's."""
    send, send_x = requests.Session.send, httpx.Client.send

    def sent(self: requests.Session, *args: Any, **named: Any) -> requests.Response:
        answer = send(self, *args, **named)
        if not named.get("stream") and _is_ours(str(answer.url)):
            watch.look(f"answer of {answer.url}", answer.content)
        return answer

    def sent_x(self: httpx.Client, *args: Any, **named: Any) -> httpx.Response:
        answer = send_x(self, *args, **named)
        if not named.get("stream") and _is_ours(str(answer.url)):
            watch.look(f"answer of {answer.url}", answer.content)
        return answer

    patch.setattr(requests.Session, "send", sent)
    patch.setattr(httpx.Client, "send", sent_x)


def _is_ours(url: str) -> bool:
    return not re.search(r"://[^/]+(/trello|/slack)?/(1|api)/", url)
