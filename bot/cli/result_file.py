"""Writing a verb's result to a file instead of standard output."""

from pathlib import Path
from typing import Annotated

from typer import Option

from bot.cli.output import say, write
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


def write_result(text: str, path: str | None) -> None:
    """Writes a result on standard output, or as UTF-8 to the file and says so; raises UserError."""
    if path is None or path == "-":
        write(text)
        return
    try:
        Path(path).write_text(text, encoding="utf-8")
    except FileNotFoundError:
        raise UserError(f"'{path}' cannot be written: there is no folder of that name.") from None
    except (OSError, ValueError) as error:  # ValueError: a path with a null character
        reason = getattr(error, "strerror", None) or "it is no path"
        raise UserError(f"'{path}' cannot be written: {reason}.") from None
    say(f"Wrote {path}.")
