"""Coming: what falls due within a week, and what has newly been promised or begun."""

from datetime import timedelta

from msgspec import structs

from protocol.sections.section import PROMISED, Item, Matter, Section
from protocol.subject import Subject

TITLE, SHOW = "Coming", 5
EMPTY = "Nothing falls due within a week, and nothing new has been taken on."
AHEAD = timedelta(days=7)


def section(matter: Matter) -> Section:
    """Cards by due day, then those taken on since the last meeting, the newest first."""
    due, begun = [], []
    for subject in matter.work:
        if _falls_due(matter, subject):
            due.append(_due_item(matter, subject))
        elif subject.role in PROMISED and _is_new(matter, subject):
            begun.append(_begun_item(matter, subject))
    due.sort(key=lambda item: item.when or matter.context.now)
    begun.sort(key=lambda item: item.when or matter.since, reverse=True)
    return Section("coming", TITLE, (*due, *begun), SHOW, EMPTY)


def _falls_due(matter: Matter, subject: Subject) -> bool:
    due, now = subject.card.due, matter.context.now
    if due is None or subject.card.due_complete or subject.role == "done":
        return False
    return now <= due <= now + AHEAD


def _is_new(matter: Matter, subject: Subject) -> bool:
    """Whether it was taken on in the period, or only ready then and started since."""
    was = matter.was(subject)
    return (
        was is None or was.role not in PROMISED or (was.role == "ready" and subject.role != "ready")
    )


def _due_item(matter: Matter, subject: Subject) -> Item:
    due = subject.card.due
    assert due is not None
    new = subject.role in PROMISED and _is_new(matter, subject)
    says = (f"due {matter.day(due)}", f"in '{subject.list_name}'{', new there' if new else ''}")
    return structs.replace(matter.item(subject, *says), when=due)


def _begun_item(matter: Matter, subject: Subject) -> Item:
    stay = matter.stays.since_in(subject.card, subject.role)
    assert stay is not None  # it is in that role
    was = matter.was(subject)
    word = "promised" if subject.role == "ready" else "begun"
    if was is None:
        word = f"new, {word}"
    elif was.role == "waiting" and subject.role != "ready":
        word = "no longer waiting, taken up"
    since = f"{word} {matter.day(stay.begins)}" if stay.exact else f"{word} since the last meeting"
    due = subject.card.due
    falls = f"due {matter.day(due)}" if due is not None and not subject.is_overdue else ""
    return structs.replace(
        matter.item(subject, since, f"in '{subject.list_name}'", falls),
        when=stay.begins,
        sure=stay.exact,
    )
