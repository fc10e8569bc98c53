"""Writing a verb's result to a file instead of standard output."""

from pathlib import Path
from typing import Annotated

from typer import Option

from bot.cli.output import say, write, write_bytes
from bot.errors import UserError

Output = Annotated[
    str | None,
    Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write to this file instead of standard output; - is standard output.",
        show_default=False,
    ),
]


def write_result(result: str | bytes, path: str | None) -> None:
    """Writes a result on standard output, or to the file, text as UTF-8, and says so; raises
    UserError."""
    if path is None or path == "-":
        if isinstance(result, bytes):
            write_bytes(result)
        else:
            write(result)
        return
    try:
        Path(path).write_bytes(result if isinstance(result, bytes) else result.encode())
    except FileNotFoundError:
        raise UserError(f"'{path}' cannot be written: there is no folder of that name.") from None
    except (OSError, ValueError) as error:  # ValueError: a path with a null character
        reason = getattr(error, "strerror", None) or "it is no path"
        raise UserError(f"'{path}' cannot be written: {reason}.") from None
    say(f"Wrote {path}.")
