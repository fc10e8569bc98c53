"""The weekly meeting's agenda, from what changed since the last one."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from protocol.check import Report, check_board
from protocol.days import spoken_time
from protocol.sections import SECTIONS
from protocol.sections.section import Matter, Section
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
) -> Agenda:
    """The agenda of a meeting held now, from what changed since `since`.

    `report` and `load` are those of the same context; they are worked out when not given. `trial`
    is what rules in shadow would have said so far, where a service has counted it.
    """
    report, load = report or check_board(context), load or workload(context)
    matter = Matter(context, since, report, load, trial)
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
        sections=tuple(section(matter) for section in SECTIONS),
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
