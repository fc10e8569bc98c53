"""One action undone: what a card or a list was before it.

Facts about actions: an `updateCard` holds the old values under `old`, one key each (facts/trello.md
1.3); label changes show as `old.idLabels` only; the text of a removed attachment, checklist or
choice of a custom field is not kept anywhere.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from msgspec import structs

from protocol.board import Action, Attachment, Board, BoardList, Card, Checklist, Label

MAKES_A_CARD = (
    "createCard",
    "copyCard",
    "emailCard",
    "convertToCardFromCheckItem",
    "moveCardToBoard",
)
_TAKES_A_CARD = ("deleteCard", "moveCardFromBoard")


def card_before(card: Card, action: Action, board: Board) -> Card | None:
    """The card before this action of its own; None when it was not on the board yet.

    What the action does not tell stays as it is after it.
    """
    if action.type in MAKES_A_CARD:
        return None
    if action.type in ("updateCard", "updateCustomFieldItem") and action.changed:
        undo = _with_old_values if action.type == "updateCard" else _with_old_field
        return undo(card, action, board)
    undo_one = _BY_TYPE.get(action.type)
    return undo_one(card, action) if undo_one else card


def list_before(entry: BoardList, action: Action) -> BoardList | None:
    """The list before this action; None when it was not on the board yet."""
    if action.type in ("createList", "moveListToBoard"):
        return None
    if action.type != "updateList":
        return entry
    old = action.changed
    return structs.replace(
        entry,
        name=str(old["name"]) if old.get("name") is not None else entry.name,
        closed=bool(old["closed"]) if "closed" in old else entry.closed,
        position=_number(old.get("pos"), entry.position),
    )


def lost_by(action: Action, board: Board) -> Iterator[str]:
    """What undoing this action cannot bring back, as words that `rewind.what_is_lost` counts."""
    if action.type in _TAKES_A_CARD:
        yield "cards"
    elif action.type == "moveListFromBoard":
        yield "lists"
    card = board.cards_by_id.get(action.card_id)
    if card is None:
        return
    if action.type == "deleteAttachmentFromCard":
        yield "attachments"
    elif action.type == "removeChecklistFromCard":
        yield "checklists"
    elif action.type == "updateCheckItemStateOnCard":
        if not any(item.id == action.subject_id for c in card.checklists for item in c.items):
            yield "check items"
    elif action.type == "updateCustomFieldItem":
        if action.changed.get("idValue"):
            yield "choices"
        elif action.value not in board.field_names:
            yield "fields"
    elif isinstance(action.changed.get("idLabels"), list):
        known = {label.id for label in board.labels}
        yield from ("labels" for label in action.changed["idLabels"] if label not in known)


def _with_old_values(card: Card, action: Action, board: Board) -> Card:
    changes: dict[str, Any] = {}
    for key, value in action.changed.items():
        read = _READ.get(key)
        if read is not None:
            field, value_of = read
            changes[field] = value_of(value)
    if action.list_before:
        changes["list_id"] = action.list_before
    if isinstance(action.changed.get("idLabels"), list):
        changes["labels"] = _labels(action.changed["idLabels"], card, board)
    return structs.replace(card, **changes) if changes else card


def _labels(ids: list[Any], card: Card, board: Board) -> tuple[Label, ...]:
    known = {label.id: label for label in (*board.labels, *card.labels)}
    return tuple(known[label_id] for label_id in ids if label_id in known)


def _with_old_field(card: Card, action: Action, board: Board) -> Card:
    """An old choice is only known by its id, so such a value stays; an old number is known."""
    name, old = action.value, action.changed
    if old.get("idValue") or (name not in board.field_names and name not in card.fields):
        return card
    fields = {key: value for key, value in card.fields.items() if key != name}
    if isinstance(old.get("value"), dict) and old["value"]:
        fields[name] = str(next(iter(old["value"].values())))
    return structs.replace(card, fields=fields)


def _without_member(card: Card, action: Action) -> Card:
    kept = tuple(member for member in card.member_ids if member != action.subject_id)
    return structs.replace(card, member_ids=kept)


def _with_member(card: Card, action: Action) -> Card:
    if not action.subject_id or action.subject_id in card.member_ids:
        return card
    return structs.replace(card, member_ids=(*card.member_ids, action.subject_id))


def _without_attachment(card: Card, action: Action) -> Card:
    kept = tuple(entry for entry in card.attachments if entry.id != action.subject_id)
    return structs.replace(card, attachments=kept)


def _with_attachment(card: Card, action: Action) -> Card:
    if any(entry.id == action.subject_id for entry in card.attachments):
        return card
    was = Attachment(action.subject_id, action.value, url="")
    if was.is_own:
        return card
    return structs.replace(card, attachments=(*card.attachments, was))


def _without_checklist(card: Card, action: Action) -> Card:
    kept = tuple(entry for entry in card.checklists if entry.id != action.subject_id)
    return structs.replace(card, checklists=kept)


def _with_checklist(card: Card, action: Action) -> Card:
    if any(entry.id == action.subject_id for entry in card.checklists):
        return card
    was = Checklist(action.subject_id, action.value)
    return structs.replace(card, checklists=(*card.checklists, was))


def _with_other_tick(card: Card, action: Action) -> Card:
    """`value` is the state after it: the line had the other one before."""
    checklists = tuple(
        structs.replace(
            checklist,
            items=tuple(
                structs.replace(item, done=action.value != "complete")
                if item.id == action.subject_id
                else item
                for item in checklist.items
            ),
        )
        for checklist in card.checklists
    )
    return structs.replace(card, checklists=checklists)


_BY_TYPE: dict[str, Callable[[Card, Action], Card]] = {
    "addMemberToCard": _without_member,
    "removeMemberFromCard": _with_member,
    "addAttachmentToCard": _without_attachment,
    "deleteAttachmentFromCard": _with_attachment,
    "addChecklistToCard": _without_checklist,
    "removeChecklistFromCard": _with_checklist,
    "updateCheckItemStateOnCard": _with_other_tick,
}


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _time(value: Any) -> datetime | None:
    try:
        when = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _number(value: Any, default: float = 0.0) -> float:
    return float(value) if isinstance(value, int | float) else default


# Keys of `old` in an updateCard: the card's attribute, and how its value is read.
_READ: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "name": ("name", _text),
    "desc": ("desc", _text),
    "due": ("due", _time),
    "dueComplete": ("due_complete", bool),
    "start": ("start", _time),
    "closed": ("closed", bool),
    "pos": ("position", _number),
    "idList": ("list_id", _text),
    "isTemplate": ("is_template", bool),
}
