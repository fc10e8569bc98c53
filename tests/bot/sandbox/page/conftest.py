"""The sandbox with a small team, and its page in a browser."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect
from slack_bolt.adapter.starlette import SlackRequestHandler
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.sandbox.server import SandboxServer
from bot.sandbox.serving import ServerThread
from bot.sandbox.slack import SlackStandIn
from bot.sandbox.trello import TrelloStandIn
from tests.bot.sandbox.page.place import MEMBERS, WORKSPACE, Sandbox, board, small_app

if TYPE_CHECKING:
    from tests.browser import OpenPage


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    trello = TrelloStandIn(tmp_path / "trello.db", lambda: datetime.now(UTC))
    slack = SlackStandIn(tmp_path / "slack.db", lambda: datetime.now(UTC))
    for member, name, username in MEMBERS.values():
        trello.add_member(member, username, name)
    trello.load_board(board())
    slack.load_workspace(WORKSPACE)
    with SandboxServer(trello, slack) as server:
        here = Sandbox(trello, slack, server.url)
        handler = SlackRequestHandler(small_app(here))

        async def endpoint(request: Request) -> Response:
            return await handler.handle(request)

        routes = [Route("/slack/events", endpoint, methods=["POST"])]
        with ServerThread(Starlette(routes=routes)) as app:
            slack.use_http(f"{app.url}/slack/events")
            yield here
            slack.close()
    trello.close()


@pytest.fixture
def page(sandbox: Sandbox, open_page: "OpenPage") -> Page:
    opened = open_page(sandbox.url)
    expect(opened.locator(".card")).to_have_count(2)
    expect(opened.locator(".log > *").first).to_be_visible()  # what comes now is news
    return opened
