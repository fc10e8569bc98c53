"""The `cardkeeper` command: one file per verb, imported only when that verb is called.

Exit statuses: 0 clean, 1 findings, 2 could not run, 130 interrupted.
"""

import gc
import sys
from collections.abc import Sequence

from bot.cli.failures import exit_status_of
from bot.cli.output import prepare_streams


def main() -> None:
    """Entry point of the `cardkeeper` command; ends the process."""
    gc.set_threshold(100_000)  # looking for garbage while modules load costs a sixth of a check
    status = run_command(sys.argv[1:])
    gc.freeze()  # nothing is left to be found: the last search of a service's memory takes seconds
    sys.exit(status)


def run_command(arguments: Sequence[str]) -> int:
    """Runs one command line and gives its exit status; whatever fails is told on stderr."""
    prepare_streams()
    try:
        from bot.cli.verbs import command

        status = command().main(
            list(arguments) or ["--help"], prog_name="cardkeeper", standalone_mode=False
        )
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the last resort, it reports
        return exit_status_of(error)
    return int(status or 0)
