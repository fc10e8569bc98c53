"""A small team in the stand-in, served on loopback, and a small Bolt app of its own."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import App
from slack_bolt.adapter.starlette import SlackRequestHandler
from slack_sdk import WebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.sandbox.serving import ServerThread
from bot.sandbox.slack import SlackStandIn

ANA, BEN, TEAM, QUIET = "U0ANA", "U0BEN", "C0TEAM", "C0QUIET"
WORKSPACE = {
    "team": {"id": "T0", "name": "Larkspur", "domain": "larkspur"},
    "users": [
        {
            "id": ANA,
            "name": "ana",
            "real_name": "Ana Lima",
            "email": "ana@larkspur.example",
            "tz": "Europe/Lisbon",
        },
        {
            "id": BEN,
            "name": "ben",
            "real_name": "Ben Ode",
            "email": "ben@larkspur.example",
            "tz": "America/New_York",
        },
    ],
    "usergroups": [{"id": "S0DATA", "handle": "data-team", "users": [ANA, BEN]}],
    "channels": [
        {"id": TEAM, "name": "team", "topic": "Work", "members": [ANA, BEN]},
        {"id": QUIET, "name": "quiet", "members": [ANA], "without_bot": True},
    ],
    "app": {
        "commands": [
            {"command": "/card", "description": "A card", "should_escape": True},
            {"command": "/slow", "description": "Answers late"},
        ],
        "shortcuts": [{"name": "Make a card", "callback_id": "make", "type": "message"}],
        "events": ["app_home_opened", "app_mention", "message.im", "message.channels"],
    },
}


@dataclass
class Clock:
    """A clock that tests turn."""

    present: datetime = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.present

    def forward(self, seconds: float) -> None:
        self.present += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def slack(tmp_path: Path, clock: Clock) -> Iterator[SlackStandIn]:
    """The stand-in, served; rate limits off."""
    stand_in = SlackStandIn(tmp_path / "slack.db", clock)
    stand_in.load_workspace(WORKSPACE)
    stand_in.rate_limits.on = False
    stand_in.events.retry_scale = 0.001
    with ServerThread(stand_in.app) as server:
        stand_in.base_url = server.url
        yield stand_in
        stand_in.close()


@pytest.fixture
def api(slack: SlackStandIn) -> WebClient:
    """The real client of slack_sdk, without its own retries."""
    return WebClient(slack.bot_token, base_url=f"{slack.base_url}/api/", retry_handlers=[])


@dataclass
class Heard:
    """What the app under test was told, in order."""

    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, Any]] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def note(self, body: dict[str, Any], headers: dict[str, Any] | None = None) -> None:
        with self._changed:
            self.bodies.append(body)
            self.headers.append(headers or {})
            self._changed.notify_all()

    def wait(self, count: int, timeout: float = 5.0) -> list[dict[str, Any]]:
        """Wait until this many bodies have come."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.bodies) >= count, timeout), self.bodies
            return self.bodies


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def modal(**changes: Any) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": "words"}
    block = {"type": "input", "block_id": "title", "label": plain("Title"), "element": element}
    return {
        "type": "modal",
        "callback_id": "new",
        "title": plain("New card"),
        "submit": plain("Create"),
        "blocks": [block],
        **changes,
    }


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def bolt(slack: SlackStandIn, api: WebClient, heard: Heard) -> App:
    """A Bolt app with a listener of each kind."""
    app = App(name="tests", client=api, signing_secret=slack.signing_secret)
    _commands(app, heard)
    _views(app, heard)
    _events(app, heard)
    return app


def _commands(app: App, heard: Heard) -> None:
    @app.command("/card")
    def card(ack: Any, command: dict[str, Any], client: WebClient, respond: Any) -> None:
        heard.note(command)
        if command["text"] == "new":
            ack()
            client.views_open(trigger_id=command["trigger_id"], view=modal())
        elif command["text"] == "later":
            ack()
            respond("afterwards")
        else:
            ack(f"card: {command['text']}")

    @app.command("/slow")
    def slow(ack: Any) -> None:
        """Never acknowledges."""

    @app.action("go")
    def go(ack: Any, body: dict[str, Any], respond: Any) -> None:
        ack()
        heard.note(body)
        respond(text="gone", replace_original=True)

    @app.options("find")
    def find(ack: Any, body: dict[str, Any]) -> None:
        ack(options=[{"text": plain(body["value"].upper()), "value": body["value"]}])


def _views(app: App, heard: Heard) -> None:
    @app.view("new")
    def new(ack: Any, body: dict[str, Any], view: dict[str, Any]) -> None:
        heard.note(body)
        words = view["state"]["values"]["title"]["words"]["value"]
        if words == "no":
            ack(response_action="errors", errors={"title": "Say more."})
        elif words == "push":
            ack(response_action="push", view=modal(callback_id="second"))
        elif words == "update":
            ack(response_action="update", view=modal(title=plain("Changed")))
        else:
            ack()

    @app.view_closed("new")
    def closed(ack: Any, body: dict[str, Any]) -> None:
        ack()
        heard.note(body)

    @app.shortcut("make")
    def make(ack: Any, body: dict[str, Any]) -> None:
        ack()
        heard.note(body)


def _events(app: App, heard: Heard) -> None:
    def note(body: dict[str, Any], request: Any) -> None:
        heard.note(body, request.headers)

    for name in ("message", "app_mention"):
        app.event(name)(note)

    @app.event("app_home_opened")
    def home(body: dict[str, Any], event: dict[str, Any], client: WebClient) -> None:
        client.views_publish(
            user_id=event["user"], view={"type": "home", "blocks": [section("Your cards")]}
        )
        heard.note(body)


Serve = Callable[[Any], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serves an async function of a request; gives the request URL."""
    servers: list[ServerThread] = []

    def start(endpoint: Any) -> str:
        routes = [Route("/slack/events", endpoint, methods=["POST"])]
        servers.append(ServerThread(Starlette(routes=routes)).start())
        return f"{servers[-1].url}/slack/events"

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def over_http(slack: SlackStandIn, bolt: App, serve: Serve) -> SlackStandIn:
    """The stand-in, talking to the Bolt app over signed HTTP."""
    handler = SlackRequestHandler(bolt)

    async def endpoint(request: Request) -> Response:
        return await handler.handle(request)

    slack.use_http(serve(endpoint))
    return slack
