"""The meetings as people change them: topics, weeks that are skipped or moved, who is not tied."""

from datetime import datetime, timedelta

from sqlalchemy import Engine

from bot.boards import Boards, Clock
from bot.roster import Roster
from protocol.board import Board
from protocol.meeting import meeting_before, meeting_zone, next_meeting
from protocol.meeting_changes import (
    Coming,
    MeetingChange,
    Topic,
    coming_meeting,
    first_day_to_know,
)
from storage import meetings as stored


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

    def topics(self, board_id: str, coming: Coming) -> tuple[Topic, ...]:
        """What people want to talk about in this meeting."""
        return stored.topics_of(self._engine, board_id, coming.day)

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

    def move(self, to: datetime, who: str) -> Coming | str:
        """Hold the week's meeting at another moment, also one that was cancelled; that meeting, or
        a sentence on why it cannot be moved there."""
        now, agreement = self._clock(), self._boards.agreement
        if to <= now:
            return "That moment is over; name one that is ahead."
        planned = next_meeting(agreement, now)
        earlier = meeting_before(agreement, planned)
        known = stored.changes_since(self._engine, earlier.date())
        pending = known.get(earlier.date())
        if pending and pending.moved_to and pending.moved_to > now:
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
