"""`cardkeeper undo`: take back what the bot did to a card."""

from typing import TYPE_CHECKING, Annotated

from typer import Argument

from bot.cli.live_options import DryRun
from bot.cli.output import write
from bot.errors import UserError

if TYPE_CHECKING:
    from bot.live import Live
    from storage.effects import EffectRow

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
                undone, sentence = _undo(live, row, dry_run=dry_run)
                all_undone &= undone
                write(f"{row.id}: {sentence}")
    return 0 if all_undone else 1


def _number(text: str) -> int:
    plain = text.strip().removeprefix("#")
    if not plain.isascii() or not plain.isdigit() or len(plain) > 18:
        raise UserError(f"'{text}' is no effect; give its number, as 'cardkeeper audit' shows it.")
    return int(plain)


def _undo(live: "Live", row: "EffectRow", *, dry_run: bool) -> tuple[bool, str]:
    """Undo one effect; whether the card is as it was before it, and a sentence."""
    from bot.effect_words import Names, is_reversible, made_and_back, why_not_undone
    from bot.recorded_changes import Changer, NotMade
    from bot.trello.errors import TrelloNotFound
    from protocol.undoing import changes_in_words, undo_plan
    from protocol.words import join_and

    if not is_reversible(row):
        return False, f"Not undone: {why_not_undone(row)}"
    kept = live.boards.kept(row.board_id) or live.read(row.board_id)
    changer = Changer(live, kept.board, kept.answer)
    try:
        present = changer.read(row.card_id)
    except TrelloNotFound:
        return False, "Not undone: the card is gone."
    names = Names([kept.board])
    title = f"'{present.card.title}'"
    made, back = made_and_back(row)
    planned = undo_plan(present.card, made, back, names.name)
    if planned.since:
        return False, f"Not undone: {title} was changed since. {' '.join(planned.since)}"
    if not planned.changes:
        return True, f"Nothing to do: {title} is as it was before."
    does = join_and(changes_in_words(planned.changes, names.name))
    if dry_run:
        return True, f"Would be undone: on {title}, this {does}."
    try:
        if row.kind in ("MoveBack", "UndoMove"):
            effect = changer.recorded(
                present, planned.changes, kind=_OTHER_WAY[row.kind], why=f"undo of {row.id}",
                before=row.after, after=row.before, reference=row.before,
            )  # fmt: skip
        else:
            effect = changer.make(present, planned.changes, kind="Undo", why=f"undo of {row.id}")
    except NotMade as reason:
        return False, f"Not undone: {title}. {reason}"
    return True, f"Undone, as effect {effect}: on {title}, this {does}."


# To undo the undo of a move back is to move the card back again, and is remembered as that.
_OTHER_WAY = {"MoveBack": "UndoMove", "UndoMove": "MoveBack"}
