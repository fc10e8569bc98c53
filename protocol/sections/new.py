"""New: what came in since the last meeting and that nobody has promised yet."""

from msgspec import structs

from protocol.sections.section import Item, Matter, Section
from protocol.subject import Subject
from protocol.words import count_of

TITLE, SHOW = "New", 4
EMPTY = "No new requests."


def section(matter: Matter) -> Section:
    """Requests and cards without a role that were made in the period, newest first."""
    items = [
        _item(matter, subject)
        for subject in matter.work
        if subject.role in ("inbox", None) and matter.was(subject) is None
    ]
    items.sort(key=lambda item: item.when or matter.since, reverse=True)
    return Section("new", TITLE, tuple(items), SHOW, EMPTY, _notes(matter))


def _item(matter: Matter, subject: Subject) -> Item:
    first = matter.stays.of(subject.card)[-1]
    by = f"asked by {matter.context.name_of(first.by)} on" if first.by else "asked on"
    item = matter.item(subject, f"{by} {matter.day(first.begins)}", f"in '{subject.list_name}'")
    return structs.replace(item, when=first.begins)


def _notes(matter: Matter) -> tuple[str, ...]:
    waiting = sum(subject.role == "inbox" for subject in matter.work)
    if not waiting:
        return ()
    waits = "waits" if waiting == 1 else "wait"
    return (f"{count_of(waiting, 'card')} in all {waits} to be promised.",)
