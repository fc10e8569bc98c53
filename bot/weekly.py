"""The weekly digest in the team's channel: once a week for each board, when there is something."""

from datetime import datetime, timedelta

from sqlalchemy import Engine

from bot.boards import Boards, Clock
from bot.meetings import Meetings
from bot.roster import Roster
from bot.slack.speaking.kinds import WEEKLY
from bot.slack.weekly_view import weekly_message
from protocol.board import Board
from protocol.check import check_board
from protocol.weekly import A_WEEK, WAITS, told_on, weekly
from protocol.workload import workload
from storage.meetings import name_untied
from storage.memory import said

_JUST_GREETED = timedelta(days=2)  # what the first look found needs no second telling


class WeeklyDigest:
    """`tell` is to be called every few minutes; without a channel it does nothing."""

    def __init__(
        self,
        engine: Engine,
        boards: Boards,
        roster: Roster,
        meetings: Meetings,
        channel: str,
        clock: Clock,
    ) -> None:
        self._engine = engine
        self._boards = boards
        self._roster = roster
        self._meetings = meetings
        self._channel = channel
        self._clock = clock

    def tell(self, board_id: str) -> None:
        """Say how the week was, when its hour has come and it was not said yet."""
        agreement = self._boards.agreement
        moment = told_on(agreement, self._clock())
        if not self._channel or moment is None or not WEEKLY.is_on(agreement.slack):
            return
        subject = f"week:{board_id}:{moment.date().isoformat()}"
        if self._is_known(board_id, subject, moment):
            return
        of = self._boards.context(board_id)
        if of is None:
            return
        week = weekly(of, moment - A_WEEK, check_board(of), workload(of))
        not_tied = self._not_tied(of.board, subject) if agreement.slack.name_untied else ()
        if week.says_nothing and not not_tied:
            return
        message = weekly_message(week, not_tied)
        self._meetings.say(WEEKLY, subject, message, at_latest=moment + WAITS)

    def _is_known(self, board_id: str, subject: str, moment: datetime) -> bool:
        """Whether it was said already, or the greeting has just said most of it."""
        told = said(self._engine, self._channel, subject)
        if told is not None and told.reference:
            return True
        greeted = said(self._engine, self._channel, f"greeting:{board_id}")
        return greeted is not None and greeted.since > moment - _JUST_GREETED

    def _not_tied(self, board: Board, subject: str) -> tuple[str, ...]:
        """Members whom nobody in Slack is tied to, and whom neither an earlier week nor an agenda
        has named."""
        free = {entry.member_id: entry.name for entry in self._roster.free(board)}
        named = name_untied(self._engine, board.id, subject, tuple(free))
        return tuple(free[member_id] for member_id in named)
