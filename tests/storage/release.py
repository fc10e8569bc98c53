"""`python -m tests.storage.release VERSION`: keeps the schema of a release as it was, with rows in
it, and the digests of its migrations, so that every later version is tried on what people have."""

import hashlib
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from storage.database import _MIGRATIONS, open_database
from tests.storage.filled import fill

FOLDER = Path(__file__).parent / "released"


def freeze(version: str, folder: Path = FOLDER, migrations: Path = _MIGRATIONS) -> None:
    """Write `VERSION.sql`, a database of the present schema as SQL, and `VERSION.migrations`."""
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        engine = open_database(f"sqlite:///{place}/now.db")
        fill(engine)
        engine.dispose()
        with closing(sqlite3.connect(f"{place}/now.db")) as database:
            text = "\n".join(database.iterdump())
    (folder / f"{version}.sql").write_text(text + "\n", encoding="utf-8")
    digests = (f"{digest}  {name}\n" for name, digest in digests_of(migrations).items())
    (folder / f"{version}.migrations").write_text("".join(digests), encoding="utf-8")


def digests_of(migrations: Path = _MIGRATIONS) -> dict[str, str]:
    """SHA-256 of each migration's file, by its name."""
    files = sorted((migrations / "versions").glob("[0-9]*.py"))
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def changed_since(version: str, folder: Path = FOLDER, migrations: Path = _MIGRATIONS) -> list[str]:
    """Migrations of that release that are not any more what they were then."""
    now = digests_of(migrations)
    then = (folder / f"{version}.migrations").read_text(encoding="utf-8").splitlines()
    kept = (line.split("  ") for line in then)
    return [name for digest, name in kept if now.get(name) != digest]


def restore(version: str, database: Path, folder: Path = FOLDER) -> dict[str, int]:
    """Make the database as that release left it; how many rows each of its tables has."""
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript((folder / f"{version}.sql").read_text(encoding="utf-8"))
        return dict(_rows(connection))


def _rows(connection: sqlite3.Connection) -> Iterator[tuple[str, int]]:
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (name,) in names:
        yield name, connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]


if __name__ == "__main__":
    freeze(sys.argv[1])
