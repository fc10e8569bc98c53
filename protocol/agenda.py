"""The weekly meeting's agenda, from what changed since the last one."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct, structs

from protocol.check import Report, check_board
from protocol.days import spoken_time
from protocol.goal_forecast import ChanceOf
from protocol.meeting_changes import Topic
from protocol.meeting_life import Point
from protocol.sections import PEOPLES, SECTIONS
from protocol.sections.section import Item, Matter, Section
from protocol.sections.unreached import left_words
from protocol.subject import Context
from protocol.trial import TrialCount
from protocol.workload import Workload, workload


class Agenda(Struct, frozen=True):
    """One meeting's agenda; sections are in the order of the meeting, empty ones among them."""

    board: str
    board_id: str
    board_url: str
    agreement: str
    since: datetime
    at: datetime
    zone: str
    read: datetime | None  # the latest moment that the board's data knows of
    known_from: datetime | None  # set when the history does not reach back to `since`
    sections: tuple[Section, ...]
    load: Workload  # that of the coming week
    remark: str = ""  # on how far the history reaches; mostly empty

    @property
    def told(self) -> tuple[Section, ...]:
        """The sections that people are shown: those that could have something to tell."""
        return tuple(section for section in self.sections if not section.silent)

    def section(self, name: str) -> Section:
        """The section of that name; KeyError when there is none."""
        for section in self.sections:
            if section.name == name:
                return section
        raise KeyError(name)


def agenda(
    context: Context,
    since: datetime,
    report: Report | None = None,
    load: Workload | None = None,
    trial: Sequence[TrialCount] = (),
    topics: Sequence[Topic] | None = None,
    left: Sequence[Point] = (),
    chance_of: ChanceOf | None = None,
) -> Agenda:
    """The agenda of a meeting held now, from what changed since `since`.

    `report` and `load` are those of the same context; they are worked out when not given. `trial`
    is what rules in shadow would have said so far, where a service has counted it. `topics` and
    `left` are what people added and what the last meeting left over; without a service that knows
    them (None) the agenda has no sections for them. `chance_of` gives each goal's forecast its
    chance; without it goals tell their pace.
    """
    report, load = report or check_board(context), load or workload(context)
    matter = Matter(context, since, report, load, trial, chance_of=chance_of)
    sections = [section(matter) for section in SECTIONS]
    if topics is not None:
        sections = _with_peoples(context, since, report, load, topics, left, sections)
    reaches = context.history.reaches(since)
    begins = None if reaches else context.history.begins
    return Agenda(
        board=context.board.name,
        board_id=context.board.id,
        agreement=context.agreement.name,
        board_url=context.board.url,
        since=since,
        at=context.now,
        zone=context.agreement.timezone,
        read=context.board.last_moment,
        known_from=begins,
        sections=_chosen(sections, context.agreement.meeting.sections),
        load=matter.load,
        remark="" if reaches else _remark(context, begins),
    )


def _remark(context: Context, begins: datetime | None) -> str:
    if begins is None:
        return (
            "The board came without its history: what changed is told by each card's last "
            "activity alone."
        )
    return (
        f"The history begins on {spoken_time(begins, context.zone)}; what changed before that is "
        "told by each card's last activity alone."
    )


def _with_peoples(
    context: Context,
    since: datetime,
    report: Report,
    load: Workload,
    topics: Sequence[Topic],
    left: Sequence[Point],
    sections: Sequence[Section],
) -> list[Section]:
    """With what people added and left over before the rest; what the board tells by itself is
    not named twice, but said to have been left over."""
    known = {point.key: point for point in left}
    marked = [structs.replace(part, items=tuple(_told(i, known) for i in part.items))
              for part in sections]  # fmt: skip
    named = {item.key for part in sections for item in part.items}
    only_left = [point for point in left if point.key not in named]
    matter = Matter(context, since, report, load, topics=topics, left=only_left)
    return [*(section(matter) for section in PEOPLES), *marked]


def _told(item: Item, left: Mapping[str, Point]) -> Item:
    point = left.get(item.key)
    if point is None:
        return item
    return structs.replace(item, unreached=point.unreached, says=(*left_words(point), *item.says))


def _chosen(sections: Sequence[Section], names: Sequence[str]) -> tuple[Section, ...]:
    """The sections that the agreement names, in its order; all of them when it names none."""
    if not names:
        return tuple(sections)
    by_name = {section.name: section for section in sections}
    return tuple(structs.replace(by_name[n], silent=False) for n in names if n in by_name)
