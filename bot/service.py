"""The composition root: the only place that knows every part."""

import logging
import sys
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from slack_bolt import App as SlackApp
from slack_sdk import WebClient
from sqlalchemy import Engine

from bot import reconcile
from bot.act import Actor
from bot.agreement_files import read_agreement_file
from bot.board_card.keep import BoardCard
from bot.boards import Boards
from bot.conversation import roster_for, tools_for
from bot.errors import UserError
from bot.hear import Ear
from bot.link_deeds import LinkDeeds
from bot.links import Refresher
from bot.meeting_book import MeetingBook
from bot.meeting_parts import meetings_for, room_for
from bot.meeting_room import MeetingRoom
from bot.meetings import Meetings
from bot.observe import Observer
from bot.processes import Presence
from bot.providers import providers
from bot.providers.github import GitHub
from bot.providers.provider import Closes, Receives
from bot.pull_checks import PullChecks
from bot.reconcile import Dispatcher, Looks
from bot.roster import Roster
from bot.schedule import Schedule
from bot.settings import Settings
from bot.slack.administrators import Administrators
from bot.slack.app import build_app, slack_client
from bot.slack.channel import SlackChannel
from bot.slack.opening import check_slack, connect
from bot.slack.people import email_lookup
from bot.slack.sockets import Sockets
from bot.slack.speaking.parts import Speaking
from bot.slack.speaking.speaker import Speaker
from bot.trello.errors import TrelloError, TrelloUnauthorized
from bot.trello.gateway import TrelloGateway
from bot.trello.http import TrelloHttp
from bot.trello.patience import patiently
from bot.trello.shared_budget import SharedBudget
from bot.trello.webhook_care import callback_of, register_missing
from bot.web.app import build_web
from bot.web.pages import add_pages
from bot.web.pages.opening import meeting_links, site_for, way_in
from bot.web.receiving import add_receiver
from protocol.agreement import Agreement
from protocol.agreement_file import AgreementError
from protocol.decide import Bot
from storage.boards import set_greeted, was_greeted
from storage.database import DatabaseError, open_database
from storage.events import forget_events
from storage.links import forget_untied
from storage.looks import BOARD, ask, waiting

log = logging.getLogger(__name__)

CLIENT_IDENTIFIER = "cardkeeper"
_SOON = timedelta(seconds=1)
_SWITCH_S = 0.001  # threads take turns often, so that Slack is answered while a sweep works
_NOT_LIVE_S = 60.0  # links of systems that cannot be asked are only written down
_CHECKS_S = 60.0  # how often pull requests are told if they name a card
_SPEAK_S = 60.0  # how often is looked whether somebody is to be told something
_KEEP = timedelta(days=14)  # what was heard and done; Trello tells nothing again after minutes
_SWEPT = timedelta(seconds=9)  # after which the first sweep is mostly over


def now_utc() -> datetime:
    """The only clock of the service."""
    return datetime.now(UTC)


