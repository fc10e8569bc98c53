"""The sandbox in one address: Trello under `/trello`, Slack under `/slack`, the page at `/`."""

from collections.abc import Mapping
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp

from bot.sandbox.page import page_routes
from bot.sandbox.page.routes import WayIn
from bot.sandbox.page.runs import RunsSide
from bot.sandbox.serving import ServerThread
from bot.sandbox.slack import SlackStandIn
from bot.sandbox.trello import TrelloStandIn


class SandboxServer:
    """Serves both stand-ins and the page on one port of this machine, in a thread.

    Trello's routes are `{url}/trello/1/...`, Slack's Web API is `{url}/slack/api/`; `others` are
    further stand-ins, each below its name. They belong to the caller: `stop` does not close them.
    """

    def __init__(
        self,
        trello: TrelloStandIn,
        slack: SlackStandIn,
        host: str = "127.0.0.1",
        port: int = 0,
        others: Mapping[str, ASGIApp] | None = None,
        way_in: WayIn | None = None,
        runs: RunsSide | None = None,
    ) -> None:
        self.slack = slack
        kept = slack.database.path
        place = "memory only" if kept == ":memory:" else str(Path(kept).resolve().parent)
        mounts = [Mount("/trello", app=trello.app), Mount("/slack", app=slack.app)]
        mounts += [Mount(f"/{name}", app=app) for name, app in (others or {}).items()]
        self.app = Starlette(routes=[*mounts, *page_routes(trello, slack, place, runs, way_in)])
        self._thread = ServerThread(self.app, host, port)

    @property
    def url(self) -> str:
        """Where the page is; known after `start`."""
        return self._thread.url

    def start(self) -> "SandboxServer":
        """Returns when connections are accepted; raises OSError when the port is taken."""
        self._thread.start()
        self.slack.base_url = f"{self.url}/slack"
        return self

    def stop(self) -> None:
        """Close the port."""
        self._thread.stop()

    def __enter__(self) -> "SandboxServer":
        return self.start()

    def __exit__(self, *_failure: object) -> None:
        self.stop()
