"""`cardkeeper migrate-data`: from SQLite to PostgreSQL."""

from contextlib import ExitStack
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from bot.cli.output import say, write
from bot.errors import UserError
from protocol.words import count_of

if TYPE_CHECKING:
    from sqlalchemy import Engine

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

    One transaction: afterwards every table has as many rows as before, or nothing was copied. The
    service must be stopped; set DATABASE_URL after. The old database is only read. Status 0: done;
    2: could not run.
    """
    from bot.live import open_known_data
    from bot.one_process import take_alone
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
        with ExitStack() as alone:  # nor may it start meanwhile
            if not dry_run:
                _refuse_while_it_runs(source)
                take_alone(alone, settings.database)
            copied = copy_all(source, new, dry_run=dry_run)
    except CopyError as error:
        raise UserError(str(error)) from None
    finally:
        source.dispose()
        new.dispose()
    rows = count_of(_listed(copied.rows), "row")
    said = "would be copied" if dry_run else "are copied, and counted again in their new place"
    say(f"{rows} {said}." + ("" if dry_run else f" Now set DATABASE_URL to {shown(target)}."))
    return 0


def _listed(rows: dict[str, int]) -> int:
    """A line for each table; how many rows there are in all."""
    for name, count in sorted(rows.items()):
        write(f"{name:<18} {count:>9,}")
    return sum(rows.values())


def _refuse_while_it_runs(source: "Engine") -> None:
    from bot.processes import alive

    at_work = alive(source, datetime.now(UTC))
    if at_work:
        raise UserError(
            f"The service runs ({at_work[0].id}), and what it writes from now on would be missing "
            "in the new database; stop it first, or wait for half a minute when it was killed."
        )
