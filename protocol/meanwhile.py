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


def as_it_should_be(change: Change, was: Change, old: str, new: str) -> str | None:
    """The text that a write of ours, which put `new` in the place of `old`, should have left.

    A person may have written between our reading of the card and our writing, and a write asks
    nobody: then this is another text than `new`. It is `old` where both changed the same part, for
    then the person's word stands. None when the write did not bring this change about.
    """
    between = "\n" if change.kind == "describe" else " "
    if not _has(new, change, was, between) or _has(old, change, was, between):
        return None
    right = merge_texts(was.value, change.value, old, between)
    return old if right is None else right


def _has(text: str, change: Change, was: Change, between: str) -> bool:
    merged = merge_texts(was.value, change.value, text, between)
    return merged is not None and same_text(merged, text)


def same_text(one: str, other: str) -> bool:
    """Whether two texts are the same but for what Trello itself changes: line ends, and space."""
    return _lines(one) == _lines(other)


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]
