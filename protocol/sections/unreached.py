"""Left over: what the last meeting put off or did not reach, and the board does not tell itself."""

from protocol.days import ordinal
from protocol.meeting_life import Point
from protocol.sections.section import Item, Matter, Section

TITLE, SHOW = "Left over from last time", 8
EMPTY = "Nothing was left over last time."


def section(matter: Matter) -> Section:
    """One item for each point, those left over most often first."""
    points = sorted(matter.left, key=lambda point: -point.unreached)
    return Section("unreached", TITLE, tuple(_item(point) for point in points), SHOW, EMPTY)


def left_words(times: int) -> str:
    """`left over for the 3rd time`; of what was left over once nothing, for that is no news."""
    return "" if times < 2 else f"left over for the {ordinal(times)} time"


def _item(point: Point) -> Item:
    return Item(
        key=point.key,
        title=point.title,
        url=point.url,
        who=point.who,
        says=tuple(filter(None, (left_words(point.unreached),))),
        unreached=point.unreached,
    )
