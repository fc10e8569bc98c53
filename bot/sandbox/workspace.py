"""The embedded sandbox workspace: stand-ins for Trello and Slack with a sample team, on loopback.

The service that runs on it is the real one; only its settings point here.
"""

import logging
from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr

from bot.desk import Asker
from bot.errors import UserError
from bot.sandbox.github import GitHubStandIn
from bot.sandbox.github.standin import SECRET as GITHUB_SECRET
from bot.sandbox.github.standin import TOKEN as GITHUB_TOKEN
from bot.sandbox.github.team import TEAM_REPOSITORIES, sample_pulls, sample_repositories
from bot.sandbox.nextflow import NextflowStandIn
from bot.sandbox.nextflow.standin import TOKEN as NEXTFLOW_TOKEN
from bot.sandbox.page.runs import RunsSide
from bot.sandbox.seqera import SeqeraStandIn
from bot.sandbox.seqera.standin import TOKEN as SEQERA_TOKEN
from bot.sandbox.seqera.team import sample_runs
from bot.sandbox.server import SandboxServer
from bot.sandbox.slack import SlackStandIn
from bot.sandbox.slack.database import Database
from bot.sandbox.team.agreement import sample_agreement
from bot.sandbox.team.board import sample_board
from bot.sandbox.team.people import MEMBERS, PEOPLE, installed_app, slack_workspace
from bot.sandbox.trello import TrelloStandIn
from bot.settings import Settings
from bot.web.pages.access import Links

log = logging.getLogger(__name__)

# Credentials of the sandbox's own Trello; they open nothing else.
_KEY = "sandbox-key"
_SECRET = "sandbox-application-secret"  # noqa: S105 - see above
# Files in the sandbox's folder.
_BOARD = "board"  # the id of the sample team's board
_ADDRESS = "address"  # of the page, while it is served
_SERVICE = "service"  # address of the service that runs on it


class SandboxWorkspace:
    """Trello and Slack of the sample team; what happens there is kept in the data folder."""

    def __init__(self, data: Path, *, host: str = "127.0.0.1", port: int = 0) -> None:
        self._folder = data / "sandbox"
        self._folder.mkdir(parents=True, exist_ok=True)
        self.trello = TrelloStandIn(self._folder / "trello.db", _now)
        self.slack = SlackStandIn(self._folder / "slack.db", _now)
        self.seqera = SeqeraStandIn(self._folder / "seqera.json", _now)
        self.github = GitHubStandIn(self._folder / "github.json", _now)
        self.nextflow = NextflowStandIn(self._folder / "nextflow.json", _now)
        self._settle_in()
        self._address = self._folder / _ADDRESS
        self._service = self._folder / _SERVICE
        self._is_told = False
        self._pages = ""  # where the service serves the team's pages; known when it is about to run
        others = {"seqera": self.seqera.app, "github": self.github.app}
        runs = RunsSide(self.seqera, self.nextflow, _now)
        self._server = SandboxServer(
            self.trello,
            self.slack,
            host=host,
            port=port,
            others=others,
            runs=runs,
            way_in=self._way_in,
        )

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
        self._address.write_text(f"{self.url}\n")  # for commands in other processes
        self._is_told = True

    def stop(self) -> None:
        """Serve no more; everything that was answered is on the disk."""
        if self._is_told:  # else they are those of another process that serves this folder
            self._address.unlink(missing_ok=True)
            self._service.unlink(missing_ok=True)
        self._server.stop()
        self.nextflow.close()
        self.github.close()
        self.trello.close()
        self.slack.close()

    def settings_for(self, settings: Settings) -> Settings:
        """The deployment's settings, with every outside address here."""
        public_url = f"http://{settings.host}:{settings.port}"
        self.slack.use_http(f"{public_url}/slack/events")
        self.nextflow.use(public_url)
        self.github.hooks.use(f"{public_url}/webhooks/github", GITHUB_SECRET)
        on = ("unfurl",) if settings.slack_unfurl else ()
        app = installed_app(settings.slack_command_prefix, *on)
        self.slack.workspace.configure_app(**app)
        self._service.write_text(f"{public_url}\n")
        self._pages = settings.page_url or public_url
        return _settings(
            settings,
            folder=self._folder,
            url=self.url,
            public_url=public_url,
            slack_bot_token=self.slack.bot_token,
            slack_signing_secret=self.slack.signing_secret,
        )

    def _way_in(self, slack_id: str) -> str:
        """The address that lets one of the team in on the pages; KeyError for anybody else."""
        someone = {each.slack_id: each for each in PEOPLE}[slack_id]
        asker = Asker(someone.slack_id, someone.full_name, someone.username)
        return Links(_token("cardkeeper"), _now, self._pages).link_for(asker)

    def _settle_in(self) -> None:
        """On the first start, load the sample team as of today; later starts find it as it was."""
        marker = self._folder / _BOARD
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
            self.seqera.runs.put_all(sample_runs(now))
            self.github.store.put(*sample_repositories(now), *sample_pulls(now))
            agreement.write_text(sample_agreement(now), encoding="utf-8")
            marker.write_text(board_id)  # last: a first start that was cut off begins anew


