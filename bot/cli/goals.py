"""`cardkeeper goals`: how far each goal is, when it may be reached, and what it waits for."""

from typing import Annotated

from typer import Option

from bot.cli.inputs import At, BoardPath, ProtocolPath, as_json, choice, read_context
from bot.cli.output import terminal_width
from bot.cli.result_file import Output, write_result

EXAMPLES = """
cardkeeper goals board.json
cardkeeper goals board.json --protocol protocol.toml --format markdown
cardkeeper goals board.json --format json
"""
FORMATS = ("text", "markdown", "html", "json")
_PIPED_WIDTH = 100


def run(
    board: BoardPath,
    protocol: ProtocolPath = None,
    at: At = None,
    form: Annotated[
        str, Option("--format", "-f", metavar="FORMAT", help="text, markdown, html or json.")
    ] = "text",
    output: Output = None,
) -> int:
    """Say how far each goal is, when its cards may be done, and what it waits for.

    Work that serves no goal is named below. The forecast says its probability and what it assumes;
    where the history is too thin there is none. Status 0: done; 2: could not run.
    """
    form = choice(form, "--format", FORMATS)
    from bot.chance import chance_for
    from protocol.goals_report import goals_report

    context = read_context(board, protocol, at)
    report = goals_report(context, chance_for(context))
    if form == "json":
        from protocol.render.goals_json import goals_json

        text = as_json(goals_json(report))
    elif form == "html":
        from protocol.render.goals_html import goals_html
        from protocol.render.page import page

        text = page(f"Goals: {report.board}", goals_html(report))
    else:
        from protocol.render.goals_text import goals_markdown, goals_text

        width = terminal_width() or _PIPED_WIDTH
        text = goals_markdown(report) if form == "markdown" else goals_text(report, width)
    write_result(text, output)
    return 0
