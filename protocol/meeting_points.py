"""The points of a meeting, from its agenda: what is gone through, and what is for information."""

from collections.abc import Sequence

from msgspec import structs

from protocol.agenda import Agenda
from protocol.board import Board
from protocol.meeting_life import MeetingState, Point
from protocol.sections.section import Item, Section
from protocol.topic_text import topic_text
from protocol.words import count_of

# Sections whose items want a word, the most pressing first; the others are read, and nobody misses
# one that was not. Of long sections those ask that the page shows: the rest folds here as well, and
# the board brings it back by itself.
ASKING = ("unreached", "topics", "runs", "decisions", "goals", "carried-over", "new")
_WITHOUT_CARD = ("topic:", "rule:", "run:", "person:", "people:")
_MOST_FACTS = 6


def points_of(agenda: Agenda) -> tuple[Point, ...]:
    """Every item as a point, once: in the most pressing section that has it, with the facts of the
    others too."""
    by_name = {part.name: part for part in agenda.sections}
    pressing = [by_name[name] for name in ASKING if name in by_name]
    taken: dict[str, str] = {}
    facts: dict[str, list[str]] = {}
    for part in (*pressing, *agenda.sections):
        for item in part.items:
            taken.setdefault(item.key, part.name)
            known = facts.setdefault(item.key, [])
            known += [fact for fact in (item.carried, *item.says) if fact and fact not in known]
    return tuple(
        _point(item, part, asks=part.name in ASKING and item in part.shown, says=facts[item.key])
        for part in agenda.sections
        for item in part.items
        if taken[item.key] == part.name
    )


def point_of_topic(number: int, text: str, who: str, board: Board) -> Point:
    """A topic that came while the meeting was on."""
    said = topic_text(text, board)
    return Point(
        f"topic:{number}", said.title, "topics", "Topics", said.url, said.card_id, who=(who,)
    )


def as_left(point: Point) -> Point:
    """The point as the next meeting takes it over: unmarked, and counted once more."""
    undecided = point.is_reached and not point.mark
    times = point.unreached + 1
    return structs.replace(point, mark="", seconds=0, unreached=times, undecided=undecided)


def left_words(state: MeetingState) -> str:
    """`2 points left open, 3 not reached`: of what nothing has come so far; else empty."""
    counts = (len(state.undecided), "left open"), (len(state.unreached), "not reached")
    told = [(number, words) for number, words in counts if number]
    parts = [f"{number} {words}" for number, words in told[1:]]
    return ", ".join([*(f"{count_of(n, 'point')} {words}" for n, words in told[:1]), *parts])


def _point(item: Item, part: Section, *, asks: bool, says: Sequence[str]) -> Point:
    return Point(
        key=item.key,
        title=item.title,
        section=part.name,
        heading=part.title,
        url=item.url,
        card_id=item.card_id or ("" if item.key.startswith(_WITHOUT_CARD) else item.key),
        who=item.who,
        says=tuple(says[:_MOST_FACTS]),
        asks=asks,
        unreached=item.unreached,
    )
