"""The database: can it be reached, and has it the schema that this version works with."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bot.doctor.finding import Check, attention, failed, ok
from bot.settings import Settings
from storage.database import (
    DatabaseError,
    connect,
    newest_revision,
    present_revision,
    read_address,
    shown,
)

_NAME = "database"


def check_database(settings: Settings) -> Iterator[Check]:
    """Reads the schema's version; makes and migrates nothing."""
    try:
        address = read_address(settings.database)
        if address.get_backend_name() == "sqlite" and not Path(address.database or "").exists():
            yield attention(
                _NAME,
                f"there is none yet at {address.database}",
                "The first 'cardkeeper serve' makes it. Is CARDKEEPER_DATA the folder you mean?",
            )
            return
        engine = connect(settings.database)
        try:
            present = present_revision(engine)
        finally:
            engine.dispose()
    except (DatabaseError, SQLAlchemyError) as error:
        reason = getattr(error, "orig", None) or error
        yield failed(
            _NAME,
            f"cannot be read: {' '.join(str(reason).split())}",
            "Check DATABASE_URL, that its server or folder is there and that it may be written.",
        )
        return
    yield _schema(present, shown(settings.database))


def _schema(present: str | None, where: str) -> Check:
    newest = newest_revision()
    if present == newest:
        return ok(_NAME, f"schema {present}, the newest, in {where}")
    if present is None or present < newest:
        return attention(
            _NAME,
            f"schema {present or 'none'} in {where}; this version works with {newest}",
            "Start the service: it brings the schema up to date. Make a backup before.",
        )
    return failed(
        _NAME,
        f"schema {present} in {where} is of a newer Cardkeeper; this one knows up to {newest}",
        "Install that version again, or restore a backup made before the upgrade.",
    )
