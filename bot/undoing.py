"""Take back what the bot did to a card, as the command and the audit's page do."""

from bot.effect_words import Names, is_reversible, made_and_back, why_not_undone
from bot.recorded_changes import Changer, NotMade, Reach
from bot.trello.errors import TrelloNotFound
from protocol.undoing import changes_in_words, undo_plan
from protocol.words import join_and
from storage.effects import EffectRow

# To undo the undo of a move back is to move the card back again, and is remembered as that.
_OTHER_WAY = {"MoveBack": "UndoMove", "UndoMove": "MoveBack"}


def undo(reach: Reach, row: EffectRow, *, dry_run: bool = False, who: str = "") -> tuple[bool, str]:
    """Undo one effect; whether the card is as it was before it, and a sentence. `who` asked."""
    if not is_reversible(row):
        return False, f"Not undone: {why_not_undone(row)}"
    kept = reach.boards.kept(row.board_id) or reach.boards.read(row.board_id)
    changer = Changer(reach, kept.board, kept.answer)
    try:
        present = changer.read(row.card_id)
    except TrelloNotFound:
        return False, "Not undone: the card is gone."
    names = Names([kept.board])
    why = f"undo of {row.id}" + (f", asked by {who}" if who else "")
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
                present, planned.changes, kind=_OTHER_WAY[row.kind], why=why,
                before=row.after, after=row.before, reference=row.before,
            )  # fmt: skip
        else:
            effect = changer.make(present, planned.changes, kind="Undo", why=why)
    except NotMade as reason:
        return False, f"Not undone: {title}. {reason}"
    return True, f"Undone, as effect {effect}: on {title}, this {does}."
