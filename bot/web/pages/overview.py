"""The first page of a board: what the meeting, the load, the goals and the cards ask for."""

from msgspec import Struct

from bot.web.pages.bars import PersonBar, bars_of
from bot.web.pages.frame import render
from bot.web.pages.parts import goals_of, load_of, report_of
from bot.web.pages.visit import Visit
from protocol.check import by_card
from protocol.finding import Finding
from protocol.goals_report import GoalReport
from protocol.meeting_changes import Coming
from protocol.subject import Subject

_MOST_CARDS, _MOST_GOALS, _MOST_PEOPLE = 8, 6, 12


class Overview(Struct, frozen=True):
    """What the page shows."""

    coming: Coming
    people: tuple[PersonBar, ...]
    more_people: int
    goals: tuple[GoalReport, ...]
    more_goals: int
    to_settle: tuple[tuple[Finding, ...], ...]  # by card
    more_to_settle: int
    own: tuple[Subject, ...]
    more_own: int


def show_overview(visit: Visit) -> str:
    """The page."""
    return render("overview.html", visit, page="", it=_overview(visit))


def _overview(visit: Visit) -> Overview:
    people = bars_of(visit.picture.get(load_of))
    goals = visit.picture.get(goals_of).goals
    found = by_card(visit.picture.get(report_of).findings)
    to_settle = sorted((tuple(findings) for _, findings in found), key=len, reverse=True)
    own = _own(visit)
    return Overview(
        coming=visit.site.book.coming(visit.now),
        people=people[:_MOST_PEOPLE],
        more_people=len(people[_MOST_PEOPLE:]),
        goals=goals[:_MOST_GOALS],
        more_goals=len(goals[_MOST_GOALS:]),
        to_settle=tuple(to_settle[:_MOST_CARDS]),
        more_to_settle=len(to_settle[_MOST_CARDS:]),
        own=tuple(own[:_MOST_CARDS]),
        more_own=len(own[_MOST_CARDS:]),
    )


def _own(visit: Visit) -> list[Subject]:
    """The visitor's cards, what is due first."""
    member = visit.visitor.asker.member_of(visit.kept.board)
    own = [
        subject
        for subject in visit.context.subjects
        if member is not None and member.id in subject.card.member_ids
        and subject.role not in ("done", "ignored")
    ]  # fmt: skip
    last = float("inf")
    own.sort(key=lambda each: each.card.due.timestamp() if each.card.due else last)
    return own
