"""What the verbs have in common: the board, the agreement, and the time they are judged at."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from typer import Argument, Option

from bot.cli.output import say
from bot.errors import UserError
from bot.promptness import making_what_lives
from protocol.agreement import Agreement
from protocol.board import Board
from protocol.board_complaints import gone_words
from protocol.board_json import read_export
from protocol.days import lasting
from protocol.history import history_of
from protocol.subject import Context
from protocol.words import did_you_mean, nearest

BoardPath = Annotated[
    str,
    Argument(
        metavar="BOARD.json",
        help="A board exported from Trello as JSON, or - for standard input.",
        show_default=False,
    ),
]
ProtocolPath = Annotated[
    str | None,
    Option(
        "--protocol",
        "-p",
        metavar="FILE",
        help="The team's agreement, protocol.toml. Without it a built-in one maps lists by common "
        "names.",
        show_default=False,
    ),
]
At = Annotated[
    str | None,
    Option(
        "--at",
        metavar="TIME",
        help="Judge the board as of this day or time, such as 2026-11-23 or 2026-11-23T10:00; a "
        "day alone means its beginning. Without it: now, or the export's last activity when that "
        "is older than a week.",
        show_default=False,
    ),
]

_OLD = timedelta(days=7)
_YEARS = (1970, 2999)  # beyond them, times in some zones cannot be told


def read_context(board_path: str, protocol_path: str | None, at: str | None) -> Context:
    """All that a judgement rests on, from the arguments of the command line.

    Says aloud on standard error when it calculates as of another time than now. Raises UserError,
    BoardError or AgreementError, each with one sentence.
    """
    agreement = _agreement(protocol_path)
    board = read_board(board_path)
    now = moment(at, "--at", agreement) if at else _default_moment(board, agreement)
    return Context(board=board, agreement=agreement, history=history_of(board), now=now)


def read_board(path: str) -> Board:
    """The board in an export, or on standard input for `-`; raises BoardError or UserError."""
    source = "standard input" if path == "-" else path
    raw = _bytes_of(path)
    with making_what_lives():
        board = read_export(raw, source)
    for remark in _loose_words(board):
        say(f"{source}: {remark}")
    return board


def _agreement(path: str | None) -> Agreement:
    if path is None:
        return Agreement()
    from bot.agreement_files import read_agreement_file  # its TOML is not needed without a file

    return read_agreement_file(path)


def moment(text: str, option: str, agreement: Agreement) -> datetime:
    """The time that an option names; without a zone it is in the agreement's. Raises UserError."""
    try:
        when = datetime.fromisoformat(text.strip())
        if not _YEARS[0] <= when.year <= _YEARS[1]:
            raise ValueError
    except ValueError:
        raise UserError(
            f"{option} '{text}' is no time; write a day as 2026-11-23, or a time as "
            "2026-11-23T10:00 or 2026-11-23T10:00+01:00."
        ) from None
    return when if when.tzinfo else when.replace(tzinfo=ZoneInfo(agreement.timezone))


def choice(value: str, option: str, known: tuple[str, ...]) -> str:
    """The value, when it is one of the known ones; raises UserError with the nearest."""
    if value in known:
        return value
    raise UserError(f"{option} '{value}' is not known; {did_you_mean(value, known)}")


def as_json(value: object) -> str:
    """The value as indented JSON, readable by a program whatever the terminal's encoding."""
    import msgspec

    text = msgspec.json.format(msgspec.json.encode(value), indent=2).decode()
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "")
    if encoding == "utf8":
        return text
    import json

    return json.dumps(json.loads(text), indent=2)


def _default_moment(board: Board, agreement: Agreement) -> datetime:
    """Now; for an export older than a week, its last activity, said aloud."""
    now = datetime.now(UTC)
    last = board.last_moment
    if last is None or now - last <= _OLD:
        return now
    local = last.astimezone(ZoneInfo(agreement.timezone))
    say(
        f"Calculated as of {local:%Y-%m-%d %H:%M %Z}, the export's last activity "
        f"({lasting((now - last).days)} ago); use --at to change it."
    )
    return last


def _bytes_of(path: str) -> bytes:
    if path == "-":
        if sys.stdin is None or sys.stdin.closed:
            raise UserError("There is nothing on standard input.")
        if sys.stdin.isatty():
            say("Waiting for a board export on standard input; Ctrl-D ends it.")
        return sys.stdin.buffer.read()
    try:
        return Path(path).read_bytes()
    except FileNotFoundError:
        raise UserError(f"There is no file '{path}'{_similar(Path(path))}.") from None
    except IsADirectoryError:
        raise UserError(f"'{path}' is a folder; name the board export in it.") from None
    except (OSError, ValueError) as error:  # ValueError: a path with a null character
        reason = getattr(error, "strerror", None) or "it is no path"
        raise UserError(f"'{path}' cannot be read: {reason}.") from None


def _similar(path: Path) -> str:
    try:
        names = [entry.name for entry in path.parent.iterdir() if entry.suffix == ".json"]
    except OSError:
        return ""
    close = nearest(path.name, names, 1)
    return f"; there is '{path.parent / close[0]}'" if close else ""


def _loose_words(board: Board) -> Iterator[str]:
    """What is said of open cards that point to what the export does not hold: people leave boards,
    and the rest of the board is as good as ever."""
    lists = [end.card for end in board.loose_ends if end.what == "list"]
    people = [end.card for end in board.loose_ends if end.what == "member"]
    if lists:
        yield (
            gone_words(lists, "in a list that the export does not hold")
            + ". Left out here; on the board, move what is still needed to a list that is there."
        )
    if people:
        yield (
            gone_words(list(dict.fromkeys(people)), "with an owner who is no longer on the board")
            + ". Read without that owner."
        )
