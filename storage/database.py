"""Open the database: SQLite with a write-ahead log by default, PostgreSQL by its address."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from storage.writing import take_turns

_MIGRATIONS = Path(__file__).parent / "migrations"


class DatabaseError(Exception):
    """The database cannot be used; the text is one sentence for a person."""


class DatabaseAwayError(DatabaseError):
    """The same, of a server that does not answer: it may do so later."""


def open_database(url: str) -> Engine:
    """An engine on an up-to-date schema.

    A database of an older version is migrated; one of a newer version, or one that cannot be
    reached, raises DatabaseError with a sentence that says what to do.
    """
    engine = connect(url)
    try:
        _migrate(engine)
    except DBAPIError as error:
        engine.dispose()
        sentence = str(_cannot_be_opened(url, str(error.orig)))
        is_server = engine.dialect.name != "sqlite"
        raise (DatabaseAwayError if is_server else DatabaseError)(sentence) from None
    except BaseException:
        engine.dispose()
        raise
    return engine


def connect(url: str) -> Engine:
    """An engine without a look at the schema. Raises DatabaseError for an address that is none."""
    address = read_address(url)
    if address.get_backend_name() == "sqlite":
        if address.database and address.database != ":memory:":
            try:
                Path(address.database).parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise _cannot_be_opened(url, error.strerror or "its folder is missing") from None
        engine = create_engine(address, connect_args={"timeout": 30})
        event.listen(engine, "connect", _prepare_sqlite)
        take_turns(engine)
        return engine
    address = address.set(drivername="postgresql+psycopg")
    return create_engine(address, pool_pre_ping=True, pool_size=10, max_overflow=20)


def read_address(url: str) -> URL:
    """The parts of an address; raises DatabaseError with a sentence that shows no password."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):  # a port that is no number is a ValueError
        address = None
    kinds = {"sqlite": "sqlite", "postgresql": "postgresql", "postgres": "postgresql"}
    kind = kinds.get(address.drivername.partition("+")[0]) if address is not None else None
    if address is None or kind is None:
        raise DatabaseError(
            "DATABASE_URL is no address that Cardkeeper knows; write "
            "sqlite:////folder/cardkeeper.db or postgresql://user:password@host/database."
        )
    return address.set(drivername=kind)


def shown(url: str) -> str:
    """The address as it may be shown: without its password."""
    return read_address(url).render_as_string(hide_password=True)


def _cannot_be_opened(url: str, reason: str) -> DatabaseError:
    plain = " ".join(reason.split()).rstrip(".")
    return DatabaseError(
        f"The database {shown(url)} cannot be opened: {plain}. "
        "Check DATABASE_URL, that its server or folder is there and that it may be written."
    )


def newest_revision() -> str:
    """The schema version that this code is for."""
    return _head(ScriptDirectory(str(_MIGRATIONS)))


def _head(scripts: ScriptDirectory) -> str:
    head = scripts.get_current_head()
    assert head is not None  # there is a first migration
    return head


def present_revision(engine: Engine) -> str | None:
    """The schema version that the database is at, None for an empty one; changes nothing."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")  # an accepted event is on the disk before the 200
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def migrate_to(engine: Engine, revision: str) -> None:
    """Bring the schema to this revision, or to the newest with `head`. Raises DatabaseError for
    one that this version does not know."""
    _migrate(engine, revision)


def _migrate(engine: Engine, to: str = "head") -> None:
    scripts = ScriptDirectory(str(_MIGRATIONS))
    with engine.connect() as connection:  # mostly there is nothing to do, and nobody has to wait
        if MigrationContext.configure(connection).get_current_revision() == _head(scripts):
            return
    with engine.begin() as connection:
        # two that start together must not both migrate; one cut off in its midst changes nothing
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(712046183)")
        else:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        present = MigrationContext.configure(connection).get_current_revision()
        known = {script.revision for script in scripts.walk_revisions()}
        if present is not None and present not in known:
            raise DatabaseError(
                f"The database was last used by a newer Cardkeeper (schema {present}; this one "
                f"knows up to {scripts.get_current_head()}). Install that version again, or "
                "restore a backup made before the upgrade."
            )
        if present == scripts.get_current_head():
            return
        if to != "head" and to not in known:
            raise DatabaseError(
                f"The schema {to} is of a newer Cardkeeper (this one knows up to "
                f"{scripts.get_current_head()}); use that version."
            )
        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, to)
