"""Carried over: what was promised or under way at the last meeting and still is."""

from msgspec import structs

from protocol.days import lasting
from protocol.sections.section import A_WEEK, MOST_COUNTED, PROMISED, Item, Matter, Section
from protocol.stays import Stay
from protocol.subject import Subject
from protocol.words import Role

TITLE, SHOW = "Work carried over", 5
EMPTY = "No work is carried over: what was under way is done, or has not begun."
_UNDER_WAY: tuple[Role, ...] = ("doing", "waiting", "review")
_ORDER: tuple[Role, ...] = ("doing", "review", "ready")


def section(matter: Matter) -> Section:
    """Cards under way, then in review, then not started; the longest carried first."""
    items = [
        (_ORDER.index(subject.role), _item(matter, subject))
        for subject in matter.work
        if subject.role in PROMISED
        and matter.was_promised(subject)
        and not _started(matter, subject)
    ]
    items.sort(key=lambda pair: (pair[0], -pair[1].times))
    return Section("carried-over", TITLE, tuple(item for _, item in items), SHOW, EMPTY)


def _started(matter: Matter, subject: Subject) -> bool:
    """Whether it was only ready at the last meeting and has been started since."""
    was = matter.was(subject)
    return was is not None and was.role == "ready" and subject.role != "ready"


def _item(matter: Matter, subject: Subject) -> Item:
    run: tuple[Role, ...] = ("ready",) if subject.role == "ready" else _UNDER_WAY
    here = matter.stays.since_in(subject.card, *run)
    promised = matter.stays.since_in(subject.card, "ready", *_UNDER_WAY)
    assert here is not None  # its role is one of these
    assert promised is not None
    times = times_carried(matter, promised)
    said = 1 < times <= MOST_COUNTED and not promised.exact  # "at least the 9th time" has said it
    return structs.replace(
        matter.item(subject, _where(matter, subject, here, at_least=not here.exact and not said)),
        when=promised.begins,
        sure=promised.exact,
        times=times,
        at_least=not promised.exact,
    )


def times_carried(matter: Matter, first: Stay) -> int:
    """At how many weekly meetings since it was promised it was not done, this one included."""
    return max(0, (matter.since - first.begins) // A_WEEK) + 1


def _where(matter: Matter, subject: Subject, first: Stay, *, at_least: bool) -> str:
    """`in Doing for 23 days`, or where it went meanwhile."""
    least = "at least " if at_least else ""
    days = matter.days_since(first.begins)
    was = matter.was(subject)
    moved = was is not None and was.role != subject.role
    if subject.role == "ready":
        return f"back in '{subject.list_name}'" if moved else f"ready for {least}{lasting(days)}"
    under_way = f"under way for {least}{lasting(days)}"
    return f"now in '{subject.list_name}', {under_way}" if moved else under_way
