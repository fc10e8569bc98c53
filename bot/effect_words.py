"""What an effect was, in words: for the audit, and for what can or cannot be undone."""

import re
from collections.abc import Callable
from datetime import datetime

import msgspec
from msgspec import Struct

from protocol.board import Board
from protocol.decide import Notice
from protocol.rule import Change
from protocol.undoing import changes_in_words
from storage.effects import NEVER_KNOWN, EffectRow

_RULES = re.compile(r"\(`([\w-]+)`;")  # as the sticky comment names them
_LONGEST = 100

DID = {
    "PostComment": "posted its comment",
    "EditComment": "edited its comment",
    "WithdrawComment": "withdrew its comment",
    "MoveBack": "moved the card back",
    "Tell": "told the channel",
    "CloseMessage": "closed the channel's message",
    "Apply": "changed the card",
    "Reply": "answered a command",
    "Attach": "told a link's state in an attachment",
    "Detach": "took a link's attachment away",
    "Undo": "undid a change",
    "UndoMove": "undid moving the card back",
    "Template": "kept a template card",
    "BoardCard": "kept the team's card",
    "Notice": "told an administrator",
}
REVERSIBLE = ("Apply", "MoveBack", "Undo", "UndoMove")
_MOVES = ("MoveBack", "UndoMove")


class Names:
    """Names of cards, lists and members by id, from the boards that are known."""

    def __init__(self, boards: list[Board]) -> None:
        self._titles: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self.boards: dict[str, str] = {}
        for board in boards:
            self.add(board)

    def add(self, board: Board) -> None:
        """Take over what a board knows; the titles of cards that are gone, from its history."""
        self.boards[board.id] = board.name
        for action in reversed(board.actions):  # the latest title wins
            name = action.card.get("name")
            if action.card_id and isinstance(name, str) and name.strip():
                self._titles[action.card_id] = " ".join(name.split())
        self._titles |= {card.id: card.title for card in board.cards}
        self._names |= {entry.id: entry.name for entry in board.lists}
        self._names |= {member.id: member.name for member in board.members}

    def title(self, card_id: str) -> str:
        """The card's title; empty when no board knows it."""
        return self._titles.get(card_id, "")

    def name(self, known_id: str) -> str:
        """The name of a list or a member, or its id."""
        return self._names.get(known_id, known_id)


class Told(Struct, frozen=True):
    """An effect for people and programs."""

    id: int
    at: datetime
    board_id: str
    board: str
    card_id: str
    card: str  # its title; empty when it is not known
    kind: str
    what: str
    before: str
    after: str
    why: str
    state: str  # "done", "refused" or "not confirmed"
    failure: str
    can_be_undone: bool


def told(row: EffectRow, names: Names) -> Told:
    """The effect with names instead of ids, and its texts cut to a line."""
    before, after = _BEFORE_AFTER.get(row.kind, _texts)(row, names)
    unknown = row.failure in ("", NEVER_KNOWN)
    state = "done" if row.done_at else "not confirmed" if unknown else "refused"
    assert row.id is not None  # it comes from the database
    return Told(
        id=row.id,
        at=row.done_at or row.begun_at,
        board_id=row.board_id,
        board=names.boards.get(row.board_id, row.board_id),
        card_id=row.card_id,
        card=names.title(row.card_id),
        kind=row.kind,
        what=DID.get(row.kind, row.kind),
        before=before,
        after=after,
        why=_line(row.why),
        state=state,
        failure="" if unknown else _line(row.failure),
        can_be_undone=is_reversible(row),
    )


def is_reversible(row: EffectRow) -> bool:
    """Whether `cardkeeper undo` takes this back."""
    if row.kind not in REVERSIBLE or row.failure not in ("", NEVER_KNOWN):
        return False
    return bool(row.done_at or row.reference)  # cut off before it was known what undoes it


def made_and_back(row: EffectRow) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    """What a reversible effect changed, and what brings it back."""
    if row.kind in _MOVES:
        return (Change("move", row.after),), (Change("move", row.before),)
    return _changes(row.after), _changes(row.reference)


def why_not_undone(row: EffectRow) -> str:
    """Why an effect cannot be undone, and what to do instead."""
    if row.failure not in ("", NEVER_KNOWN):
        return f"Trello refused it ({_line(row.failure)}), so there is nothing to undo."
    if row.kind in REVERSIBLE:
        return "it was cut off, and what it had changed by then is not known; look at the card."
    return _INSTEAD.get(row.kind, "it changed nothing that could be taken back.")


_FOLLOWS = (
    "it follows the facts: it is edited when they change, and goes when nothing is left to settle. "
    "To be exempt instead, write in a comment on the card: "
    "@cardkeeper exempt RULE until DAY because ..."
)
_INSTEAD = {
    "PostComment": f"a comment is not undone, {_FOLLOWS}",
    "EditComment": f"a comment is not undone, {_FOLLOWS}",
    "WithdrawComment": "the comment was withdrawn because nothing was left to settle; it comes "
    "back by itself when something is.",
    "Tell": f"a message is not undone, {_FOLLOWS}",
    "CloseMessage": "the message was closed because nothing was left to settle; it comes back by "
    "itself when somebody's change leaves something.",
    "Attach": "it follows the link: take the link off the card, or `attachments` out of the "
    "agreement's table [links].",
    "Detach": "it comes back when the card has the link again.",
    "Reply": "an answer is not undone; what it was asked to change is an effect of its own.",
    "Template": "archive the template card to be without it; it is not made again.",
    "Notice": "what was said is said.",
    "BoardCard": "archive the card, or take the table [board_card] out of the agreement.",
}


def _texts(row: EffectRow, _names: Names) -> tuple[str, str]:
    return _line(row.before), _line(row.after)


def _comment(row: EffectRow, _names: Names) -> tuple[str, str]:
    """The rules that the comment names before and after, for its text is on the card."""
    before, after = _rules(row.before), _rules(row.after)
    return ("", f"{after}, in other words") if before and before == after else (before, after)


def _rules(text: str) -> str:
    return ", ".join(dict.fromkeys(_RULES.findall(text))) if text else ""


def _move(row: EffectRow, names: Names) -> tuple[str, str]:
    return f"'{names.name(row.before)}'", f"'{names.name(row.after)}'"


def _message(row: EffectRow, _names: Names) -> tuple[str, str]:
    return _points(row.before), _points(row.after)


def _points(text: str) -> str:
    try:
        notice = msgspec.json.decode(text, type=Notice) if text else None
    except msgspec.DecodeError:  # written by another version
        return _line(text)
    return ", ".join(dict.fromkeys(rule for rule, *_ in notice.points)) if notice else ""


def _change(row: EffectRow, names: Names) -> tuple[str, str]:
    if row.key.startswith("new-card:"):  # it is undone by archiving the card
        return "", "made it"
    return "", _line("; ".join(changes_in_words(_changes(row.after), names.name)))


def _changes(text: str) -> tuple[Change, ...]:
    return msgspec.json.decode(text, type=tuple[Change, ...]) if text else ()


def _line(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST - 1].rstrip()}…"


_BEFORE_AFTER: dict[str, Callable[[EffectRow, Names], tuple[str, str]]] = {
    "PostComment": _comment,
    "EditComment": _comment,
    "WithdrawComment": _comment,
    "MoveBack": _move,
    "UndoMove": _move,
    "Tell": _message,
    "CloseMessage": _message,
    "Apply": _change,
    "Undo": _change,
}
