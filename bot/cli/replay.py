"""`cardkeeper replay`: an agreement tried on a board's past."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

from typer import Option

from bot.agreement_files import read_agreement_file
from bot.cli.inputs import At, BoardPath, ProtocolPath, choice, moment, read_context
from bot.cli.output import write
from bot.cli.replay_words import Told
from bot.errors import UserError
from protocol.replay import replay
from protocol.replay_figures import figures_of
from protocol.subject import Context

EXAMPLES = """
cardkeeper replay board.json --since 2026-10-01
cardkeeper replay board.json --since 2026-10-01 --protocol protocol.toml
cardkeeper replay board.json --protocol protocol.toml --against stricter.toml
cardkeeper replay board.json --format markdown > replay.md
"""
FORMATS = ("text", "json", "markdown")


def run(
    board: BoardPath,
    since: Annotated[
        str | None,
        Option(
            "--since",
            "-s",
            metavar="TIME",
            help="From this day or time on, such as 2026-10-01. Without it: from where the "
            "export's history begins.",
            show_default=False,
        ),
    ] = None,
    protocol: ProtocolPath = None,
    against: Annotated[
        str | None,
        Option(
            "--against",
            "-a",
            metavar="FILE",
            help="A second agreement: say what it would change.",
            show_default=False,
        ),
    ] = None,
    at: At = None,
    output: Annotated[
        str, Option("--format", "-f", metavar="FORMAT", help="text, json or markdown.")
    ] = "text",
) -> int:
    """Try an agreement on a board's past before living with it.

    Rebuilds the board from the export's actions and judges it at each change: how often each rule
    would have spoken, to whom, how many messages that means for each person, and how much of it
    was settled within a day anyway. Nothing is written anywhere. Status 0: done; 2: could not run.
    """
    output = choice(output, "--format", FORMATS)
    context = read_context(board, protocol, at)
    start = _start(context, since)
    told = [_told(context, start, protocol)]
    if against is not None:
        other = Context(
            board=context.board,
            agreement=read_agreement_file(against),
            history=context.history,
            now=context.now,
        )
        told.append(_told(other, start, against))
    write(_shown(told, output))
    return 0


def _start(context: Context, since: str | None) -> datetime:
    if since is None:
        return context.history.begins or context.now
    start = moment(since, "--since", context.agreement)
    if start > context.now:
        end = context.now.astimezone(context.zone)
        raise UserError(
            f"--since {since} is after the end of the replay, {end:%Y-%m-%d %H:%M %Z}; "
            "choose an earlier day, or a later end with --at."
        )
    return start


def _told(context: Context, start: datetime, path: str | None) -> Told:
    played = replay(context.board, context.agreement, start, context.now)
    name = Path(path).name if path else "the built-in agreement"
    return Told(name, played, figures_of(played))


def _shown(told: list[Told], output: str) -> str:
    if output == "json":
        from bot.cli.replay_json import replay_json

        return replay_json(told)
    if output == "markdown":
        from bot.cli.replay_markdown import replay_markdown

        return replay_markdown(told)
    from bot.cli.replay_text import replay_text

    return replay_text(told)
