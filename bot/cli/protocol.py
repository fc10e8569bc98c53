"""`cardkeeper protocol`: the agreement in plain English, or its JSON Schema for editors."""

from typing import Annotated

from typer import Option

from bot.agreement_files import read_agreement_file
from bot.cli.inputs import ProtocolPath, as_json, read_board
from bot.cli.output import write

EXAMPLES = """
cardkeeper protocol --protocol protocol.toml
cardkeeper protocol --protocol protocol.toml --board board.json > docs/agreement.md
cardkeeper protocol --schema > protocol.schema.json
"""


def run(
    protocol: ProtocolPath = None,
    board: Annotated[
        str | None,
        Option(
            "--board",
            "-b",
            metavar="BOARD.json",
            help="An exported board, or -: name its lists and say what they mean.",
            show_default=False,
        ),
    ] = None,
    schema: Annotated[
        bool,
        Option("--schema", help="Show the JSON Schema of protocol.toml instead, for editors."),
    ] = False,
) -> int:
    """Show the agreement in plain English, in Markdown, for a new colleague to read.

    Without --protocol it is the built-in agreement. With --board it also says what each list of
    that board means. Status 0: done; 2: could not run.
    """
    if schema:
        from protocol.schema import agreement_schema

        write(as_json(agreement_schema()))
        return 0
    from protocol.english import agreement_in_english

    agreement = read_agreement_file(protocol)
    write(agreement_in_english(agreement, read_board(board) if board else None))
    return 0
