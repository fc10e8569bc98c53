"""Left over: what the last meeting put off or did not reach, and the board does not tell itself."""

from protocol.days import ordinal
from protocol.meeting_life import Point
from protocol.sections.section import Item, Matter, Section

TITLE, SHOW = "Left over from last time", 8
LEFT_OPEN = "spoken about and left open"
EMPTY = "The last meeting left no topic over."


def section(matter: Matter) -> Section:
    """One item for each point, those left over most often first."""
    points = sorted(matter.left, key=lambda point: -point.unreached)
    return Section("unreached", TITLE, tuple(_item(point) for point in points), SHOW, EMPTY)


def left_words(point: Point) -> tuple[str, ...]:
    """`left over for the 3rd time`, `spoken about, left open`; of what was left over once and had
    no word nothing, for that is no news."""
    words = [f"left over for the {ordinal(point.unreached)} time"] if point.unreached > 1 else []
    return (*words, *([LEFT_OPEN] if point.undecided else []))


def _item(point: Point) -> Item:
    return Item(
        key=point.key,
        title=point.title,
        url=point.url,
        who=point.who,
        says=left_words(point),
        unreached=point.unreached,
        card_id=point.card_id if point.key.startswith("topic:") else "",
    )
