"""Options that commands on live boards have in common."""

from typing import Annotated

from typer import Option

BoardOption = Annotated[
    str | None,
    Option(
        "--board",
        "-b",
        metavar="ID",
        help="The board's id, short link or address. Without it: the boards of the settings.",
        show_default=False,
    ),
]
CardOption = Annotated[
    str | None,
    Option(
        "--card",
        "-c",
        metavar="ID",
        help="Only this card: its id, short link, #number or address.",
        show_default=False,
    ),
]
DryRun = Annotated[
    bool, Option("--dry-run", "-n", help="Say what would be done, and write nothing to Trello.")
]
