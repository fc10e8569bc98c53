"""`cardkeeper workload`: who carries how much, and what that rests on."""

from typing import Annotated

from typer import Argument, Option

from bot.cli.inputs import At, BoardPath, ProtocolPath, as_json, choice, read_context
from bot.cli.output import terminal_width
from bot.cli.result_file import Output, write_result
from bot.errors import UserError
from protocol.calendars import with_spans
from protocol.subject import Context
from protocol.weeks import MOST_WEEKS, WEEKS, Weeks, weeks_of
from protocol.workload import Workload, workload

EXAMPLES = """
cardkeeper workload board.json
cardkeeper workload board.json --protocol protocol.toml --at 2026-11-23
cardkeeper workload board.json --weeks
cardkeeper workload board.json --weeks 6
cardkeeper workload board.json --protocol protocol.toml --calendar Ines=ines.ics
cardkeeper workload board.json --format svg --output workload.svg
cardkeeper workload board.json --format html --output workload.html
"""
FORMATS = ("text", "json", "svg", "png", "html", "csv")
_PIPED_WIDTH = 100


def run(
    board: BoardPath,
    number: Annotated[
        list[str] | None, Argument(metavar="[N]", hidden=True, show_default=False)
    ] = None,
    protocol: ProtocolPath = None,
    at: At = None,
    form: Annotated[
        str, Option("--format", "-f", metavar="FORMAT", help="text, json, svg, png, html or csv.")
    ] = "text",
    weeks: Annotated[
        bool,
        Option(
            "--weeks",
            "-w",
            help="Show the next four weeks, or as many as a number after it says: what is promised "
            "by due dates.",
        ),
    ] = False,
    calendar: Annotated[
        list[str] | None,
        Option(
            "--calendar",
            "-c",
            metavar="NAME=FILE",
            help="An iCalendar file with a person's time away; may be given for several people.",
        ),
    ] = None,
    output: Output = None,
) -> int:
    """Say who carries how much: load, capacity, and the cards behind each number.

    Load is estimate times weight of the list's role times share. Cards that wait, are blocked or
    wait for a run count nothing and are shown. Everybody is shown, also who carries nothing.
    Status 0: done; 2: could not run.
    """
    form = choice(form, "--format", FORMATS)
    board, count = _weeks_meant(board, number or [], ahead=weeks)
    context = read_context(board, protocol, at)
    if calendar:
        context = _with_calendars(context, tuple(calendar))
    load = workload(context)
    write_result(_shown(load, weeks_of(context, load, count), form, ahead=weeks), output)
    return 0


def _weeks_meant(board: str, more: list[str], *, ahead: bool) -> tuple[str, int]:
    """The board and how many weeks are meant: `board.json --weeks 3`, `--weeks 3 board.json`.

    Raises UserError for what is neither.
    """
    if not more:
        return board, WEEKS
    named = [word for word in (board, *more) if not word.isdigit()]
    numbers = [int(word) for word in (board, *more) if word.isdigit()]
    if not ahead or len(numbers) != 1 or len(named) != 1:
        extra = " ".join(more)
        raise UserError(
            f"'{extra}' is one thing too many: 'cardkeeper workload BOARD.json' takes one board, "
            "and a number only after --weeks."
        )
    if not 1 <= numbers[0] <= MOST_WEEKS:
        raise UserError(
            f"--weeks {numbers[0]} cannot be shown; ask for 1 to {MOST_WEEKS} weeks, or for no "
            f"number, which means {WEEKS}."
        )
    return named[0], numbers[0]


def _with_calendars(context: Context, entries: tuple[str, ...]) -> Context:
    """The context with what these files say of time away; raises UserError."""
    from msgspec import structs

    from bot.calendars.files import away_by_files

    found = away_by_files(context.agreement, entries, context.now)
    return structs.replace(context, agreement=with_spans(context.agreement, found))


def _shown(load: Workload, weeks: Weeks, form: str, *, ahead: bool) -> str | bytes:
    """The load with its weeks; `ahead`: the weeks are what is asked for."""
    if form == "json":
        from protocol.render.weeks_json import weeks_json
        from protocol.render.workload_json import workload_json

        return as_json({**workload_json(load), "weeks": weeks_json(weeks)})
    if form == "svg":
        return _picture(load, weeks, ahead=ahead)
    if form == "png":
        from bot.slack.chart import workload_chart
        from bot.slack.weeks_chart import weeks_chart

        return weeks_chart(weeks) if ahead else workload_chart(load)
    if form == "csv":
        from protocol.render.weeks_json import weeks_csv
        from protocol.render.workload_csv import workload_csv

        return weeks_csv(weeks) if ahead else workload_csv(load)
    if form == "html":
        from protocol.render.workload_html import workload_html

        return workload_html(load, weeks)
    from protocol.render.workload_text import workload_text

    return workload_text(load, terminal_width() or _PIPED_WIDTH, weeks, ahead=ahead)


def _picture(load: Workload, weeks: Weeks, *, ahead: bool) -> str:
    if ahead:
        from protocol.render.weeks_svg import weeks_svg

        return weeks_svg(weeks)
    from protocol.render.workload_svg import workload_svg

    return workload_svg(load)
