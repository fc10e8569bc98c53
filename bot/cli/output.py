"""Writing to the terminal, a pipe or a file: encodings, colours, closed pipes, control characters.

Every verb writes through `write` and `say`, so that a card's title can neither break the output
of a terminal that knows no emoji nor send control codes to it.
"""

import contextlib
import io
import os
import re
import shutil
import sys
from typing import TextIO

from bot.errors import UserError

_BOLD, _DIM, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"
# Control characters, save tab, newline and the three codes above: a board's text is not trusted.
_CONTROLS = re.compile(r"\x1b(?!\[[012]m)|[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f]")
_STYLES = re.compile(r"\x1b\[[012]m")
_NARROWEST, _WIDEST = 40, 100


def prepare_streams() -> None:
    """Lets no character of a board fail for want of an encoding: what cannot be shown becomes ?.

    A stream that the shell has closed (`>&-`) takes everything and keeps nothing.
    """
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def write(text: str) -> None:
    """Writes a result on standard output, ending with one newline.

    A reader that has gone away (`| head`) is no error: the rest is dropped and the exit status
    stays what the result says.
    """
    _write(sys.stdout, text)


def write_bytes(data: bytes) -> None:
    """Writes a picture on standard output; raises UserError where a person would see its bytes."""
    if _is_terminal(sys.stdout):
        raise UserError("A picture is not for a terminal; write it to a file with --output FILE.")
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except OSError as error:
        _drop_the_rest(sys.stdout)
        if not isinstance(error, BrokenPipeError):
            raise UserError(f"The result cannot be written: {error.strerror}.") from None


def say(text: str) -> None:
    """Writes a remark beside the result, on standard error."""
    _write(sys.stderr, text)


def bold(text: str) -> str:
    """The text in bold, where standard output is a terminal that takes it."""
    return f"{_BOLD}{text}{_PLAIN}" if _takes_style(sys.stdout) and text else text


def dim(text: str) -> str:
    """The text in a fainter colour, where standard output is a terminal that takes it."""
    return f"{_DIM}{text}{_PLAIN}" if _takes_style(sys.stdout) and text else text


def terminal_width() -> int | None:
    """Columns to wrap text to, 40 to 100; None when standard output is no terminal."""
    if not _is_terminal(sys.stdout):
        return None
    return max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size().columns))


def paragraph(text: str, first: str = "", rest: str = "") -> str:
    """The text wrapped to the terminal, indented; in a pipe or a file it stays on one line."""
    width = terminal_width()
    if width is None:
        return f"{first}{text}"
    import textwrap

    return textwrap.fill(
        text,
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _write(stream: TextIO, text: str) -> None:
    text = _CONTROLS.sub("", text)
    if not _takes_style(stream):
        text = _STYLES.sub("", text)
    try:
        stream.write(text if text.endswith("\n") else f"{text}\n")
        stream.flush()
    except BrokenPipeError:
        _drop_the_rest(stream)
    except OSError as error:
        _drop_the_rest(stream)
        if stream is sys.stdout:
            raise UserError(f"The result cannot be written: {error.strerror}.") from None


def _drop_the_rest(stream: TextIO) -> None:
    """Points the stream at nothing, so that the interpreter's last flush is quiet as well."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def _is_terminal(stream: TextIO) -> bool:
    return not stream.closed and stream.isatty()


def _takes_style(stream: TextIO) -> bool:
    """NO_COLOR (https://no-color.org), dumb terminals and pipes are respected."""
    return (
        _is_terminal(stream) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    )
