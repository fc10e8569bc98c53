"""Undoing changes to a card: what is left to do, and what has changed since in the same places.

A place is what one change touches: the title, one label, one owner, the list. Where the card is as
the changes left it, they are undone; where it is as it was before them, nothing is to do; where it
is neither, somebody has changed it since, and nothing at all is undone.
"""

from collections.abc import Callable, Iterator

from msgspec import Struct, structs

from protocol.agreement import fold
from protocol.board import Card
from protocol.changes import apply_to, place_of
from protocol.rule import Change

NameOf = Callable[[str], str]  # of a member or a list, by id


class UndoPlan(Struct, frozen=True):
    """What undoing comes to on the card as it is now."""

    changes: tuple[Change, ...]  # to be made; empty when there is nothing to do
    since: tuple[str, ...] = ()  # what was changed since, as sentences; then `changes` is empty


def undo_plan(
    card: Card, made: tuple[Change, ...], back: tuple[Change, ...], name_of: NameOf
) -> UndoPlan:
    """How to take back `made` on this card; `back` is what undoes it, kept when it was made."""
    last = {place_of(change): change for change in made}
    first = {place_of(change): change for change in back}  # the last to go back is as it was first
    open_places = [place for place, change in first.items() if not holds(card, change)]
    since = tuple(
        _now(card, first[place], name_of)
        for place in open_places
        if place not in last or not holds(card, last[place])
    )
    if since:
        return UndoPlan((), since)
    return UndoPlan(tuple(change for change in back if place_of(change) in open_places))


def holds(card: Card, change: Change) -> bool:
    """Whether the card is as this change would leave it."""
    return _plain(apply_to(card, (change,))) == _plain(card)


def changed_since(before: Card, now: Card, changes: tuple[Change, ...]) -> bool:
    """Whether a place that the changes touch is other than it was, so that they would run over it.

    A place that already is as the changes would leave it is no hindrance.
    """
    return any(
        not holds(now, change) and _touched(before, change) != _touched(now, change)
        for change in changes
    )


def changes_in_words(changes: tuple[Change, ...], name_of: NameOf) -> Iterator[str]:
    """Each change in a few words: `adds the label 'Analysis'`, `moves it to 'Doing'`."""
    for change in changes:
        yield _WORDS[change.kind](change, name_of)


def _plain(card: Card) -> Card:
    """The card without differences that Trello itself makes: line ends, space around a text."""
    desc = "\n".join(line.rstrip() for line in card.desc.splitlines()).strip()
    return structs.replace(card, desc=desc, name=card.name.strip())


def _touched(card: Card, change: Change) -> object:
    place, which = place_of(change)
    plain = _plain(card)
    held: dict[str, Callable[[], object]] = {
        "description": lambda: plain.desc,
        "title": lambda: plain.name,
        "label": lambda: any(fold(label.name) == which for label in card.labels),
        "owner": lambda: which in card.member_ids,
        "field": lambda: _field(card, which),
        "attachment": lambda: any(entry.url == which for entry in card.attachments),
        "list": lambda: card.list_id,
        "due": lambda: card.due_complete,
        "card": lambda: card.closed,
    }
    return held[place]()


def _field(card: Card, folded: str) -> str:
    return next((value for name, value in card.fields.items() if fold(name) == folded), "")


def _now(card: Card, back: Change, name_of: NameOf) -> str:
    """What the place is now, as a sentence on the card."""
    place, which = place_of(back)
    value = back.value
    told: dict[str, Callable[[], str]] = {
        "description": lambda: "Its description was changed since.",
        "title": lambda: f"Its title is now '{card.title}'.",
        "label": lambda: f"Its label '{value}' was changed since.",
        "owner": lambda: f"Whether {name_of(value)} owns it was changed since.",
        "field": lambda: f"Its field '{back.extra}' is now '{_field(card, which) or 'empty'}'.",
        "attachment": lambda: f"The attachment {value} was changed since.",
        "list": lambda: f"It is now in '{name_of(card.list_id)}'.",
        "due": lambda: "Whether its due time is kept was changed since.",
        "card": lambda: f"It is now {'archived' if card.closed else 'open'}.",
    }
    return told[place]()


_WORDS: dict[str, Callable[[Change, NameOf], str]] = {
    "describe": lambda _change, _: "rewrites the description",
    "rename": lambda change, _: f"renames it '{change.value}'",
    "label": lambda change, _: f"adds the label '{change.value}'",
    "unlabel": lambda change, _: f"takes off the label '{change.value}'",
    "own": lambda change, name_of: f"adds {name_of(change.value)} as owner",
    "disown": lambda change, name_of: f"takes {name_of(change.value)} off the owners",
    "estimate": lambda change, _: (
        f"sets {change.extra or 'the estimate'} to {change.value}"
        if change.value
        else f"empties {change.extra or 'the estimate'}"
    ),
    "attach": lambda change, _: f"attaches {change.value}",
    "detach": lambda change, _: f"takes off the attachment {change.value}",
    "move": lambda change, name_of: f"moves it to '{name_of(change.value)}'",
    "tick": lambda _change, _: "ticks its due time",
    "untick": lambda _change, _: "unticks its due time",
    "archive": lambda _change, _: "archives it",
    "unarchive": lambda _change, _: "takes it out of the archive",
}
