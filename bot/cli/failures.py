"""From whatever went wrong to one sentence on standard error and an exit status."""

import os
import sys
from pathlib import Path

from bot.cli.output import say

COULD_NOT_RUN, NOT_NOW, INTERRUPTED = 2, 75, 130


def exit_status_of(error: BaseException) -> int:
    """Tells the person what went wrong, and gives the status to end with.

    What the person can mend is one sentence; anything else is a fault of Cardkeeper's own: one
    sentence with an id, and the traceback in a log file that the sentence names.
    """
    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED
    sentence = _sentence(error)
    say(f"cardkeeper: {sentence or _logged(error)}")
    return NOT_NOW if sentence and _may_pass(error) else COULD_NOT_RUN


def _sentence(error: BaseException) -> str | None:
    """The sentence of an error that the person can mend; None for a fault of Cardkeeper's."""
    # Imported here, because they cost more than all the rest of a start without an error.
    from typer import Abort, TyperException

    from bot.errors import UserError
    from protocol.agreement_file import AgreementError
    from protocol.board_json import BoardError

    if isinstance(error, UserError | BoardError | AgreementError):
        return str(error)
    if isinstance(error, TyperException):
        context = getattr(error, "ctx", None)  # of an error in how the command was called
        where = context.command_path if context else "cardkeeper"
        message = error.format_message()
        return f"{message}{'' if message.endswith(('.', '?')) else '.'} Try '{where} --help'."
    if isinstance(error, Abort):
        return "Stopped."
    if isinstance(error, MemoryError):
        return "There is not enough memory for this."
    return None


def _may_pass(error: BaseException) -> bool:
    from bot.errors import NotNowError

    return isinstance(error, NotNowError)


def _logged(error: BaseException) -> str:
    """Writes the traceback to a file and gives the sentence that names it."""
    import tempfile
    import traceback
    from datetime import UTC, datetime

    fault = os.urandom(4).hex()
    text = "".join(traceback.format_exception(error))
    head = f"{datetime.now(UTC).isoformat()} {fault} cardkeeper {' '.join(sys.argv[1:2])}\n"
    for folder in (state_folder() / "faults", Path(tempfile.gettempdir())):
        path = folder / f"cardkeeper-{fault}.log"
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.touch(mode=0o600)
            path.write_text(head + text, encoding="utf-8", errors="backslashreplace")
        except OSError:
            continue  # a home that cannot be written to: the next folder is tried
        return (
            f"something went wrong that is not your fault ({type(error).__name__}, fault {fault}); "
            f"the details are in {path}."
        )
    return (
        f"something went wrong that is not your fault (fault {fault}), and no log file could be "
        f"written: {traceback.format_exception_only(error)[-1].strip()}"
    )


def state_folder() -> Path:
    """Where this user's logs go: XDG_STATE_HOME, LOCALAPPDATA, else ~/.local/state."""
    base = os.environ.get("XDG_STATE_HOME") or os.environ.get("LOCALAPPDATA")
    return Path(base or Path.home() / ".local" / "state") / "cardkeeper"
