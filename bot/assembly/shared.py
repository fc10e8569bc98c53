"""What every part of the service stands on: the database, Trello, the boards, Slack's client."""

import logging
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial

from slack_sdk import WebClient

from bot.boards import Boards
from bot.clock import now_utc
from bot.database_word import DATABASE
from bot.errors import NotNowError, UserError
from bot.kept_board import KeptBoard
from bot.processes import Presence
from bot.providers import providers
from bot.providers.github import GitHub
from bot.providers.provider import Closes
from bot.settings import Settings
from bot.slack.app import slack_client
from bot.slack.channel import SlackChannel
from bot.slack.opening import check_slack
from bot.slack.speaking.speaker import Speaker
from bot.trello.behalf import working_for
from bot.trello.errors import TrelloError, TrelloUnauthorized, TrelloUnavailable
from bot.trello.gateway import TrelloGateway
from bot.trello.http import TrelloHttp
from bot.trello.patience import patiently
from bot.trello.shared_budget import SharedBudget
from bot.trello.webhook_care import callback_of
from bot.watch.pulse import Pulse
from protocol.agreement import Agreement
from protocol.decide import Bot
from storage.database import DatabaseAwayError, DatabaseError, open_database

log = logging.getLogger(__name__)

CLIENT_IDENTIFIER = "cardkeeper"


class Shared:
    """Opened first and closed last; `running` gives back what a part holds, last first."""

    def __init__(self, settings: Settings, agreement: Agreement) -> None:
        self.settings = settings
        self.agreement = agreement
        try:
            self.engine = open_database(settings.database)
        except DatabaseAwayError as error:
            raise NotNowError(str(error)) from None
        except DatabaseError as error:
            raise UserError(str(error)) from None
        self.running = ExitStack()
        self.running.callback(self.engine.dispose)
        token = settings.trello_token.get_secret_value()
        self.budget = SharedBudget(self.engine, settings.trello_key, token)
        self.trello = _trello(settings, self.budget)
        self.boards = Boards(self.engine, self.trello, agreement, now_utc)
        self.providers = providers(settings, self.engine)
        for provider in self.providers:
            if isinstance(provider, Closes):
                self.running.callback(provider.close)
        self.pulse = Pulse()
        self.presence = Presence(self.engine, now_utc, settings.role, self.pulse.as_json)
        self.bot = Bot("", "")
        self.board_ids: list[str] = []
        self.unread: list[str] = []  # boards that could not be read yet
        self.client: WebClient | None = None
        self.speaker: Speaker | None = None
        self.channel: SlackChannel | None = None
        self.agenda_channel = ""
        self.admin_channel = ""

    def open(self) -> None:
        """Ask Trello who we are, read the boards and reach Slack; raises UserError."""
        self.bot = self._who_am_i()
        self.boards.load()
        self.read_boards(self.settings.board_ids)
        self._open_slack()
        self.presence.start()
        self.running.callback(self.presence.stop)

    @property
    def channel_id(self) -> str:
        """The team's channel; empty without one."""
        return self.channel.channel_id if self.channel else ""

    @property
    def callback_url(self) -> str:
        """Where Trello's webhooks go."""
        return callback_of(self.settings.public_url)

    @property
    def takes_webhooks(self) -> bool:
        """Whether Trello can send its webhooks here, and they can be checked."""
        return bool(self.settings.public_url and self.settings.trello_secret.get_secret_value())

    @property
    def github(self) -> GitHub | None:
        """GitHub, among the providers."""
        return next((each for each in self.providers if isinstance(each, GitHub)), None)

    def each_board(self, what: str, job: Callable[[str], object]) -> None:
        """Do something for each board; one that fails never stops the others."""
        for board_id in list(self.board_ids):
            try:
                with working_for(board_id):
                    job(board_id)
            except Exception as error:  # noqa: BLE001 - told, and done again at the next time
                if DATABASE.is_away(error):
                    return
                log.warning("Board %s: %s failed: %s", board_id, what, error)

    def read_boards(self, names: list[str]) -> None:
        """Read these boards. One that cannot be read does not stop the others: it goes on with
        what an earlier run has stored, or is tried again with every sweep."""
        self.unread, failure = [], ""
        refusal: type[UserError] = UserError
        for name in names:
            known = self.boards.find(name)
            if known is not None and self.settings.role == "web":
                self._keep(known)  # a worker reads it whole; this one takes over what was read
                continue
            try:
                kept = patiently(partial(self.boards.read, name), tries=2 if known else 5)
            except TrelloError as error:
                log.error("Board %s cannot be read: %s", name, error)
                failure = str(error)
                refusal = NotNowError if isinstance(error, TrelloUnavailable) else UserError
                if known is None:
                    self.unread.append(name)
                    continue
                kept = known
            self._keep(kept)
        if not names:
            raise UserError("CARDKEEPER_TRELLO_BOARDS names no board; give one or several.")
        if names and not self.board_ids:
            raise refusal(
                f"None of the boards can be read: {failure}. Check CARDKEEPER_TRELLO_BOARDS, and "
                "that the bot's account is a member of each."
            )

    def _keep(self, kept: KeptBoard) -> None:
        if kept.board.id not in self.board_ids:
            self.board_ids.append(kept.board.id)

    def _who_am_i(self) -> Bot:
        try:
            me = patiently(self.trello.me)
        except TrelloUnauthorized as error:
            raise UserError(
                f"Trello does not accept the key and token: {error}. "
                "Check CARDKEEPER_TRELLO_KEY and CARDKEEPER_TRELLO_TOKEN."
            ) from None
        except TrelloError as error:
            raise NotNowError(f"Trello cannot be reached: {error}.") from None
        return Bot(str(me["id"]), str(me["username"]))

    def _open_slack(self) -> None:
        token = self.settings.slack_bot_token.get_secret_value()
        if not token:
            return
        client = self.client = slack_client(token, self.settings.slack_url)
        channel = check_slack(client, self.agreement.slack.channel)
        self.agenda_channel = check_slack(client, self.agreement.meeting.channel) or channel
        self.admin_channel = check_slack(client, self.agreement.slack.admin_channel)
        self.speaker = Speaker(
            self.engine, client, self.boards, now_utc, prefix=self.settings.slack_command_prefix
        )
        self.channel = SlackChannel(client, channel, self.speaker) if channel else None


def _trello(settings: Settings, budget: SharedBudget) -> TrelloGateway:
    http = TrelloHttp(
        key=settings.trello_key,
        token=settings.trello_token.get_secret_value(),
        base_url=settings.trello_url,
        client_identifier=CLIENT_IDENTIFIER,
        budget=budget,
    )
    return TrelloGateway(http)
