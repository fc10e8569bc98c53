"""Done: what came to done since the last meeting, by whom, with its evidence."""

from collections.abc import Iterator
from datetime import datetime

from msgspec import structs

from protocol.board import Card
from protocol.sections.section import Item, Matter, Section
from protocol.stays import Stay
from protocol.subject import Subject
from protocol.words import count_of, join_and

TITLE, SHOW = "Done", 5
EMPTY = "Nothing came to done."
_NAMED = 3  # titles in a remark


def section(matter: Matter) -> Section:
    """Cards that came to done in the period, newest first; archived ones too."""
    items, dropped = [], []
    for subject in _touched(matter):
        if subject.role == "done":
            item = _item(matter, subject)
            if item is not None:
                items.append(item)
        elif subject.card.closed and not subject.is_goal and _was_work(matter, subject):
            dropped.append(subject.title)
    items.sort(key=lambda item: item.when or matter.since, reverse=True)
    notes = [_dropped_words(dropped)] if dropped else []
    unsure = sum(not item.sure for item in items)
    if unsure:
        notes.append(
            f"The history does not tell when {count_of(unsure, 'card')} marked 'about' came to "
            "done; the day is that of the last activity."
        )
    return Section("done", TITLE, tuple(items), SHOW, EMPTY, tuple(notes))


def _touched(matter: Matter) -> Iterator[Subject]:
    """Cards, archived or not, that may have come to done in the period.

    Whatever brings a card to done touches it, save the day that its list is named for.
    """
    context = matter.context
    known = context.subjects_by_id
    for card in context.board.cards:
        if card.is_template or (card.closed and not _archived_since(matter, card)):
            continue
        touched = card.last_activity
        if touched is None or touched >= matter.since or card.list_id in matter.stays.days:
            yield known.get(card.id) or Subject(card, context)


def _archived_since(matter: Matter, card: Card) -> bool:
    """Whether an archived card may have been done and archived in the period."""
    return card.last_activity is None or card.last_activity >= matter.since


def _item(matter: Matter, subject: Subject) -> Item | None:
    """The card with the moment at which it came to done; None when that was earlier."""
    context = matter.context
    stay = matter.stays.since_in(subject.card, "done")
    assert stay is not None  # its role is done
    when: datetime | None = stay.begins
    if not stay.exact:
        when = None if _told(matter, subject) else subject.card.last_activity
    if when is None or not matter.since <= when <= context.now:
        return None
    day = matter.day(when) if stay.exact else f"about {matter.day(when)}"
    item = matter.item(subject, day, "a goal" if subject.is_goal else "")
    return structs.replace(
        item,
        who=_who(matter, subject, stay),
        evidence=matter.evidence(subject),
        when=when,
        sure=stay.exact,
    )


def _told(matter: Matter, subject: Subject) -> bool:
    """Whether the history would tell that the card came to done in the period."""
    return matter.context.history.reaches(matter.since) and matter.stays.records(subject.card)


def _who(matter: Matter, subject: Subject, stay: Stay) -> tuple[str, ...]:
    """The owners; of a card that nobody owns, the one who moved it."""
    if subject.owner_names or not stay.by:
        return subject.owner_names
    return (f"by {matter.context.name_of(stay.by)}",)


def _was_work(matter: Matter, subject: Subject) -> bool:
    """Whether an archived card was promised or under way, and archived in the period."""
    if subject.role not in ("ready", "doing", "waiting", "review"):
        return False
    return any(
        action.date >= matter.since and action.changed.get("closed") is False
        for action in matter.context.history.by_card.get(subject.id, ())
    )


def _dropped_words(titles: list[str]) -> str:
    named = [f"'{title}'" for title in titles[:_NAMED]]
    if len(titles) > _NAMED:
        named.append(f"{len(titles) - _NAMED} more")
    verb = "was" if len(titles) == 1 else "were"
    cards = count_of(len(titles), "card")
    return f"{cards} {verb} archived without coming to done: {join_and(named)}."
