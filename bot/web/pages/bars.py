"""A person's load as a bar: what the shapes of the picture are, for the pages' own style."""

import re

from msgspec import Struct

from protocol.card_load import days_figure
from protocol.render.workload_words import state
from protocol.words import ROLES, Role
from protocol.workload import PersonLoad, Workload, in_words

_WIDTH = 100.0
_UNIT = re.compile(r"(\d) d\b")  # stays with its number when the line is broken


class Stretch(Struct, frozen=True):
    """One piece of a bar, in hundredths of the longest."""

    tone: str  # the class of the piece: a role, or "other"
    x: float
    width: float


class PersonBar(Struct, frozen=True):
    """One person's bar, with its words."""

    person: PersonLoad
    key: str  # in the address of the person's own page
    words: str  # for those who do not see the bar
    figures: str
    state: str
    is_over: bool
    room: float  # where the capacity ends
    stretches: tuple[Stretch, ...]


def key_of(person: PersonLoad) -> str:
    """What tells a person in an address: the member's id, or the name of who is on no board."""
    return person.member_id or f"~{person.name}"


def bars_of(load: Workload) -> tuple[PersonBar, ...]:
    """Everybody's bar, all to one scale."""
    longest = max((max(p.load, p.capacity.days) for p in load.people), default=0.0)
    per_day = _WIDTH / longest if longest else 0.0
    return tuple(_bar(person, per_day) for person in load.people)


def _bar(person: PersonLoad, per_day: float) -> PersonBar:
    x, stretches = 0.0, []
    for role, days in _by_role(person):
        width = round(days * per_day, 2)
        tone = role if role in ("doing", "review", "ready") else "other"
        stretches.append(Stretch(tone, round(x, 2), width))
        x += width
    return PersonBar(
        person=person,
        key=key_of(person),
        words=in_words(person),
        figures=f"{days_figure(person.load)} of {days_figure(person.capacity.days)}",
        state=_UNIT.sub("\\1\u00a0d", state(person)),
        is_over=person.state == "Over",
        room=round(person.capacity.days * per_day, 2),
        stretches=tuple(stretches),
    )


def _by_role(person: PersonLoad) -> list[tuple[Role, float]]:
    days: dict[Role, float] = {}
    for card in person.counted:
        if card.role is not None:
            days[card.role] = days.get(card.role, 0.0) + card.days
    order = {role: -ROLES.index(role) for role in ROLES}
    order |= {"doing": -100, "review": -99, "ready": -98}
    return sorted(days.items(), key=lambda entry: order[entry[0]])
