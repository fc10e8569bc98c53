"""The watch over the test run finds what it is there to find."""

import base64
import gzip
import json
import logging
import sqlite3
import zlib
from pathlib import Path

import psycopg
import pytest
import requests
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.sandbox.serving import ServerThread
from bot.trello.errors import TrelloError
from tests.databases import fresh_postgres
from tests.secrecy import Watch, watching

LEAK = "known-to-these-tests-alone"


@pytest.fixture
def watch() -> Watch:
    return Watch(LEAK)


def test_nothing_is_found_where_nothing_is(watch: Watch, tmp_path: Path) -> None:
    (tmp_path / "log").write_text("all is well")

    watch.look_into(tmp_path)

    assert (watch.seen, watch.looked_at) == ([], 1)


@pytest.mark.parametrize(
    "value",
    [
        LEAK,
        LEAK.encode(),
        zlib.compress(json.dumps({"token": LEAK}).encode()),
        base64.b64encode(f"a workflow's input: {LEAK}".encode()).decode(),
    ],
)
def test_a_token_in_a_database_is_found_packed_or_not(
    watch: Watch, tmp_path: Path, value: object
) -> None:
    database = sqlite3.connect(tmp_path / "cardkeeper.db")
    with database:
        database.execute("CREATE TABLE kept (value)")
        database.execute("INSERT INTO kept VALUES (?)", (value,))
    database.close()

    watch.look_into(tmp_path)

    assert watch.seen


def test_a_token_in_a_backup_is_found_in_a_packed_column_too(watch: Watch, tmp_path: Path) -> None:
    packed = base64.b64encode(zlib.compress(f"what a board says: {LEAK}, and more".encode()))
    (tmp_path / "backup.gz").write_bytes(gzip.compress(b'{"snapshot": "' + packed + b'"}\n'))

    watch.look_into(tmp_path)

    assert watch.seen


def test_a_stand_in_may_know_its_tokens(watch: Watch, tmp_path: Path) -> None:
    (tmp_path / "trello.db").write_text(LEAK)

    watch.look_into(tmp_path)

    assert watch.seen == []


@pytest.mark.postgres
def test_a_token_in_postgresql_is_found(watch: Watch) -> None:
    with fresh_postgres() as url:
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept (value bytea)")
            connection.execute("INSERT INTO kept VALUES (%s)", (zlib.compress(LEAK.encode()),))

        watch.look_into_postgres(url)

    assert watch.seen


def test_a_token_in_an_error_of_trellos_room_is_found(watch: Watch) -> None:
    with watching(watch):
        TrelloError(f"no answer from /tokens/{LEAK}/webhooks")

    assert watch.seen


def test_a_token_in_a_page_is_found(watch: Watch) -> None:
    page = Starlette(routes=[Route("/page", lambda _request: PlainTextResponse(LEAK))])
    with ServerThread(page) as server, watching(watch):
        requests.get(f"{server.url}/page", timeout=60)

    assert watch.seen


def test_a_token_in_the_traceback_of_a_log_record_is_found(watch: Watch) -> None:
    with watching(watch):
        try:
            raise ValueError(LEAK)
        except ValueError:
            logging.getLogger(__name__).exception("It failed.")

    assert watch.seen
