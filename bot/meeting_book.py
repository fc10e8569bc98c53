"""The meetings as people change them: topics, weeks that are skipped or moved, who leads."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine

from bot.boards import Boards, Clock
from bot.chance import chance_for
from bot.roster import Roster
from protocol.agenda import Agenda, agenda
from protocol.board import Board
from protocol.meeting import meeting_before, meeting_zone, next_meeting, planned_on
from protocol.meeting_changes import (
    Coming,
    MeetingChange,
    Topic,
    coming_meeting,
    first_day_to_know,
)
from protocol.meeting_life import MeetingState, Point, replayed
from protocol.meeting_points import as_left
from protocol.rotation import facilitator
from storage import meeting_life as kept
from storage import meetings as stored
from storage.shadow import trial_counts

_LOOK_BACK = timedelta(weeks=8)  # a meeting held longer ago is not what a week is compared with


class MeetingBook:
    """Reads and keeps what is said about meetings."""

    def __init__(self, engine: Engine, boards: Boards, roster: Roster, clock: Clock) -> None:
        self._engine = engine
        self._boards = boards
        self._roster = roster
        self._clock = clock

    def coming(self, now: datetime | None = None) -> Coming:
        """The next meeting that is held."""
        now = now or self._clock()
        agreement = self._boards.agreement
        known = stored.changes_since(self._engine, first_day_to_know(agreement, now))
        return coming_meeting(agreement, now, known)

    def coming_of(self, board_id: str, now: datetime | None = None) -> Coming:
        """The next meeting of this board: the one after it, when it was held early and closed."""
        now = now or self._clock()
        coming = self.coming(now)
        latest = next(iter(kept.held_meetings(self._engine, board_id)), None)
        if latest is None or latest.stage != "closed" or latest.day < coming.day:
            return coming
        lasts = timedelta(minutes=self._boards.agreement.meeting.minutes)
        return self.coming(max(now, coming.when.astimezone(UTC) + lasts))

    def topics(self, board_id: str, coming: Coming) -> tuple[Topic, ...]:
        """What people want to talk about in this meeting."""
        return self.topics_for(board_id, coming.day)

    def topics_for(self, board_id: str, day: date) -> tuple[Topic, ...]:
        """The topics of a meeting, and those of earlier ones that nobody opened."""
        held = self._last_held(board_id, day)
        behind = held.day if held is not None else day - timedelta(days=7)
        return stored.topics_of(self._engine, board_id, day, behind)

    def keep_topic(self, board_id: str, text: str, who: str) -> tuple[date, int]:
        """Keep a topic for the meeting that is on, or the next; that meeting's day, its number."""
        day = self.present_day(board_id)
        return day, stored.add_topic(self._engine, board_id, day, text, who, self._clock())

    def present_day(self, board_id: str) -> date:
        """The day of the meeting that people mean: the open one, else today's though its time is
        over and nobody has opened it, else the coming one that is not closed already."""
        latest = next(iter(kept.held_meetings(self._engine, board_id)), None)
        if latest is not None and latest.stage == "open":
            return latest.day
        now, agreement = self._clock(), self._boards.agreement
        coming = self.coming_of(board_id, now)
        before = meeting_before(agreement, next_meeting(agreement, now))
        change = self._change(before.date())
        when = change.moved_to if change and change.moved_to else before
        zone = meeting_zone(agreement)
        is_today = when.astimezone(zone).date() == now.astimezone(zone).date()
        cancelled = change is not None and change.moved_to is None
        unopened = latest is None or latest.day < before.date()
        over = when.astimezone(UTC) <= now
        return before.date() if is_today and over and unopened and not cancelled else coming.day

    def before_anything(self, board_id: str, day: date) -> MeetingState:
        """The meeting of this day before anything has happened in it."""
        agreement, now = self._boards.agreement, self._clock()
        of = self._boards.kept(board_id)
        change = self._change(day)
        planned = planned_on(agreement, day)
        moved = change.moved_to if change is not None else None
        when = moved.astimezone(meeting_zone(agreement)) if moved is not None else planned
        stage = "prepared"
        if change is not None and moved is None:
            stage = "cancelled"
        elif when.astimezone(UTC) + timedelta(minutes=agreement.meeting.minutes) <= now:
            stage = "missed"
        return MeetingState(
            board_id=board_id,
            board=of.board.name if of is not None else "",
            day=day,
            when=when,
            minutes=agreement.meeting.minutes,
            stage=stage,  # type: ignore[arg-type]  # one of the stages
            facilitator=self.facilitator(day),
        )

    def is_planned(self, day: date) -> bool:
        """Whether the series has a meeting on this day, held as planned or not."""
        weekday = planned_on(self._boards.agreement, day).strftime("%A").casefold()
        return weekday == self._boards.agreement.meeting.weekday or self._change(day) is not None

    def facilitator(self, day: date) -> str:
        """Who leads through the meeting of this day: named already, or next in turn."""
        turns = kept.facilitators(self._engine)
        if day in turns:
            return turns[day]
        first = min(turns, default=day)
        changes = stored.changes_since(self._engine, first)
        held = {
            on: name for on, name in turns.items()
            if on not in changes or changes[on].moved_to is not None
        }  # fmt: skip
        return facilitator(self._boards.agreement, day, held)

    def name_facilitator(self, day: date) -> str:
        """The same, and from now on it stays so."""
        name = self.facilitator(day)
        return kept.name_facilitator(self._engine, day, name, self._clock()) if name else ""

    def agenda(self, board_id: str, day: date) -> Agenda:
        """The agenda of this meeting from what is known now."""
        of = self._boards.context(board_id)
        assert of is not None  # boards are never dropped
        return agenda(
            of,
            self.since(board_id, day),
            trial=trial_counts(self._engine, board_id),
            topics=self.topics_for(board_id, day),
            left=self.left_for(board_id, day),
            chance_of=chance_for(of),
        )

    def since(self, board_id: str, day: date) -> datetime:
        """What the agenda looks back to: when the last meeting was opened; for a team that opens
        none, when the last one was that is not known to be cancelled."""
        held = self._last_held(board_id, day)
        if held is not None:
            return held.opened_at
        agreement = self._boards.agreement
        mark = meeting_before(agreement, planned_on(agreement, day))
        changes = stored.changes_since(self._engine, (mark - _LOOK_BACK).date())
        for _ in range(_LOOK_BACK.days // 7):
            change = changes.get(mark.date())
            if change is None or change.moved_to is not None:
                return change.moved_to if change and change.moved_to else mark
            mark = meeting_before(agreement, mark)
        return mark

    def left_for(self, board_id: str, day: date) -> tuple[Point, ...]:
        """What the last meeting that was held has left over."""
        held = self._last_held(board_id, day)
        state = self._as_kept(board_id, held.day) if held is not None else None
        return tuple(as_left(point) for point in state.left) if state is not None else ()

    def _as_kept(self, board_id: str, day: date) -> MeetingState | None:
        happened = kept.deeds_of(self._engine, board_id, day)
        return replayed(self.before_anything(board_id, day), happened) if happened else None

    def _last_held(self, board_id: str, day: date) -> kept.Held | None:
        held = kept.last_held(self._engine, board_id, day)
        return held if held is not None and day - held.day <= _LOOK_BACK else None

    def _change(self, day: date) -> MeetingChange | None:
        return stored.changes_since(self._engine, day).get(day)

    def add_topic(self, board_id: str, text: str, who: str) -> Coming:
        """Keep a topic for the next meeting; that meeting."""
        coming = self.coming()
        stored.add_topic(self._engine, board_id, coming.day, text, who, self._clock())
        return coming

    def skip(self, who: str) -> Coming:
        """Cancel the next meeting; the meeting that was cancelled."""
        coming = self.coming()
        change = MeetingChange(coming.day, None, who)
        following = (coming.planned + timedelta(days=7)).date()
        stored.keep_change(self._engine, change, self._clock(), following)
        return coming

    def move(self, to: datetime, who: str, day: date | None = None) -> Coming | str:
        """Hold the week's meeting at another moment, also one that was cancelled, or the one of
        this day; that meeting, or a sentence on why it cannot be moved there."""
        now, agreement = self._clock(), self._boards.agreement
        if to <= now:
            return "That moment is over; name one that is ahead."
        planned = next_meeting(agreement, now)
        earlier = meeting_before(agreement, planned)
        known = stored.changes_since(self._engine, earlier.date())
        pending = known.get(earlier.date())
        if day is not None:
            planned = planned_on(agreement, day)
        elif pending and pending.moved_to and pending.moved_to > now:
            planned = earlier  # last week's own meeting is still to come
        elif self.coming().planned > planned and to >= planned + timedelta(days=7):
            planned = self.coming().planned  # this week's is cancelled; the one after it is meant
        if to >= planned + timedelta(days=7):
            return (
                "That is after the following week's meeting; a meeting moves within its own week, "
                f"from {planned:%A %d %B} to the {planned + timedelta(days=7):%A} after it."
            )
        stored.keep_change(
            self._engine, MeetingChange(planned.date(), to, who), now, planned.date()
        )
        return Coming(planned, to.astimezone(meeting_zone(agreement)), who)

    def not_tied(self, board: Board, coming: Coming) -> tuple[str, ...]:
        """Names of members whom nobody in Slack is tied to; each is named for one meeting only."""
        free = {entry.member_id: entry.name for entry in self._roster.free(board)}
        named = stored.name_untied(self._engine, board.id, coming.day, tuple(free))
        return tuple(free[member_id] for member_id in named)
