"""`cardkeeper migrate-data`: from SQLite to PostgreSQL."""

from typing import Annotated

from typer import Argument, Option

from bot.cli.output import say, write
from bot.errors import UserError
from protocol.words import count_of

EXAMPLES = """
cardkeeper migrate-data postgresql://user@host/cardkeeper --dry-run
CARDKEEPER_TARGET_URL=postgresql://user:password@host/cardkeeper cardkeeper migrate-data
"""


def run(
    target: Annotated[
        str | None,
        Argument(
            metavar="ADDRESS", envvar="CARDKEEPER_TARGET_URL", show_envvar=False,
            help="The new database; better in CARDKEEPER_TARGET_URL, for a command line is seen.",
        ),
    ] = None,
    dry_run: Annotated[
        bool, Option("--dry-run", help="Say what would be copied, and copy nothing.")
    ] = False,
) -> int:  # fmt: skip
    """Copy all data from the database of the settings to another, which must be empty.

    One transaction: afterwards every table has as many rows as before, or nothing was copied. Stop
    the service before, set DATABASE_URL after. The old database is only read. Status 0: done; 2:
    could not run.
    """
    from bot.live import open_known_data
    from bot.settings import read_settings
    from storage.copying import CopyError, copy_all
    from storage.database import DatabaseError, open_database, shown

    if not target:
        raise UserError("No target is given; set CARDKEEPER_TARGET_URL to the new database.")
    settings = read_settings()
    try:
        if shown(target) == shown(settings.database):
            raise UserError("The target is the database that is used now; give another.")
        new = open_database(target)
    except DatabaseError as error:
        raise UserError(str(error).replace("DATABASE_URL", "CARDKEEPER_TARGET_URL")) from None
    source = open_known_data(settings)
    try:
        copied = copy_all(source, new, dry_run=dry_run)
    except CopyError as error:
        raise UserError(str(error)) from None
    finally:
        source.dispose()
        new.dispose()
    for name, count in sorted(copied.rows.items()):
        write(f"{name:<18} {count:>9,}")
    rows = count_of(sum(copied.rows.values()), "row")
    said = "would be copied" if dry_run else "are copied, and counted again in their new place"
    say(f"{rows} {said}." + ("" if dry_run else f" Now set DATABASE_URL to {shown(target)}."))
    return 0