def settings_of_running(settings: Settings) -> Settings | None:
    """The settings of the workspace that another process runs on this data folder.

    None when none runs. A process that was killed leaves its address behind: whoever uses it is
    then told by the connection that nobody is there.
    """
    folder = settings.data / "sandbox"
    address, service = folder / _ADDRESS, folder / _SERVICE
    if not address.exists() or not service.exists():
        return None
    database = Database(folder / "slack.db")
    try:
        app = database.meta("app", {})
    finally:
        database.close()
    return _settings(
        settings,
        folder=folder,
        url=address.read_text().strip(),
        public_url=service.read_text().strip(),
        slack_bot_token=str(app.get("bot_token", "")),
        slack_signing_secret=str(app.get("signing_secret", "")),
    )


def _settings(
    settings: Settings,
    *,
    folder: Path,
    url: str,
    public_url: str,
    slack_bot_token: str,
    slack_signing_secret: str,
) -> Settings:
    """The deployment's settings, with every outside address in the workspace at `url`.

    Nothing is read again from the environment or `.env`: what they say of the world outside has no
    place here.
    """
    return settings.model_copy(
        update={
            "protocol": settings.protocol or folder / "protocol.toml",
            "poll_seconds": min(settings.poll_seconds, 5.0),
            "settle_seconds": min(settings.settle_seconds, 0.5),
            "public_url": public_url,
            "trello_url": f"{url}/trello",
            "trello_key": _KEY,
            "trello_token": SecretStr(_token("cardkeeper")),
            "trello_secret": SecretStr(_SECRET),
            "trello_boards": (folder / _BOARD).read_text().strip(),
            "slack_url": f"{url}/slack/api/",
            "slack_bot_token": SecretStr(slack_bot_token),
            "slack_signing_secret": SecretStr(slack_signing_secret),
            "slack_app_token": SecretStr(""),
            "link_seconds": min(settings.link_seconds, 2.0),
            "run_seconds": min(settings.run_seconds, 3.0),
            "seqera_access_token": SecretStr(SEQERA_TOKEN),
            "seqera_api_endpoint": f"{url}/seqera",
            "seqera_url": "https://cloud.seqera.io",  # as the sample team's cards name it
            "seqera_workspaces": "larkspur/compbio",
            "nextflow_token": SecretStr(NEXTFLOW_TOKEN),
            "nextflow_tower": True,
            "nextflow_queue_url": "",
            "nextflow_silent_minutes": min(settings.nextflow_silent_minutes, 0.25),
            "github_url": f"{url}/github",
            "github_token": SecretStr(GITHUB_TOKEN),
            "github_webhook_secret": SecretStr(GITHUB_SECRET),
            "github_repositories": TEAM_REPOSITORIES,
        }
    )


def _token(key: str) -> str:
    return f"sandbox-token-{key}"


def _now() -> datetime:
    return datetime.now(UTC)
