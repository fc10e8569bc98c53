"""`cardkeeper flow`: how long cards take, how many are done and come in, and what is ageing."""

from typing import Annotated

from typer import Option

from bot.cli.inputs import At, BoardPath, ProtocolPath, as_json, choice, read_context
from bot.cli.output import terminal_width
from bot.cli.result_file import Output, write_result

EXAMPLES = """
cardkeeper flow board.json
cardkeeper flow board.json --protocol protocol.toml --at 2026-11-23
cardkeeper flow board.json --format json
cardkeeper flow board.json --format html --output flow.html
"""
FORMATS = ("text", "json", "html")
_PIPED_WIDTH = 100


def run(
    board: BoardPath,
    protocol: ProtocolPath = None,
    at: At = None,
    form: Annotated[
        str, Option("--format", "-f", metavar="FORMAT", help="text, json or html.")
    ] = "text",
    output: Output = None,
) -> int:
    """Say how work flows: cycle time, throughput, arrivals, and cards that are ageing.

    From the last twelve whole weeks, or as many as the board's history holds; an export holds its
    last 1,000 actions. Status 0: done; 2: could not run.
    """
    form = choice(form, "--format", FORMATS)
    from protocol.flow import flow_of

    flow = flow_of(read_context(board, protocol, at))
    if form == "json":
        from protocol.render.flow_json import flow_json

        text = as_json(flow_json(flow))
    elif form == "html":
        from protocol.render.flow_html import flow_html
        from protocol.render.page import page

        text = page(f"Flow: {flow.board}", flow_html(flow))
    else:
        from protocol.render.flow_text import flow_text

        text = flow_text(flow, terminal_width() or _PIPED_WIDTH)
    write_result(text, output)
    return 0
