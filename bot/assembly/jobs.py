"""What is done again and again, and how often."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from bot.assembly.shared import Shared
from bot.assembly.talking import Talking
from bot.assembly.working import Working
from bot.calendars.keep import EVERY_S, Calendars
from bot.catching_up import catching_up
from bot.clock import now_utc
from bot.housekeeping import Housekeeping
from bot.promptness import set_aside
from bot.pull_checks import PullChecks
from bot.schedule import Schedule
from bot.slack.opening import token_refusal
from bot.trello.errors import TrelloError
from bot.trello.webhook_care import register_missing
from bot.watch.alerts import Alerts
from storage.boards import set_greeted, was_greeted
from storage.looks import BOARD, ask, waiting
from storage.turns import take_turn

log = logging.getLogger(__name__)

_SOON = timedelta(seconds=1)
_NOT_LIVE_S = 60.0  # links of systems that cannot be asked are only written down
_SPEAK_S = 60.0  # how often is looked whether somebody is to be told something
_PULSE_S = 10.0  # how often is looked whether Slack is connected
_SWEPT = timedelta(seconds=9)  # after which the first sweep is mostly over
_SETTLED = timedelta(minutes=10)  # after which what a start makes and throws away is gone


class Jobs:
    """The regular jobs of a process that works."""

    def __init__(self, shared: Shared, working: Working, talking: Talking | None) -> None:
        self._shared = shared
        self._working = working
        self._talking = talking
        self.schedule = Schedule()
        settings = shared.settings
        self._housekeeping = Housekeeping(shared.engine, settings, now_utc)
        stuck_after = timedelta(minutes=settings.stuck_minutes)
        self._alerts = Alerts(shared.engine, working.administrators, now_utc, stuck_after)
        self.last_poll: datetime | None = None

    def start(self) -> None:
        """Plan what this process's role does, and begin to fire."""
        settings, soon, every = self._shared.settings, now_utc() + _SOON, self.schedule.every
        every(settings.poll_seconds, "catching up", self._catch_up)
        every(_PULSE_S, "pulse", self._feel_pulse, first=soon)
        every(86_400, "setting aside", set_aside, first=soon + _SETTLED)
        if settings.role != "web":
            self._plan_work(soon)
        self.schedule.start()
        self._shared.running.callback(self.schedule.stop)

    def _plan_work(self, soon: datetime) -> None:
        settings = self._shared.settings
        later = soon + _SWEPT
        self._in_turn(settings.poll_seconds, "poll", self._poll)
        self._in_turn(settings.sweep_minutes * 60, "sweep", self._sweep, first=soon)
        self._in_turn(300, "agenda", self._agenda, first=soon)
        self._in_turn(60, "meeting", self._working.room.tend, first=later)
        self._in_turn(60, "meeting messages", self._show_meetings, first=later)
        if self._talking is not None:
            self._in_turn(_SPEAK_S, "speaking", self._talking.speaking.run, first=later)
        self._in_turn(10, "board card", self._board_card, first=later)
        self._in_turn(3600, "webhooks", lambda: self.register_webhooks("again"))
        self._in_turn(86_400, "housekeeping", self._housekeeping.run, first=later)
        self._in_turn(60, "alerts", self._alerts.run)
        if self._shared.client is not None:
            self._in_turn(300, "slack token", self._ask_slack, first=later)
        self._plan_calendars(soon)
        self._plan_links(soon)

    def _in_turn(
        self, seconds: float, name: str, job: Callable[[], object], first: datetime | None = None
    ) -> None:
        self.schedule.in_turn(seconds, name, job, self._takes_turn, first)

    def _takes_turn(self, job: str, own: timedelta, others: timedelta) -> bool:
        return take_turn(
            self._shared.engine, job, self._shared.presence.id, now_utc(), own=own, others=others
        )

    def _plan_links(self, soon: datetime) -> None:
        shared, settings = self._shared, self._shared.settings
        for provider in shared.providers:  # each by itself: a slow one holds up no other
            pace = settings.link_seconds if provider.is_live else _NOT_LIVE_S
            ask_links = partial(self._working.links.refresh, provider)
            self._in_turn(pace, f"links on {provider.title}", ask_links, first=soon)
        github = shared.github
        if settings.github_check and github is not None and github.is_live:
            checks = PullChecks(shared.engine, shared.boards, github, now_utc)
            self._in_turn(settings.link_seconds, "checks of pull requests", checks.tell, first=soon)

    def _plan_calendars(self, soon: datetime) -> None:
        calendars = Calendars(
            self._shared.engine, self._shared.boards, self._shared.settings.calendars, now_utc
        )
        calendars.forget_others()
        if calendars.sources:
            self._in_turn(EVERY_S, "calendars", calendars.read, first=soon)

    def register_webhooks(self, cause: str = "at the start") -> None:
        """Tell Trello where to send events; call when the web app is reachable. Done again every
        hour, for Trello stops a webhook that failed for long, and people remove some."""
        if not self._shared.takes_webhooks:
            return
        try:
            registered = register_missing(
                self._shared.trello, self._shared.board_ids, self._shared.callback_url
            )
        except TrelloError as error:  # polling goes on hearing what happens
            log.warning("Webhooks could not be looked at: %s", error)
            return
        for board_id in registered:
            log.info("Webhook of board %s registered %s.", board_id, cause)

    def _catch_up(self) -> None:
        """Take over what other processes have read, and until when their polls found it so."""
        shared = self._shared
        shared.each_board("catching up", catching_up(shared.engine, shared.boards, now_utc()))

    def _poll(self) -> None:
        self._shared.each_board("the poll", self._poll_board)
        self.last_poll = now_utc()
        self._shared.pulse.round_ended(self.last_poll)

    def _poll_board(self, board_id: str) -> None:
        self._shared.boards.catch_up(board_id)
        try:
            self._working.ear.poll(board_id)
        except TrelloError as error:
            self._shared.pulse.poll_failed(board_id, error, now_utc())
            raise
        self._shared.pulse.poll_went_well(board_id, now_utc())

    def _feel_pulse(self) -> None:
        sockets = self._talking.sockets if self._talking else None
        self._shared.pulse.slack_is(sockets.is_connected if sockets else None, now_utc())

    def _ask_slack(self) -> None:
        assert self._shared.client is not None  # else it is not planned
        refusal = token_refusal(self._shared.client)
        if refusal is not None:
            self._shared.pulse.slack_answered(refusal, now_utc())

    def _sweep(self) -> None:
        if self._shared.unread:
            self._shared.read_boards(self._shared.unread)
        for board_id in self._shared.board_ids:
            ask(self._shared.engine, board_id, BOARD, now_utc(), cause="sweep")
        self._working.wake()

    def _agenda(self) -> None:
        self._shared.each_board("the greeting", self._greet)
        self._shared.each_board("the agenda", self._working.meetings.prepare)
        self._shared.each_board("the weekly digest", self._working.weekly.tell)

    def _show_meetings(self) -> None:
        """Bring the messages that show meetings up to date, by itself: where Slack is waited for,
        what meetings have asked of Trello is not."""
        self._shared.each_board("the meeting's message", self._working.meetings.keep_up)

    def _greet(self, board_id: str) -> None:
        if not was_greeted(self._shared.engine, board_id):
            self._working.meetings.greet(board_id)
            set_greeted(self._shared.engine, board_id)

    def _board_card(self) -> None:
        """After a sweep, and when what was changed has been looked at."""
        if not waiting(self._shared.engine)[0]:
            self._shared.each_board("the team's card", self._working.board_card.keep)
