"""`cardkeeper` at another time: its clock goes as far off as a file says, and as fast as ever.

Run as a program with the file's path in SHIFTED_BY; moving the clock is writing the file. Only
what the service calls its clock is moved: signatures and pauses go by the machine's own.
"""

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.bot.running import Running

MOVED = "SHIFTED_BY"


class Shifted(Running):
    """One service at a time of its own, which is to lie in the past: jobs are begun by the
    machine's clock."""

    program = (__file__,)

    def __init__(self, data: Path, at: datetime, **environment: str) -> None:
        self._file = data.parent / f"{data.name}.moved"
        self.move_to(at)
        super().__init__(
            data,
            PYTHONPATH=str(Path(__file__).parents[2]),
            **{MOVED: str(self._file)},
            **environment,
        )

    def move_to(self, moment: datetime) -> None:
        """Let it be this moment now."""
        beside = self._file.with_suffix(".new")
        beside.write_text(str((moment - datetime.now(UTC)).total_seconds()))
        beside.replace(self._file)


def _now() -> datetime:
    return datetime.now(UTC) + timedelta(seconds=float(Path(os.environ[MOVED]).read_text()))


def main() -> None:
    """The command, with its clock replaced before anybody has it."""
    import bot.clock

    bot.clock.now_utc = _now
    import bot.sandbox.workspace

    bot.sandbox.workspace._now = _now
    from bot.cli import main as command

    command()


if __name__ == "__main__":
    sys.path.pop(0)  # of this folder, whose names are not those of packages
    main()
