"""Print the sample board as an export: `python -m bot.sandbox.team > board.json`."""

import argparse
import json
import sys
from datetime import UTC, datetime

from bot.sandbox.team.board import sample_board

EXAMPLE_NOW = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
"""The time at which the export in `examples/` was "taken"."""


def export_text(now: datetime) -> str:
    """The sample board at `now` as the text of an export: one line of JSON, as from Trello."""
    return json.dumps(sample_board(now), ensure_ascii=False, separators=(",", ":")) + "\n"


def main(arguments: list[str] | None = None) -> None:
    """Write the export to standard output; an unreadable time ends it with a sentence."""
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox.team", description=__doc__)
    parser.add_argument(
        "--at",
        type=_aware,
        default=EXAMPLE_NOW,
        metavar="TIMESTAMP",
        help="now, for the board; ISO 8601, UTC when no offset is given "
        f"(default: {EXAMPLE_NOW.isoformat()})",
    )
    sys.stdout.write(export_text(parser.parse_args(arguments).at))


def _aware(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a time such as 2026-11-20T16:00:00Z"
        ) from problem
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


if __name__ == "__main__":
    main()
