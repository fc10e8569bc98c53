"""`cardkeeper restore`: the data of a backup, into an empty database."""

import os
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from bot.cli.output import say
from bot.errors import UserError
from protocol.words import count_of

if TYPE_CHECKING:
    from bot.settings import Settings

EXAMPLES = """
cardkeeper restore cardkeeper-20261128-030000.gz
cardkeeper restore cardkeeper-20261128-030000.gz --replace
DATABASE_URL=postgresql://... cardkeeper restore cardkeeper-20261128-030000.gz
"""


def run(
    path: Annotated[str, Argument(metavar="FILE", help="What 'cardkeeper backup' wrote.")],
    replace: Annotated[
        bool,
        Option("--replace", help="SQLite: put the present database aside first, under a name."),
    ] = False,
) -> int:
    """Put the data of a backup into the database that the settings name, which must be empty.

    Older backups are migrated. Nothing is overwritten: with --replace the present SQLite files are
    renamed. The service on that database must be stopped. Status 0: done; 2: could not run.
    """
    from bot.one_process import take_alone
    from bot.settings import read_settings
    from storage.copying import CopyError, load, read_head
    from storage.database import DatabaseError, connect

    settings = read_settings()
    with ExitStack() as alone:
        alone.callback(os.umask, os.umask(0o077))  # what is kept is for this user alone
        try:
            head = read_head(Path(path))  # before anything is put aside
            take_alone(alone, settings.database)
            if replace:
                _put_aside(settings)
            engine = connect(settings.database)
            alone.callback(engine.dispose)
            copied = load(Path(path), engine)
        except (CopyError, DatabaseError) as error:
            raise UserError(str(error)) from None
    say(
        f"{count_of(sum(copied.rows.values()), 'row')} of {head['made_at'][:16]} UTC are back. "
        "Start the service: it reads the boards anew and goes on from there."
    )
    return 0


def _put_aside(settings: "Settings") -> None:
    """Rename SQLite's files and the queue's; raises UserError while a process works on them."""
    from sqlalchemy.exc import SQLAlchemyError

    from bot.processes import alive
    from storage.database import connect, read_address

    address = read_address(settings.database)
    if address.get_backend_name() != "sqlite":
        raise UserError("--replace is for SQLite; on PostgreSQL give a new, empty database.")
    database = Path(address.database or "")
    if not database.exists():
        return
    now = datetime.now(UTC)
    engine = connect(settings.database)
    try:
        at_work = alive(engine, now)
    except SQLAlchemyError:  # a broken one is just what is to be replaced
        at_work = []
    finally:
        engine.dispose()
    if at_work:
        raise UserError(
            f"A service works on {database} ({at_work[0].id}); stop it first, or wait for half a "
            "minute when it was killed."
        )
    moment = f"{now:%Y%m%d-%H%M%S}"
    queue = read_address(settings.engine_database).database or ""
    for path in (database, Path(queue)):
        for end in ("", "-wal", "-shm"):
            found = Path(f"{path}{end}")
            if found.exists():
                found.rename(f"{path}.before-{moment}{end}")
    say(f"The present database is now {database}.before-{moment}.")
