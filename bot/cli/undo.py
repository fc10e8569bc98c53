"""`cardkeeper undo`: take back what the bot did to a card."""

from typing import Annotated

from typer import Argument

from bot.cli.live_options import DryRun
from bot.cli.output import write
from bot.errors import UserError

EXAMPLES = """
cardkeeper audit                   (the numbers in front are the effects)
cardkeeper undo 41
cardkeeper undo 41 42 43 --dry-run
"""


def run(
    effects: Annotated[
        list[str],
        Argument(
            metavar="EFFECT",
            help="Numbers of effects, as 'cardkeeper audit' shows them.",
            show_default=False,
        ),
    ],
    dry_run: DryRun = False,
) -> int:
    """Take back what the bot did to a card: changes it made, and cards it moved back.

    What somebody has changed since in the same place is left alone, and said. An undo is an effect
    too, so that it can be undone. Several are taken back latest first. Status 0: all are as they
    were; 1: one could not be undone; 2: could not run.
    """
    numbers = sorted({_number(text) for text in effects}, reverse=True)
    from bot.live import open_live
    from bot.undoing import undo
    from storage.effects import effect_by_id

    all_undone = True
    with open_live() as live:
        rows = [(number, effect_by_id(live.engine, number)) for number in numbers]
        for number, row in rows:
            if row is None:
                raise UserError(
                    f"There is no effect {number}; 'cardkeeper audit --since 90d' lists them."
                )
        for _, row in rows:
            if row is not None:
                if live.boards.kept(row.board_id) is None:
                    live.read(row.board_id)
                undone, sentence = undo(live, row, dry_run=dry_run)
                all_undone &= undone
                write(f"{row.id}: {sentence}")
    return 0 if all_undone else 1


def _number(text: str) -> int:
    plain = text.strip().removeprefix("#")
    if not plain.isascii() or not plain.isdigit() or len(plain) > 18:
        raise UserError(f"'{text}' is no effect; give its number, as 'cardkeeper audit' shows it.")
    return int(plain)
