"""The meeting for the shared screen: prepared, gone through point by point, closed.

The page works without scripts; with them it follows what others do here and in Slack.
"""

import secrets
from collections import Counter
from datetime import date

from msgspec import Struct, structs
from starlette.responses import RedirectResponse, Response

from bot.meeting_times import is_early
from bot.web.pages.agenda import agenda_for
from bot.web.pages.frame import render
from bot.web.pages.meeting_again import Redo, people, redo_of
from bot.web.pages.parts import plan_of
from bot.web.pages.visit import Refused, Visit
from protocol.agenda import Agenda
from protocol.board import Member
from protocol.meeting_life import MeetingState, Outcome, Point
from protocol.meeting_points import left_words, points_of
from protocol.new_card import Draft
from protocol.week_plan import WeekPlan

_SHOWN = 12  # points of one section beside the present one
_MOST_OUTCOMES = 40


class Entry(Struct, frozen=True):
    """One point in the list beside."""

    point: Point
    outcomes: int
    is_current: bool
    is_open: bool  # it was spoken about, and nothing has come of it


class Part(Struct, frozen=True):
    """One section of the list beside."""

    heading: str
    entries: tuple[Entry, ...]  # what wants a word, and what has had one
    more: int  # of these, not shown
    aside: tuple[Entry, ...]  # what is only to be read
    more_aside: int
    asking: int  # points that want a word
    waiting: int  # ... of which nothing has come so far


class Now(Struct, frozen=True):
    """The point that is spoken about."""

    point: Point
    outcomes: tuple[Outcome, ...]
    seconds: int
    draft: Draft  # what an action on it begins with
    place: int  # its number among those that want a word
    of: int


class MeetingView(Struct, frozen=True):
    """Everything that the page shows."""

    day: date
    state: MeetingState
    parts: tuple[Part, ...]
    now: Now | None
    others: tuple[Outcome, ...]  # outcomes of other points, the latest first
    plan: WeekPlan | None
    members: tuple[Member, ...]
    kinds: tuple[str, ...]
    agenda: Agenda | None  # before it is opened
    is_early: bool  # it cannot be opened yet
    may_hold: bool  # ... but the visitor can hold it now
    key: str  # of what is done from this page: the same click twice is one
    redo: Redo
    left: str  # what would go to the next meeting if it was closed now


def show_meeting(visit: Visit) -> str | Response:
    """The page of the meeting that is meant, or of a day's."""
    day = day_of_path(visit)
    state = state_of(visit, day)
    if state.stage == "closed" and "day" in visit.path:
        return RedirectResponse(visit.at(f"minutes/{day.isoformat()}"), 303)
    return render("meeting.html", visit, page="meeting", it=_view(visit, state))


def show_live(visit: Visit) -> str | Response:
    """The part of the page that changes, for a page that has seen another version; 204 if none."""
    day = day_of_path(visit)
    version = visit.site.room.version(visit.kept.board.id, day)
    if visit.query.get("seen") == str(version):
        return Response(status_code=204)
    state = state_of(visit, day)
    return render("meeting_live.html", visit, page="meeting", it=_view(visit, state))


def day_of_path(visit: Visit) -> date:
    """The day that the address names, else that of the meeting that is meant."""
    named = visit.path.get("day") or visit.query.get("day") or visit.form.get("day")
    if not named:
        return visit.site.room.day(visit.kept.board.id)
    try:
        return date.fromisoformat(named)
    except ValueError:
        raise Refused(404, "There is no such meeting.") from None


def state_of(visit: Visit, day: date) -> MeetingState:
    """The meeting as it stands; before it is opened, its points are worked out once for all."""
    board_id, site = visit.kept.board.id, visit.site
    if site.room.version(board_id, day):
        return site.room.state(board_id, day)
    agenda = agenda_for(visit, day)
    before = site.book.before_anything(board_id, day)
    return structs.replace(before, points=points_of(agenda), since=agenda.since)


def _view(visit: Visit, state: MeetingState) -> MeetingView:
    is_open = state.stage == "open"
    early = is_early(state, visit.now)
    now = _now(visit, state) if is_open else None
    key = secrets.token_hex(8)
    others = [o for o in reversed(state.outcomes) if now is None or o.point != now.point.key]
    return MeetingView(
        day=state.day,
        state=state,
        parts=tuple(_parts(state)) if state.version else (),
        now=now,
        others=tuple(others[:_MOST_OUTCOMES]),
        plan=visit.picture.get(plan_of) if is_open and now is None else None,
        members=tuple(people(visit)),
        kinds=tuple(visit.context.agreement.kinds),
        agenda=None if state.version else agenda_for(visit, state.day),
        is_early=early,
        may_hold=early and visit.visitor.asker.lead and state.day == visit.site.book.coming().day,
        key=key,
        redo=redo_of(visit, state.day, state.outcomes, state.version, key),
        left=left_words(state),
    )


def _now(visit: Visit, state: MeetingState) -> Now | None:
    point = state.point(state.current)
    if point is None:
        return None
    asking = [each.key for each in state.points if each.asks]
    return Now(
        point=point,
        outcomes=state.of_point(point.key),
        seconds=state.seconds_on(point.key, visit.now),
        draft=visit.site.room.draft_for(state.board_id, state.day, point.key),
        place=asking.index(point.key) + 1 if point.key in asking else 0,
        of=len(asking),
    )


def _parts(state: MeetingState) -> list[Part]:
    by_heading: dict[str, list[Point]] = {}
    for point in state.points:
        by_heading.setdefault(point.heading, []).append(point)
    counts = Counter(outcome.point for outcome in state.outcomes)
    return [_part(state, heading, points, counts) for heading, points in by_heading.items()]


def _part(state: MeetingState, heading: str, points: list[Point], counts: Counter[str]) -> Part:
    """What wants a word stands apart from what is only to be read, so that the heading counts what
    is below it. Of a long section is shown what is near the present point, else what comes next."""
    waiting = {point.key for point in state.waiting}

    def entry(point: Point) -> Entry:
        current = point.key == state.current
        is_open = point.is_reached and point.key in waiting and not current
        return Entry(point, counts[point.key], current, is_open)

    def has_word(point: Point) -> bool:
        return point.asks or bool(point.mark or counts[point.key]) or point.key == state.current

    said = [point for point in points if has_word(point)]
    aside = [point for point in points if not has_word(point)]
    at = next((n for n, p in enumerate(said) if p.key == state.current), None)
    if at is None:
        at = next((n for n, p in enumerate(said) if p.key in waiting), 0)
    begin = max(0, min(at - 2, len(said) - _SHOWN))
    shown = said[begin : begin + _SHOWN]
    return Part(
        heading=heading,
        entries=tuple(map(entry, shown)),
        more=len(said) - len(shown),
        aside=tuple(map(entry, aside[:_SHOWN])),
        more_aside=len(aside[_SHOWN:]),
        asking=sum(point.asks for point in points),
        waiting=sum(point.key in waiting for point in points),
    )
