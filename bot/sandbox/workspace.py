"""The embedded sandbox workspace: stand-ins for Trello and Slack with a sample team, on loopback.

The service that runs on it is the real one; only its settings point here.
"""

import logging
from datetime import UTC, datetime
from pathlib import Path

from bot.errors import UserError
from bot.sandbox.server import SandboxServer
from bot.sandbox.slack import SlackStandIn
from bot.sandbox.team.agreement import sample_agreement
from bot.sandbox.team.board import sample_board
from bot.sandbox.team.people import MEMBERS, slack_workspace
from bot.sandbox.trello import TrelloStandIn
from bot.settings import Settings, read_settings

log = logging.getLogger(__name__)

# Credentials of the sandbox's own Trello; they open nothing else.
_KEY = "sandbox-key"
_SECRET = "sandbox-application-secret"  # noqa: S105 - see above


class SandboxWorkspace:
    """Trello and Slack of the sample team; what happens there is kept in the data folder."""

    def __init__(self, data: Path, *, host: str = "127.0.0.1", port: int = 0) -> None:
        self._folder = data / "sandbox"
        self._folder.mkdir(parents=True, exist_ok=True)
        self.trello = TrelloStandIn(self._folder / "trello.db", _now)
        self.slack = SlackStandIn(self._folder / "slack.db", _now)
        self._settle_in()
        self._server = SandboxServer(self.trello, self.slack, host=host, port=port)

    @property
    def url(self) -> str:
        """The page's address; known after `start`."""
        return self._server.url

    def start(self) -> None:
        """Serve; raises UserError when the port is taken."""
        try:
            self._server.start()
        except OSError as error:
            raise UserError(
                f"The sandbox page cannot be served: {error.strerror}. Is Cardkeeper running "
                "already? CARDKEEPER_SANDBOX_PORT chooses another port."
            ) from None
        self.slack.base_url = f"{self.url}/slack"

    def stop(self) -> None:
        """Serve no more; everything that was answered is on the disk."""
        self._server.stop()
        self.trello.close()
        self.slack.close()

    def settings_for(self, settings: Settings) -> Settings:
        """The deployment's settings, with every outside address here."""
        public_url = f"http://{settings.host}:{settings.port}"
        self.slack.use_http(f"{public_url}/slack/events")
        return read_settings(
            data=settings.data,
            host=settings.host,
            port=settings.port,
            DATABASE_URL=settings.database_url,
            protocol=settings.protocol or self._folder / "protocol.toml",
            sweep_minutes=settings.sweep_minutes,
            poll_seconds=min(settings.poll_seconds, 5.0),
            settle_seconds=min(settings.settle_seconds, 0.5),
            public_url=public_url,
            trello_url=f"{self.url}/trello",
            trello_key=_KEY,
            trello_token=_token("cardkeeper"),
            trello_secret=_SECRET,
            trello_boards=self._board_id,
            slack_url=f"{self.url}/slack/api/",
            slack_bot_token=self.slack.bot_token,
            slack_signing_secret=self.slack.signing_secret,
            slack_app_token="",
        )

    def _settle_in(self) -> None:
        """On the first start, load the sample team as of today; later starts find it as it was."""
        marker = self._folder / "board"
        agreement = self._folder / "protocol.toml"
        if not marker.exists():
            now = _now()
            self.trello.add_key(_KEY, _SECRET)
            for member in MEMBERS:
                self.trello.add_member(
                    member.trello_id, member.username, member.full_name, token=_token(member.key)
                )
            board_id = self.trello.load_board(sample_board(now))
            self.slack.load_workspace(slack_workspace())
            agreement.write_text(sample_agreement(now), encoding="utf-8")
            marker.write_text(board_id)  # last: a first start that was cut off begins anew
        self._board_id = marker.read_text().strip()


def _token(key: str) -> str:
    return f"sandbox-token-{key}"


def _now() -> datetime:
    return datetime.now(UTC)
