"""The `cardkeeper` command: one file per verb, imported only when that verb is called.

Exit statuses: 0 clean, 1 findings, 2 could not run, 130 interrupted.
"""

import sys
from collections.abc import Sequence

from bot.cli.failures import exit_status_of
from bot.cli.output import prepare_streams
from bot.promptness import begin_quickly, end_quickly


def main() -> None:
    """Entry point of the `cardkeeper` command; ends the process."""
    begin_quickly()
    status = run_command(sys.argv[1:])
    end_quickly()
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
