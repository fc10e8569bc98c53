"""`cardkeeper setup`: asks for what is missing, tries each value, writes `.env`."""

import sys
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from typer import Option

from bot.cli.output import say, write
from bot.errors import UserError

if TYPE_CHECKING:
    from bot.setup.values import Value

EXAMPLES = """
cardkeeper setup
cardkeeper setup --again     (asks for what is there already, too)
"""

_TRIES = 3
_GIVEN_UP = "Given up; what was set so far is in .env."


def run(
    again: Annotated[
        bool, Option("--again", help="Ask also for values that are there and work.")
    ] = False,
) -> int:
    """Ask for what is missing, try each value at Trello and Slack, and write .env (mode 600).

    Nothing secret is shown. It can be run again at any time: what is there is tried, and asked for
    only when it does not work. Status 0: all is set; 2: it was given up.
    """
    from bot.settings import read_settings
    from bot.setup.env_file import read_env, write_env
    from bot.setup.values import values

    path = Path(".env")
    settings = read_settings()
    known = read_env(path)
    for value in values(settings.trello_url, settings.slack_url):
        if value.only_with and not known.get(value.only_with):
            continue
        given = _settled(value, known, again=again)
        if given != known.get(value.name, ""):
            known[value.name] = given
            write_env(path, {value.name: given})  # at once: what was typed is not lost
    write_env(path, {})
    write(
        "Written to .env, which only you can read. `cardkeeper serve` starts, `cardkeeper doctor`"
    )
    write("says whether everything works.")
    return 0


def _settled(value: "Value", known: dict[str, str], *, again: bool) -> str:
    """A value that works: the one that is there, or one that the person gives."""
    from bot.setup.values import Wrong

    held = known.get(value.name, "")
    if held and not again:
        try:
            write(f"{value.asks}: there already, {value.check(known, held)}.")
            return held
        except Wrong as wrong:
            say(f"{value.asks}: what is in .env does not work. {wrong}")
    write(f"\n{value.how}")
    for _ in range(_TRIES):
        given = value.clean(_asked(value))
        if not given and value.optional:
            write("Left out.")
            return ""
        if not given and held and again:
            given = held
        try:
            write(f"Good: {value.check(known, given)}.")
            return given
        except Wrong as wrong:
            say(str(wrong))
    raise UserError(
        f"{value.name} could not be set; run `cardkeeper setup` again when you have it."
    )


def _asked(value: "Value") -> str:
    """One line from the person; what is secret is not echoed on a terminal."""
    try:
        if value.secret and sys.stdin.isatty():
            return getpass(f"{value.asks}: ")
        sys.stdout.write(f"{value.asks}: ")
        sys.stdout.flush()
        line = sys.stdin.readline()
    except (EOFError, KeyboardInterrupt):
        line = ""
    if not line:
        write("")  # the question stands alone on its line
        raise UserError(_GIVEN_UP if Path(".env").exists() else "Given up; nothing was written.")
    return line
