"""`cardkeeper workload`: who carries how much, and what that rests on."""

from typing import Annotated

from typer import Option

from bot.cli.inputs import At, BoardPath, ProtocolPath, as_json, choice, read_context
from bot.cli.output import terminal_width
from bot.cli.result_file import Output, write_result
from protocol.workload import Workload, workload

EXAMPLES = """
cardkeeper workload board.json
cardkeeper workload board.json --protocol protocol.toml --at 2026-11-23
cardkeeper workload board.json --format svg --output workload.svg
cardkeeper workload board.json --format html --output workload.html
"""
FORMATS = ("text", "json", "svg", "html")
_PIPED_WIDTH = 100


def run(
    board: BoardPath,
    protocol: ProtocolPath = None,
    at: At = None,
    form: Annotated[
        str, Option("--format", "-f", metavar="FORMAT", help="text, json, svg or html.")
    ] = "text",
    output: Output = None,
) -> int:
    """Say who carries how much: load, capacity, and the cards behind each number.

    Load is estimate times weight of the list's role times share. Cards that wait, are blocked or
    wait for a run count nothing and are shown. Everybody is shown, also who carries nothing.
    Status 0: done; 2: could not run.
    """
    form = choice(form, "--format", FORMATS)
    text = _shown(workload(read_context(board, protocol, at)), form)
    write_result(text, output)
    return 0


def _shown(load: Workload, form: str) -> str:
    if form == "json":
        from protocol.render.workload_json import workload_json

        return as_json(workload_json(load))
    if form == "svg":
        from protocol.render.workload_svg import workload_svg

        return workload_svg(load)
    if form == "html":
        from protocol.render.workload_html import workload_html

        return workload_html(load)
    from protocol.render.workload_text import workload_text

    return workload_text(load, terminal_width() or _PIPED_WIDTH)
