"""What is done again and again, and how often."""

import logging
from datetime import datetime, timedelta
from functools import partial

from bot import reconcile
from bot.assembly.shared import Shared
from bot.assembly.talking import Talking
from bot.assembly.working import Working
from bot.clock import now_utc
from bot.pull_checks import PullChecks
from bot.schedule import Schedule
from bot.trello.errors import TrelloError
from bot.trello.webhook_care import register_missing
from storage.boards import set_greeted, was_greeted
from storage.events import forget_events
from storage.links import forget_untied
from storage.looks import BOARD, ask, waiting

log = logging.getLogger(__name__)

_SOON = timedelta(seconds=1)
_NOT_LIVE_S = 60.0  # links of systems that cannot be asked are only written down
_CHECKS_S = 60.0  # how often pull requests are told if they name a card
_SPEAK_S = 60.0  # how often is looked whether somebody is to be told something
_KEEP = timedelta(days=14)  # what was heard and done; Trello tells nothing again after minutes
_SWEPT = timedelta(seconds=9)  # after which the first sweep is mostly over


class Jobs:
    """The regular jobs of a process that works."""

    def __init__(self, shared: Shared, working: Working, talking: Talking | None) -> None:
        self._shared = shared
        self._working = working
        self._talking = talking
        self.schedule = Schedule()
        self.last_poll: datetime | None = None

    def start(self) -> None:
        """Plan everything and begin to fire."""
        settings, soon, every = self._shared.settings, now_utc() + _SOON, self.schedule.every
        every(settings.poll_seconds, "poll", self._poll)
        every(settings.sweep_minutes * 60, "sweep", self._sweep, first=soon)
        every(300, "agenda", self._agenda, first=soon)
        if self._talking is not None:
            every(_SPEAK_S, "speaking", self._talking.speaking.run, first=soon + _SWEPT)
        every(10, "board card", self._board_card, first=soon + _SWEPT)
        every(3600, "webhooks", lambda: self.register_webhooks("again"))
        every(86_400, "housekeeping", self._forget, first=soon + _SWEPT)
        self._plan_links(soon)
        self.schedule.start()
        self._shared.running.callback(self.schedule.stop)

    def _plan_links(self, soon: datetime) -> None:
        shared, settings = self._shared, self._shared.settings
        for provider in shared.providers:  # each by itself: a slow one holds up no other
            pace = settings.link_seconds if provider.is_live else _NOT_LIVE_S
            ask_links = partial(self._working.links.refresh, provider)
            self.schedule.every(pace, f"links on {provider.title}", ask_links, first=soon)
        github = shared.github
        if settings.github_check and github is not None and github.is_live:
            checks = PullChecks(shared.engine, shared.boards, github, now_utc)
            self.schedule.every(_CHECKS_S, "checks of pull requests", checks.tell, first=soon)

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

    def _poll(self) -> None:
        self._shared.each_board("the poll", self._poll_board)
        self.last_poll = now_utc()

    def _poll_board(self, board_id: str) -> None:
        self._shared.boards.catch_up(board_id)
        self._working.ear.poll(board_id)

    def _sweep(self) -> None:
        if self._shared.unread:
            self._shared.read_boards(self._shared.unread)
        for board_id in self._shared.board_ids:
            ask(self._shared.engine, board_id, BOARD, now_utc(), cause="sweep")
        self._working.wake()

    def _agenda(self) -> None:
        self._shared.each_board("the greeting", self._greet)
        self._shared.each_board("the agenda", self._working.meetings.prepare)

    def _greet(self, board_id: str) -> None:
        if not was_greeted(self._shared.engine, board_id):
            self._working.meetings.greet(board_id)
            set_greeted(self._shared.engine, board_id)

    def _board_card(self) -> None:
        """After a sweep, and when what was changed has been looked at."""
        if not waiting(self._shared.engine)[0]:
            self._shared.each_board("the team's card", self._working.board_card.keep)

    def _forget(self) -> None:
        """Forget what nobody can ask for any more."""
        now, engine = now_utc(), self._shared.engine
        events = forget_events(engine, now, _KEEP)
        forget_untied(engine, now - _KEEP)
        ended = reconcile.forget_finished(now - _KEEP)
        log.info("Forgotten: %d events, %d looks.", events, ended)
