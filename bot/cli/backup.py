"""`cardkeeper backup`: all data in one file, while the service runs."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from typer import Argument, Option

from bot.cli.output import say, write
from bot.errors import UserError
from protocol.words import count_of

EXAMPLES = """
cardkeeper backup
cardkeeper backup /backups/cardkeeper.gz
cardkeeper backup --into /backups --keep 14
"""


def run(
    path: Annotated[
        str | None,
        Argument(metavar="FILE", help="The file to write; without it, one named by the time."),
    ] = None,
    into: Annotated[
        str, Option("--into", metavar="FOLDER", help="Where to write a file named by the time.")
    ] = ".",
    keep: Annotated[
        int, Option("--keep", metavar="N", min=0, help="Keep the newest N there; 0: all.")
    ] = 0,
) -> int:
    """Write all of Cardkeeper's data into one file, of one moment, while the service runs.

    The file holds what was read of cards, so it is readable by its owner alone; keys and tokens
    are not in it. `cardkeeper restore` takes it on SQLite and on PostgreSQL alike. Status 0: done;
    2: could not run.
    """
    from bot.live import open_known_data
    from bot.settings import read_settings
    from storage.copying import dump

    now = datetime.now(UTC)
    target = Path(path) if path else Path(into) / f"cardkeeper-{now:%Y%m%d-%H%M%S}.gz"
    if path and target.exists():
        raise UserError(f"The file {target} is there already; give another name.")
    engine = open_known_data(read_settings())
    try:
        copied = dump(engine, target, now)
    except OSError as error:
        raise UserError(
            f"The backup {target} cannot be written: {error.strerror}. Nothing was left behind."
        ) from None
    finally:
        engine.dispose()
    rows = count_of(sum(copied.rows.values()), "row")
    write(str(target))
    say(f"{rows} of {count_of(len(copied.rows), 'table')}, schema {copied.revision}.")
    if keep and not path:
        for old in sorted(target.parent.glob("cardkeeper-????????-??????.gz"))[:-keep]:
            old.unlink()
            say(f"{old} is deleted.")
    return 0
