"""The points of a meeting, from its agenda: what is gone through, and what is for information."""

from msgspec import structs

from protocol.agenda import Agenda
from protocol.meeting_life import Point
from protocol.sections.section import Item, Section

# Sections whose items want a word; the others are read, and nobody misses one that was not.
ASKING = ("unreached", "topics", "decisions", "goals", "carried-over", "new")
_WITHOUT_CARD = ("topic:", "rule:", "person:")


def points_of(agenda: Agenda) -> tuple[Point, ...]:
    """Every item as a point, once: in the first section that asks for a word, else the first."""
    asking = [part for part in agenda.sections if part.name in ASKING]
    taken: dict[str, str] = {}
    for part in (*asking, *agenda.sections):
        for item in part.items:
            taken.setdefault(item.key, part.name)
    return tuple(
        _point(item, part)
        for part in agenda.sections
        for item in part.items
        if taken[item.key] == part.name
    )


def point_of_topic(number: int, text: str, who: str) -> Point:
    """A topic that came while the meeting was on."""
    return Point(f"topic:{number}", text, "topics", "Topics", who=(who,))


def as_left(point: Point) -> Point:
    """The point as the next meeting takes it over: unmarked, and counted once more."""
    return structs.replace(point, mark="", seconds=0, unreached=point.unreached + 1)


def _point(item: Item, part: Section) -> Point:
    says = (item.carried, *item.says) if item.carried else item.says
    return Point(
        key=item.key,
        title=item.title,
        section=part.name,
        heading=part.title,
        url=item.url,
        card_id="" if item.key.startswith(_WITHOUT_CARD) else item.key,
        who=item.who,
        says=says,
        asks=part.name in ASKING,
        unreached=item.unreached,
    )
