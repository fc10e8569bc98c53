"""The composition root: the only place that knows every part."""

import logging
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from slack_bolt import App as SlackApp
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from sqlalchemy import Engine

from bot import reconcile
from bot.act import Actor
from bot.board_card.keep import BoardCard
from bot.boards import Boards
from bot.conversation import roster_for, tools_for
from bot.errors import UserError
from bot.hear import Ear
from bot.link_deeds import LinkDeeds
from bot.links import Refresher
from bot.meeting_book import MeetingBook
from bot.meetings import Meetings
from bot.observe import Observer
from bot.processes import Presence
from bot.providers import providers
from bot.providers.provider import Closes, Receives
from bot.reconcile import Dispatcher, Looks
from bot.roster import Roster
from bot.schedule import Schedule
from bot.settings import Settings
from bot.slack.app import build_app, slack_client
from bot.slack.channel import SlackChannel
from bot.slack.people import channel_id
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
from bot.web.receiving import add_receiver
from protocol.agreement import Agreement
from protocol.agreement_file import read_agreement
from protocol.decide import Bot
from storage.boards import set_greeted, was_greeted
from storage.database import open_database
from storage.looks import BOARD, ask, waiting

log = logging.getLogger(__name__)

CLIENT_IDENTIFIER = "cardkeeper"
_SOON = timedelta(seconds=1)
_NOT_LIVE_S = 60.0  # links of systems that cannot be asked are only written down
_SPEAK_S = 60.0  # how often is looked whether somebody is to be told something
_SWEPT = timedelta(seconds=9)  # after which the first sweep is mostly over


def now_utc() -> datetime:
    """The only clock of the service."""
    return datetime.now(UTC)


class Service:
    """Everything that runs; `start` and `stop` are its whole life."""

    def __init__(self, settings: Settings, agreement: Agreement) -> None:
        self.settings = settings
        self.agreement = agreement
        self.engine = open_database(settings.database)
        self.trello = _trello(settings, self.engine)
        self.boards = Boards(self.engine, self.trello, agreement, now_utc)
        self.providers = providers(settings, self.engine)
        self.schedule = Schedule()
        self.slack: SlackApp | None = None
        self.sockets: Sockets | None = None
        self._client: WebClient | None = None
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

        Raises UserError with one sentence when Trello or Slack refuse what the settings give.
        """
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
        work = Looks(self.engine, observer, actor, self.boards, now_utc)
        roster = roster_for(self.engine, self.boards, now_utc, self._client, bot.member_id)
        self.book = MeetingBook(self.engine, self.boards, roster, now_utc)
        self.meetings = Meetings(
            self.engine, self.boards, self._client, channel.channel_id if channel else "", now_utc,
            self._speaker, self.book,
        )  # fmt: skip
        self.board_card = BoardCard(
            self.engine, self.trello, self.boards, now_utc, bot_member_id=bot.member_id
        )
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
        if self.sockets is not None:
            self.sockets.start()
            self._running.callback(self.sockets.stop)
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
            "ok": True,
            "boards": len(self.boards.ids()),
            "looks_waiting": open_looks,
            "oldest_look_seconds": round(age, 1),
            "last_poll": self.last_poll.isoformat() if self.last_poll else None,
            "slack_connected": connected,
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
            self._board_ids.append(kept.board.id)
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
        try:
            client.auth_test()
            name = self.agreement.slack.channel
            self._speaker = Speaker(self.engine, client, self.boards, now_utc)
            channel = None
            if name:
                channel = SlackChannel(client, channel_id(client, name), self._speaker)
        except (SlackApiError, SlackClientError, OSError) as error:
            reason = error.response["error"] if isinstance(error, SlackApiError) else error
            raise UserError(
                f"Slack does not accept the bot token ({reason}). Check CARDKEEPER_SLACK_BOT_TOKEN."
            ) from None
        return channel

    def _converse(
        self, client: WebClient, actor: Actor, roster: Roster, bot_member_id: str
    ) -> None:
        """Open the conversations of Slack: commands, buttons, dialogs, digests and Home tab."""
        tools = tools_for(
            self.settings, self.engine, self.boards, self.trello, client, actor, roster, self.book,
            LinkDeeds(self.engine, self.boards, self.providers, now_utc),
            now_utc, wake=self.dispatcher.wake, post_agenda=self.meetings.prepare,
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

    def _plan(self) -> None:
        soon = now_utc() + _SOON
        self.schedule.every(self.settings.poll_seconds, "poll", self._poll)
        self.schedule.every(self.settings.sweep_minutes * 60, "sweep", self._sweep, first=soon)
        self.schedule.every(300, "agenda", self._agenda, first=soon)
        if self._speaking is not None:
            self.schedule.every(_SPEAK_S, "speaking", self._speaking.run, first=soon + _SWEPT)
        self.schedule.every(60, "board card", self._board_card, first=soon + _SWEPT)
        self.schedule.every(3600, "webhooks", lambda: self.register_webhooks("again"))
        for provider in self.providers:  # each by itself: a slow one holds up no other
            pace = self.settings.link_seconds if provider.is_live else _NOT_LIVE_S
            ask_links = partial(self.links.refresh, provider)
            self.schedule.every(pace, f"links on {provider.title}", ask_links, first=soon)
        self.schedule.start()
        self._running.callback(self.schedule.stop)

    def _poll(self) -> None:
        for board_id in self._board_ids:
            try:
                self.boards.catch_up(board_id)
                self.ear.poll(board_id)
            except TrelloError as error:  # one failing board never stops the others
                log.warning("Board %s could not be polled: %s", board_id, error)
        self.last_poll = now_utc()

    def _sweep(self) -> None:
        if self._unread:
            self._read_boards(self._unread)
        for board_id in self._board_ids:
            ask(self.engine, board_id, BOARD, now_utc(), cause="sweep")
        self.dispatcher.wake()

    def _agenda(self) -> None:
        for board_id in self._board_ids:
            if not was_greeted(self.engine, board_id):
                self.meetings.greet(board_id)
                set_greeted(self.engine, board_id)
            self.meetings.prepare(board_id)

    def _board_card(self) -> None:
        """After a sweep, and when what was changed has been looked at."""
        if waiting(self.engine)[0]:
            return
        for board_id in self._board_ids:
            try:
                self.board_card.keep(board_id)
            except TrelloError as error:  # one failing board never stops the others
                log.warning("The team's card of board %s was not kept: %s", board_id, error)

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
        for provider in self.providers:
            if isinstance(provider, Receives):
                heard = partial(self.links.hear, provider)
                add_receiver(web, provider.name, provider, now_utc, heard)
        return web


def agreement_from(path: Path | None) -> Agreement:
    """The agreement in a file, or the built-in one; raises UserError when it cannot be read."""
    if path is None:
        return Agreement()
    try:
        return read_agreement(path.read_text(encoding="utf-8"), str(path))
    except OSError as error:
        raise UserError(f"The agreement {path} cannot be read: {error.strerror}.") from None


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
