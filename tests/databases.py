"""Databases for tests: SQLite always, PostgreSQL where a server is at hand, a fresh one each time.

`CARDKEEPER_TEST_POSTGRES` is the address of a server on which databases may be made and dropped.
"""

import atexit
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from storage.database import open_database
from tests.secrecy import WATCH

SERVER = "CARDKEEPER_TEST_POSTGRES"
_ABSENT = f"{SERVER} names no PostgreSQL server; .ci/run starts one"

both = pytest.mark.parametrize(
    "database_url",
    ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)],
    indirect=True,
)
"""Marks a test, or a module's `pytestmark`, to run on both kinds of database."""


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database that nobody has used; SQLite unless a test is marked `both`."""
    if getattr(request, "param", "sqlite") == "sqlite":
        yield f"sqlite:///{tmp_path / 'cardkeeper.db'}"
    else:
        with fresh_postgres(migrated="engine" in request.fixturenames) as url:
            yield url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on that database, with the newest schema."""
    opened = opened_with_schema(database_url)
    yield opened
    opened.dispose()


def opened_with_schema(url: str) -> Engine:
    """The database opened, with the newest schema. A new SQLite file begins as a copy of one that
    was migrated once: hundreds of tests need no more, and those of migrations do without."""
    path = Path(url.removeprefix("sqlite:///"))
    if url.startswith("sqlite:///") and not path.exists():
        shutil.copyfile(_migrated(), path)
    return open_database(url)


@cache
def _migrated() -> Path:
    """A file of this process's own with the newest schema and nothing in it."""
    folder = Path(tempfile.mkdtemp(prefix="cardkeeper-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = open_database(f"sqlite:///{folder / 'migrated.db'}")
    made.dispose()  # the last connection that closes takes the write-ahead log with it
    return folder / "migrated.db"


@contextmanager
def fresh_postgres(*, migrated: bool = False) -> Iterator[str]:
    """The address of a new PostgreSQL database, dropped afterwards; empty, or with the newest
    schema as a copy of one that was migrated once.

    Skips the test when there is no server, or fails it where every test is to run.
    """
    server = os.environ.get(SERVER)
    if not server:
        if os.environ.get("CARDKEEPER_REQUIRE_ALL") == "1":
            pytest.fail(_ABSENT)
        pytest.skip(_ABSENT)
    name = f"cardkeeper_{uuid.uuid4().hex}"
    template = _migrated_on(server) if migrated else "template1"
    _tell(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    address = _address(server, name)
    try:
        yield address
        WATCH.look_into_postgres(address)
    finally:
        _drop(server, name)


@cache
def _migrated_on(server: str) -> str:
    """The name of a database of this process's own with the newest schema and nothing in it."""
    name = f"cardkeeper_{uuid.uuid4().hex}"
    _tell(server, f'CREATE DATABASE "{name}"')
    atexit.register(_drop, server, name)
    made = open_database(_address(server, name))
    made.dispose()  # a database is copied only while nobody is connected to it
    return name


def _address(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _drop(server: str, name: str) -> None:
    _tell(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _tell(server: str, command: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(command.encode())


def allow(url: str, *, connections: bool) -> None:
    """Close a database to everybody, or open it again."""
    address = make_url(url)
    server = address.set(database="postgres").render_as_string(hide_password=False)
    name = str(address.database)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(
            sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS {}").format(
                sql.Identifier(name), sql.Literal(connections)
            )
        )
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,)
        )
