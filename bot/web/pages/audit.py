"""The audit: what the bot did on the board, and the way to take it back."""

from msgspec import Struct

from bot.effect_words import Told, told
from bot.undoing import undo
from bot.web.pages.frame import render
from bot.web.pages.parts import names_of
from bot.web.pages.shape import Done
from bot.web.pages.visit import Refused, Visit
from protocol.render.addresses import web_address
from storage.acted import is_first
from storage.effects import effect_by_id, effects_of_board

_PER_PAGE = 60
_LONGEST_ID = 18


class Line(Struct, frozen=True):
    """One effect, with its card's address."""

    told: Told
    url: str


def show_audit(visit: Visit) -> str:
    """The page, newest first; `before` goes on from there, `card` shows one card's."""
    board = visit.kept.board
    before, card_id = _number(visit.query.get("before", "")), visit.query.get("card", "")
    rows = effects_of_board(
        visit.site.engine, board.id, _PER_PAGE + 1, before=before, card_id=card_id
    )
    names = visit.picture.get(names_of)
    cards = board.cards_by_id
    lines = [
        Line(told(row, names), web_address(card.url) if (card := cards.get(row.card_id)) else "")
        for row in rows[:_PER_PAGE]
    ]
    older = lines[-1].told.id if len(rows) > _PER_PAGE else 0
    return render(
        "audit.html", visit, page="audit", lines=lines, older=older, card_id=card_id,
        card=names.title(card_id) if card_id else "", begun=before is None,
    )  # fmt: skip


def undo_effect(visit: Visit) -> Done:
    """Take one effect back, once for each time the form was made."""
    visit.must_change()
    number = _number(visit.form.get("effect", ""))
    row = effect_by_id(visit.site.engine, number) if number is not None else None
    if row is None or row.board_id != visit.kept.board.id:
        raise Refused(404, "There is no such effect on this board.")
    back = visit.at("audit") + f"#effect-{row.id}"
    key = f"page:undo:{row.id}:{visit.form.get('once', '')[:40]}"
    if not is_first(visit.site.engine, key, visit.now):
        return Done(back, "That was asked for already; it is done once.")
    _, sentence = undo(visit.site, row, who=visit.visitor.name)
    return Done(back, sentence)


def _number(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID
    return int(text) if is_number else None
