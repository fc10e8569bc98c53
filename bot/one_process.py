"""One service at a time on an SQLite database: a second is refused by a lock of the operating
system, which goes with the process that holds it, however that ends. PostgreSQL takes any number.
"""

import fcntl
import os
from contextlib import ExitStack, suppress
from pathlib import Path

from bot.errors import UserError
from storage.database import DatabaseError, read_address


def take_alone(running: ExitStack, database: str) -> None:
    """Hold the database for this process until `running` ends. Raises UserError when another holds
    it; the file that is locked stays, and holds nobody up by being there."""
    path = lock_of(database)
    if path is None:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        held = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise UserError(
            f"The folder {path.parent} cannot be written ({error.strerror}). Cardkeeper keeps its "
            "data there; CARDKEEPER_DATA names another."
        ) from None
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        by = os.read(held, 20).decode("ascii", "replace").strip()
        os.close(held)
        raise UserError(
            f"A service works on {path.with_suffix('')} already{f' (process {by})' if by else ''}, "
            "and SQLite is for one at a time. Stop it first; for several, DATABASE_URL names a "
            "PostgreSQL database."
        ) from None
    except OSError as error:  # a file system that has no locks
        os.close(held)
        raise UserError(
            f"The file {path} cannot be locked ({error.strerror}), so that a second service could "
            "not be told; keep the data on a disk of this machine."
        ) from None
    running.callback(os.close, held)
    with suppress(OSError):  # a full disk: then the sentence above names no process
        os.ftruncate(held, 0)
        os.pwrite(held, str(os.getpid()).encode(), 0)


def lock_of(database: str) -> Path | None:
    """The file that is locked, beside the database; None where several may work."""
    try:
        address = read_address(database)
    except DatabaseError as error:
        raise UserError(str(error)) from None
    if address.get_backend_name() != "sqlite" or address.database in (None, "", ":memory:"):
        return None
    return Path(f"{address.database}.lock")
