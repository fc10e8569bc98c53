"""Slack, standing in: one workspace with one installed app, speaking Slack's wire formats."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from starlette.applications import Starlette

from bot.sandbox.slack.client import Client
from bot.sandbox.slack.database import Database, Json
from bot.sandbox.slack.delivery import HttpTransport, Transport
from bot.sandbox.slack.events import Events
from bot.sandbox.slack.faults import Faults
from bot.sandbox.slack.messages import Messages
from bot.sandbox.slack.ratelimits import RateLimits
from bot.sandbox.slack.response_urls import ResponseUrls
from bot.sandbox.slack.socket_mode import SocketHub
from bot.sandbox.slack.views import Views
from bot.sandbox.slack.web import build_app
from bot.sandbox.slack.workspace import Workspace


class SlackStandIn:
    """A Slack workspace in one SQLite file, served by `app` (ASGI).

    `client` is the human side. `base_url` is where `app` is reachable; it is learnt from the
    first request, or set by whoever serves it.
    """

    def __init__(self, database: Path | str, now: Callable[[], datetime]) -> None:
        self.now = now
        self.base_url = ""
        self.database = Database(database)
        self.workspace = Workspace(self.database, now)
        self.messages = Messages(self.database, self.workspace)
        self.views = Views(self.database, self.workspace)
        self.rate_limits = RateLimits()
        self.faults = Faults()
        self.canvases = "paid"  # "free": one tab per channel; "off": none
        self.http = HttpTransport(self.workspace)
        self.sockets = SocketHub(self.database, self.workspace)
        self.events = Events(self.database, self.workspace, self.transport, self.faults)
        self.response_urls = ResponseUrls(self)
        self.client = Client(self)
        self.app: Starlette = build_app(self)
        self.events.resume()

    def load_workspace(self, workspace: Json) -> None:
        """Take over people, channels and the app; see `Workspace.load`."""
        self.workspace.load(workspace)

    def use_http(self, request_url: str) -> None:
        """Send to the app over HTTP at this address."""
        self.workspace.configure_app(mode="http", request_url=request_url)

    def use_socket_mode(self) -> None:
        """Send to the app over the WebSockets that it opens."""
        self.workspace.configure_app(mode="socket")

    def set_faults(self, faults: Faults) -> None:
        """Change the weather."""
        self.faults = self.events.faults = faults

    def transport(self) -> Transport:
        """The present way to the app."""
        return self.sockets if self.workspace.app().get("mode") == "socket" else self.http

    @property
    def bot_token(self) -> str:
        """The app's xoxb token."""
        return str(self.workspace.app()["bot_token"])

    @property
    def app_token(self) -> str:
        """The app's xapp token, for Socket Mode."""
        return str(self.workspace.app()["app_token"])

    @property
    def signing_secret(self) -> str:
        """The secret that requests to the app are signed with."""
        return str(self.workspace.app()["signing_secret"])

    def all_canvases(self) -> list[Json]:
        """Every canvas, with its Markdown."""
        files = self.database.data("SELECT data FROM files ORDER BY rowid")
        return [data for data in files if data.get("mimetype") == "application/vnd.slack-docs"]

    @property
    def version(self) -> int:
        """Grows with every change."""
        return self.database.version

    def wait_for(self, version: int, timeout: float) -> int:
        """Wait until the version is above `version`, at most `timeout` s; the version then."""
        return self.database.wait_for(version, timeout)

    def close(self) -> None:
        """Stop delivering and close the file."""
        self.events.close()
        self.http.close()
        self.database.close()
