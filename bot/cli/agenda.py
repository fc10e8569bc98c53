"""`cardkeeper agenda`: the weekly meeting from what changed."""

import re
from datetime import datetime, timedelta
from typing import Annotated

from typer import Option

from bot.chance import chance_for
from bot.cli.inputs import At, BoardPath, ProtocolPath, as_json, choice, moment, read_context
from bot.cli.result_file import Output, write_result
from bot.errors import UserError
from protocol.agenda import Agenda, agenda
from protocol.agreement import Agreement

EXAMPLES = """
cardkeeper agenda board.json
cardkeeper agenda board.json --since 2026-11-16
cardkeeper agenda board.json --since 14d --protocol protocol.toml
cardkeeper agenda board.json --format html --output agenda.html
"""
FORMATS = ("markdown", "html", "json")
_SPAN = re.compile(r"^\s*(\d{1,4})\s*(d|w)\s*$", re.IGNORECASE)


def run(
    board: BoardPath,
    protocol: ProtocolPath = None,
    at: At = None,
    since: Annotated[
        str,
        Option(
            "--since",
            "-s",
            metavar="WHEN",
            help="When the last meeting was: a day, a time, or a span such as 7d or 2w.",
        ),
    ] = "7d",
    form: Annotated[
        str, Option("--format", "-f", metavar="FORMAT", help="markdown, html or json.")
    ] = "markdown",
    output: Output = None,
) -> int:
    """Prepare the weekly meeting from what changed since the last one.

    Done with its evidence, carried over, coming, blocked or to be decided, new, goals, load of the
    coming week, and what the agreement found. Status 0: done; 2: could not run.
    """
    form = choice(form, "--format", FORMATS)
    context = read_context(board, protocol, at)
    begin = begin_of(since, context.now, context.agreement)
    text = _shown(agenda(context, begin, chance_of=chance_for(context)), form)
    write_result(text, output)
    return 0


def begin_of(since: str, now: datetime, agreement: Agreement) -> datetime:
    """The moment that `--since` names: a span before `now`, a day's beginning, or a time.

    Raises UserError for what is no time and for one that is still ahead of `now`.
    """
    span = _SPAN.match(since)
    if span:
        days = int(span[1]) * (7 if span[2].lower() == "w" else 1)
        return now - timedelta(days=days)
    try:
        when = moment(since, "--since", agreement)
    except UserError:
        raise UserError(
            f"--since '{since}' is no time; write a day as 2026-11-16, a time as "
            "2026-11-16T10:00, or a span as 7d or 2w."
        ) from None
    if when >= now:
        raise UserError(
            f"--since {since} is not before {now.astimezone(when.tzinfo):%Y-%m-%d %H:%M}, the time "
            "the board is judged at; give an earlier one, or a later --at."
        )
    return when


def _shown(meeting: Agenda, form: str) -> str:
    if form == "json":
        from protocol.render.agenda_json import agenda_json

        return as_json(agenda_json(meeting))
    if form == "html":
        from protocol.render.agenda_html import agenda_html

        return agenda_html(meeting)
    from protocol.render.agenda_markdown import agenda_markdown

    return agenda_markdown(meeting)
