"""What becomes of decided changes when a person changes the card before they are made. Pure."""

from msgspec import structs

from protocol.board import Card
from protocol.changes import place_of
from protocol.fixes import merge_texts
from protocol.rule import Change
from protocol.undoing import holds


def reconciled(
    now: Card, made: tuple[Change, ...], back: tuple[Change, ...]
) -> tuple[Change, ...] | None:
    """The changes as they can be made to the card as it is now, so that nothing is run over.

    `back` is what undoes them, by the card they were decided on. A text that was edited elsewhere
    since keeps both edits. None when somebody has changed the same place to something else.
    """
    before = {place_of(change): change for change in reversed(back)}
    found: list[Change] = []
    for change in made:
        was = before.get(place_of(change))
        if holds(now, change) or (was is not None and holds(now, was)):
            found.append(change)
            continue
        merged = _merged(now, change, was) if was is not None else None
        if merged is None:
            return None
        found.append(merged)
    return tuple(found)


def _merged(now: Card, change: Change, was: Change) -> Change | None:
    if change.kind == was.kind == "describe":
        text = merge_texts(was.value, change.value, now.desc, "\n")
    elif change.kind == was.kind == "rename":
        text = merge_texts(was.value, change.value, now.name, " ")
    else:
        text = None
    return None if text is None else structs.replace(change, value=text)
