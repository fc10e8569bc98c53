"""One change to a card: what the card is like afterwards, and what undoes it. Pure."""

from collections.abc import Callable, Iterable

from msgspec import structs

from protocol.agreement import fold
from protocol.board import Attachment, Card, Label
from protocol.rule import Change


def apply_to(card: Card, changes: Iterable[Change]) -> Card:
    """The card as it would be after the changes, in their order; for a preview, an undo, a test.

    A label is known by its name alone, and `estimate` writes the field named in its `extra`.
    Raises ValueError for a change of a kind that there is not.
    """
    for change in changes:
        if change.kind not in _APPLY:
            raise ValueError(f"'{change.kind}' is no kind of change")
        card = _APPLY[change.kind](card, change)
    return card


def inverse(card: Card, changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes that bring the card back, given the card before them; changes of nothing are
    passed over, so that undoing never takes away what was there before."""
    back: list[Change] = []
    for change in changes:
        after = apply_to(card, (change,))
        if after != card:
            back.insert(0, _inverse_of(card, change))
        card = after
    return tuple(back)


def _inverse_of(card: Card, change: Change) -> Change:
    kind, value, extra = change.kind, change.value, change.extra
    held: dict[str, Change] = {
        "describe": Change("describe", card.desc),
        "rename": Change("rename", card.name),
        "label": Change("unlabel", value),
        "unlabel": Change("label", value, _label_id(card, value)),
        "own": Change("disown", value),
        "disown": Change("own", value),
        "estimate": Change("estimate", card.fields.get(_field(card, extra), ""), extra),
        "attach": Change("detach", value, extra),
        "detach": Change("attach", value, _attachment_name(card, value)),
        "move": Change("move", card.list_id),
        "tick": Change("untick", value),
        "untick": Change("tick", value),
        "archive": Change("unarchive"),
        "unarchive": Change("archive"),
    }
    return held[kind]


def place_of(change: Change) -> tuple[str, str]:
    """What of the card a change touches: `list`, or `label` with its folded name, and so on."""
    which = {
        "label": fold(change.value),
        "owner": change.value,
        "field": fold(change.extra),
        "attachment": change.value,
    }
    place = _PLACES[change.kind]
    return place, which.get(place, "")


def _label(card: Card, change: Change) -> Card:
    if any(fold(label.name) == fold(change.value) for label in card.labels):
        return card
    return structs.replace(card, labels=(*card.labels, Label(change.extra, change.value, "")))


def _unlabel(card: Card, change: Change) -> Card:
    left = tuple(label for label in card.labels if fold(label.name) != fold(change.value))
    return structs.replace(card, labels=left)


def _own(card: Card, change: Change) -> Card:
    return structs.replace(card, member_ids=tuple(dict.fromkeys((*card.member_ids, change.value))))


def _disown(card: Card, change: Change) -> Card:
    left = tuple(member for member in card.member_ids if member != change.value)
    return structs.replace(card, member_ids=left)


def _estimate(card: Card, change: Change) -> Card:
    name = _field(card, change.extra)
    fields = {key: value for key, value in card.fields.items() if key != name}
    if change.value:
        fields = {**card.fields, name: change.value}
    return structs.replace(card, fields=fields)


def _attach(card: Card, change: Change) -> Card:
    if any(entry.url == change.value for entry in card.attachments):
        return card
    entry = Attachment("", change.extra or change.value, change.value)
    return structs.replace(card, attachments=(*card.attachments, entry))


def _detach(card: Card, change: Change) -> Card:
    left = tuple(entry for entry in card.attachments if entry.url != change.value)
    return structs.replace(card, attachments=left)


def _field(card: Card, name: str) -> str:
    """The field's name as the card has it, whatever its case in the agreement."""
    return next((key for key in card.fields if fold(key) == fold(name)), name)


def _label_id(card: Card, name: str) -> str:
    return next((label.id for label in card.labels if fold(label.name) == fold(name)), "")


def _attachment_name(card: Card, url: str) -> str:
    return next((entry.name for entry in card.attachments if entry.url == url), "")


_APPLY: dict[str, Callable[[Card, Change], Card]] = {
    "describe": lambda card, change: structs.replace(card, desc=change.value),
    "rename": lambda card, change: structs.replace(card, name=change.value),
    "label": _label,
    "unlabel": _unlabel,
    "own": _own,
    "disown": _disown,
    "estimate": _estimate,
    "attach": _attach,
    "detach": _detach,
    "move": lambda card, change: structs.replace(card, list_id=change.value),
    "tick": lambda card, _: structs.replace(card, due_complete=True),
    "untick": lambda card, _: structs.replace(card, due_complete=False),
    "archive": lambda card, _: structs.replace(card, closed=True),
    "unarchive": lambda card, _: structs.replace(card, closed=False),
}
_PLACES = {
    "describe": "description", "rename": "title", "label": "label", "unlabel": "label",
    "own": "owner", "disown": "owner", "estimate": "field", "attach": "attachment",
    "detach": "attachment", "move": "list", "tick": "due", "untick": "due", "archive": "card",
    "unarchive": "card",
}  # fmt: skip
