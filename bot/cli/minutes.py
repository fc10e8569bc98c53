"""`cardkeeper minutes`: the minutes of past meetings, listed, read, searched."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

from typer import Argument, Option

from bot.cli.inputs import as_json, choice
from bot.cli.live_options import BoardOption
from bot.cli.result_file import Output, write_result
from bot.errors import UserError

if TYPE_CHECKING:
    from bot.minutes_archive import Archive

EXAMPLES = """
cardkeeper minutes
cardkeeper minutes 2026-11-23
cardkeeper minutes last --format html --output minutes.html
cardkeeper minutes --search "deepvariant gatk"
"""
FORMATS = ("markdown", "html", "json")


def run(
    day: Annotated[
        str,
        Argument(
            metavar="[DAY]",
            help="The day the meeting was planned for, or last; without it, the list of all.",
            show_default=False,
        ),
    ] = "",
    board: BoardOption = None,
    search: Annotated[
        str,
        Option("--search", "-q", metavar="TEXT", help="Only meetings whose minutes have it all."),
    ] = "",
    form: Annotated[
        str, Option("--format", "-f", metavar="FORMAT", help="markdown, html or json.")
    ] = "markdown",
    output: Output = None,
) -> int:  # fmt: skip
    """Show the minutes of a meeting, or list the meetings that were held with their outcomes.

    This reads the database alone. Status 0: done; 1: there is none; 2: could not run.
    """
    form = choice(form, "--format", FORMATS)
    from bot.known_boards import board_id_of, known_boards
    from bot.live import agreement_of, open_known_data
    from bot.minutes_archive import Archive
    from bot.settings import read_settings
    from storage.meeting_life import boards_of_meetings

    settings = read_settings()
    engine = open_known_data(settings)
    try:
        known = known_boards(engine)
        titles = {card.id: card.title for each in known for card in each.cards}
        archive = Archive(engine, agreement_of(settings), titles)
        boards = (board_id_of(known, board),) if board else boards_of_meetings(engine)
        return (
            _one(archive, boards, day, form, output)
            if day
            else _list(archive, boards, search, form, output)
        )
    finally:
        engine.dispose()


def _one(
    archive: "Archive", boards: tuple[str, ...], day: str, form: str, output: str | None
) -> int:
    from protocol.render.minutes_html import minutes_html
    from protocol.render.minutes_json import minutes_json
    from protocol.render.minutes_markdown import minutes_markdown

    found = archive.minutes_on(boards, _day(day))
    if found is None:
        raise UserError(
            f"No meeting was held on {day}; 'cardkeeper minutes' lists those that were."
            if day != "last" else "No meeting was held yet, so there are no minutes."
        )  # fmt: skip
    if form == "json":
        write_result(as_json(minutes_json(found)), output)
    elif form == "html":
        write_result(minutes_html(found), output)
    else:
        write_result(minutes_markdown(found), output)
    return 0


def _list(
    archive: "Archive", boards: tuple[str, ...], search: str, form: str, output: str | None
) -> int:
    from protocol.render.minutes_html import minutes_list_html
    from protocol.render.minutes_json import minutes_json
    from protocol.render.minutes_markdown import minutes_list

    found = archive.found(boards, search)
    if form == "json":
        write_result(as_json([minutes_json(each) for each in found]), output)
    elif form == "html":
        write_result(minutes_list_html(found, search), output)
    else:
        write_result(minutes_list(found, search), output)
    return 0 if found else 1


def _day(text: str) -> date | None:
    """The day; None means the last meeting."""
    if text == "last":
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UserError(f"'{text}' is no day; write one as 2026-11-23, or last.") from None