class Service:
    """Everything that runs; `start` and `stop` are its whole life."""

    def __init__(self, settings: Settings, agreement: Agreement) -> None:
        self.settings = settings
        self.agreement = agreement
        try:
            self.engine = open_database(settings.database)
        except DatabaseError as error:
            raise UserError(str(error)) from None
        self.trello = _trello(settings, self.engine)
        self.boards = Boards(self.engine, self.trello, agreement, now_utc)
        self.providers = providers(settings, self.engine)
        self.schedule = Schedule()
        self.slack: SlackApp | None = None
        self.sockets: Sockets | None = None
        self._client: WebClient | None = None
        self._agenda_channel = ""
        self._speaker: Speaker | None = None
        self._speaking: Speaking | None = None
        self.last_poll: datetime | None = None
        self._running = ExitStack()
        self._running.callback(self.engine.dispose)
        for provider in self.providers:
            if isinstance(provider, Closes):
                self._running.callback(provider.close)

    def start(self) -> FastAPI:
        """Start every part and return the web app, ready to be served.

        Raises UserError with one sentence when Trello or Slack refuse what the settings give;
        nothing is left running then.
        """
        try:
            return self._start()
        except BaseException:
            self.stop()
            raise

    def _start(self) -> FastAPI:
        sys.setswitchinterval(_SWITCH_S)
        bot = self._who_am_i()
        self.boards.load()
        self._unread: list[str] = []  # boards that could not be read yet
        self._board_ids: list[str] = []
        self._read_boards(self.settings.board_ids)
        channel = self._open_slack()
        presence = Presence(self.engine, now_utc)
        presence.start()
        self._running.callback(presence.stop)
        reconcile.open_engine(self.settings.engine_database, presence.id)
        self._running.callback(reconcile.close_engine)
        observer = Observer(
            self.engine, self.boards, now_utc, bot=bot,
            channel_id=channel.channel_id if channel else "",
        )  # fmt: skip
        actor = Actor(
            self.engine, self.trello, channel, self.boards, now_utc, bot_member_id=bot.member_id
        )
        work = self.work = Looks(self.engine, observer, actor, self.boards, now_utc)
        roster = roster_for(self.engine, self.boards, now_utc, self._client, bot.member_id)
        self.book = MeetingBook(self.engine, self.boards, roster, now_utc)
        self.room, self.meetings = self._meet(actor, channel.channel_id if channel else "")
        self._site = site_for(
            self.settings, self.engine, self.boards, self.trello, roster, self.book, self.room, bot,
            now_utc, email_of=email_lookup(self._client) if self._client else None,
        )  # fmt: skip
        self._running.callback(self._site.facts.close)
        self.board_card = BoardCard(self.engine, self.trello, self.boards, now_utc, bot.member_id)
        self.dispatcher = Dispatcher(
            self.engine, work, now_utc, timedelta(seconds=self.settings.settle_seconds), presence
        )
        self.ear = Ear(
            self.engine, self.boards, self.trello, now_utc, bot_member_id=bot.member_id,
            client_identifier=CLIENT_IDENTIFIER, wake=self.dispatcher.wake,
        )  # fmt: skip
        self.links = Refresher(
            self.engine, self.boards, now_utc, self.dispatcher.wake,
            timedelta(seconds=self.settings.run_seconds),
        )  # fmt: skip
        reconcile.launch_engine()
        self.dispatcher.start()
        self._running.callback(self.dispatcher.stop)
        if self._client is not None:
            self._converse(self._client, actor, roster, bot.member_id)
            work.on_too_much = Administrators(
                self.engine, self._client, self.boards, now_utc
            ).tell_of_ceiling
        self._plan()
        return self._web()

    def register_webhooks(self, cause: str = "at the start") -> None:
        """Tell Trello where to send events; call when the web app is reachable. Done again every
        hour, for Trello stops a webhook that failed for long, and people remove some."""
        if not self._takes_webhooks:
            return
        try:
            registered = register_missing(self.trello, self._board_ids, self.callback_url)
        except TrelloError as error:  # polling goes on hearing what happens
            log.warning("Webhooks could not be looked at: %s", error)
            return
        for board_id in registered:
            log.info("Webhook of board %s registered %s.", board_id, cause)

    def stop(self) -> None:
        """Stop taking work, finish what is at work for a few seconds; the rest is recovered."""
        self._running.close()

    @property
    def callback_url(self) -> str:
        """Where Trello's webhooks go."""
        return callback_of(self.settings.public_url)

    def health(self) -> dict[str, Any]:
        """Whether the service can work, for machines."""
        open_looks, oldest = waiting(self.engine)
        age = (now_utc() - oldest).total_seconds() if oldest else 0.0
        connected = self.sockets.is_connected if self.sockets else None
        return {
            "ok": self.dispatcher.is_alive,
            "boards": len(self.boards.ids()),
            "boards_not_read": len(self._unread),
            "looks_waiting": open_looks,
            "oldest_look_seconds": round(age, 1),
            "last_poll": self.last_poll.isoformat() if self.last_poll else None,
            "slack_connected": connected,
            "sweeps_stopped_by_ceiling": len(self.work.too_much),
            "unknown_action_types": self.ear.unknown_types,
        }

    @property
    def _takes_webhooks(self) -> bool:
        return bool(self.settings.public_url and self.settings.trello_secret.get_secret_value())

    def _who_am_i(self) -> Bot:
        try:
            me = patiently(self.trello.me)
        except TrelloUnauthorized as error:
            raise UserError(
                f"Trello does not accept the key and token: {error}. "
                "Check CARDKEEPER_TRELLO_KEY and CARDKEEPER_TRELLO_TOKEN."
            ) from None
        except TrelloError as error:
            raise UserError(f"Trello cannot be reached: {error}.") from None
        return Bot(str(me["id"]), str(me["username"]))

    def _read_boards(self, names: list[str]) -> None:
        """Read these boards. One that cannot be read does not stop the others: it goes on with
        what an earlier run has stored, or is tried again with every sweep."""
        self._unread, failure = [], ""
        for name in names:
            known = self.boards.find(name)
            try:
                kept = patiently(partial(self.boards.read, name), tries=2 if known else 5)
            except TrelloError as error:
                log.error("Board %s cannot be read: %s", name, error)
                failure = str(error)
                if known is None:
                    self._unread.append(name)
                    continue
                kept = known
            if kept.board.id not in self._board_ids:
                self._board_ids.append(kept.board.id)
        if not names:
            raise UserError("CARDKEEPER_TRELLO_BOARDS names no board; give one or several.")
        if names and not self._board_ids:
            raise UserError(
                f"None of the boards can be read: {failure}. Check CARDKEEPER_TRELLO_BOARDS, and "
                "that the bot's account is a member of each."
            )

    def _open_slack(self) -> SlackChannel | None:
        token = self.settings.slack_bot_token.get_secret_value()
        if not token:
            return None
        client = self._client = slack_client(token, self.settings.slack_url)
        channel = check_slack(client, self.agreement.slack.channel)
        self._agenda_channel = check_slack(client, self.agreement.meeting.channel) or channel
        self._speaker = Speaker(self.engine, client, self.boards, now_utc)
        return SlackChannel(client, channel, self._speaker) if channel else None

    def _converse(
        self, client: WebClient, actor: Actor, roster: Roster, bot_member_id: str
    ) -> None:
        """Open the conversations of Slack: commands, buttons, dialogs, digests and Home tab."""
        tools = tools_for(
            self.settings, self.engine, self.boards, self.trello, client, actor, roster, self.book,
            LinkDeeds(self.engine, self.boards, self.providers, now_utc),
            now_utc, wake=self.dispatcher.wake, post_agenda=self.meetings.prepare,
            github=self._github, room=self.room, way_in=way_in(self._site.access),
        )  # fmt: skip
        secret = self.settings.slack_signing_secret.get_secret_value()
        self.slack = build_app(tools, signing_secret=secret)
        assert self._speaker is not None  # it was made with the client
        self._speaking = Speaking(
            self.engine, client, self.boards, tools.desk, now_utc, self._speaker,
            bot_member_id=bot_member_id, prefix=tools.prefix,
        )  # fmt: skip
        self._speaking.listen(self.slack, tools.actions)
        app_token = self.settings.slack_app_token.get_secret_value()
        if app_token:
            self.sockets = Sockets(self.slack, app_token)
            # its threads are there before it is connected
            self._running.callback(self.sockets.stop)
            connect(self.sockets)

    def _meet(self, actor: Actor, channel: str) -> tuple[MeetingRoom, Meetings]:
        """Where meetings are held, and what shows them in Slack."""
        pages = meeting_links(self.settings, self.boards)
        room = room_for(
            self.engine, self.boards, self.trello, actor, self.book, now_utc,
            wake=lambda: self.dispatcher.wake(),
            link_to=None if self._client else pages,  # else cards link the message in Slack
        )  # fmt: skip
        return room, meetings_for(
            room, self.engine, self.boards, self._client, channel, now_utc, self._speaker,
            self.book, self._agenda_channel, pages,
        )  # fmt: skip

    @property
    def _github(self) -> GitHub | None:
        return next((each for each in self.providers if isinstance(each, GitHub)), None)

    def _plan(self) -> None:
        soon = now_utc() + _SOON
        self.schedule.every(self.settings.poll_seconds, "poll", self._poll)
        self.schedule.every(self.settings.sweep_minutes * 60, "sweep", self._sweep, first=soon)
        self.schedule.every(300, "agenda", self._agenda, first=soon)
        self.schedule.every(60, "meeting", self.room.tend, first=soon + _SWEPT)
        if self._speaking is not None:
            self.schedule.every(_SPEAK_S, "speaking", self._speaking.run, first=soon + _SWEPT)
        self.schedule.every(10, "board card", self._board_card, first=soon + _SWEPT)
        self.schedule.every(3600, "webhooks", lambda: self.register_webhooks("again"))
        self.schedule.every(86_400, "housekeeping", self._forget, first=soon + _SWEPT)
        for provider in self.providers:  # each by itself: a slow one holds up no other
            pace = self.settings.link_seconds if provider.is_live else _NOT_LIVE_S
            ask_links = partial(self.links.refresh, provider)
            self.schedule.every(pace, f"links on {provider.title}", ask_links, first=soon)
        if self.settings.github_check and self._github is not None and self._github.is_live:
            checks = PullChecks(self.engine, self.boards, self._github, now_utc)
            self.schedule.every(_CHECKS_S, "checks of pull requests", checks.tell, first=soon)
        self.schedule.start()
        self._running.callback(self.schedule.stop)

    def _each_board(self, what: str, job: Callable[[str], object]) -> None:
        """Do something for each board; one that fails never stops the others."""
        for board_id in list(self._board_ids):
            try:
                job(board_id)
            except Exception as error:  # noqa: BLE001 - told, and done again at the next time
                log.warning("Board %s: %s failed: %s", board_id, what, error)

    def _poll(self) -> None:
        self._each_board("the poll", self._poll_board)
        self.last_poll = now_utc()

    def _poll_board(self, board_id: str) -> None:
        self.boards.catch_up(board_id)
        self.ear.poll(board_id)

    def _sweep(self) -> None:
        if self._unread:
            self._read_boards(self._unread)
        for board_id in self._board_ids:
            ask(self.engine, board_id, BOARD, now_utc(), cause="sweep")
        self.dispatcher.wake()

    def _agenda(self) -> None:
        self._each_board("the greeting", self._greet)
        self._each_board("the agenda", self.meetings.prepare)
        self._each_board("the meeting's message", self.meetings.keep_up)

    def _greet(self, board_id: str) -> None:
        if not was_greeted(self.engine, board_id):
            self.meetings.greet(board_id)
            set_greeted(self.engine, board_id)

    def _board_card(self) -> None:
        """After a sweep, and when what was changed has been looked at."""
        if not waiting(self.engine)[0]:
            self._each_board("the team's card", self.board_card.keep)

    def _forget(self) -> None:
        """Forget what nobody can ask for any more."""
        now = now_utc()
        events = forget_events(self.engine, now, _KEEP)
        forget_untied(self.engine, now - _KEEP)
        ended = reconcile.forget_finished(now - _KEEP)
        log.info("Forgotten: %d events, %d looks.", events, ended)

    def _web(self) -> FastAPI:
        secret = self.settings.slack_signing_secret.get_secret_value()
        web = build_web(
            health=self.health,
            ear=self.ear,
            webhook_secret=(
                self.settings.trello_secret.get_secret_value() if self._takes_webhooks else ""
            ),
            callback_url=self.callback_url,
            slack=self.slack if secret else None,
        )
        add_pages(web, self._site)
        for provider in self.providers:
            if isinstance(provider, Receives):
                heard = partial(self.links.hear, provider)
                add_receiver(web, provider.name, provider, now_utc, heard)
        return web


def agreement_from(path: Path | None) -> Agreement:
    """The agreement in a file and in those it extends, or the built-in one; raises UserError."""
    try:
        return read_agreement_file(path)
    except AgreementError as error:
        raise UserError(str(error)) from None


def _trello(settings: Settings, engine: Engine) -> TrelloGateway:
    token = settings.trello_token.get_secret_value()
    http = TrelloHttp(
        key=settings.trello_key,
        token=token,
        base_url=settings.trello_url,
        client_identifier=CLIENT_IDENTIFIER,
        budget=SharedBudget(engine, settings.trello_key, token),
    )
    return TrelloGateway(http)
