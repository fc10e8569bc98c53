"""A team of three on one board: Trello, Slack and the part of the service that speaks.

All of it is real but the clock, and the two stand-ins, which are spoken to over loopback HTTP.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from slack_bolt import App
from slack_sdk import WebClient
from sqlalchemy import Engine

from bot.act import Actor
from bot.boards import Boards
from bot.card_actions import CardActions
from bot.desk import Desk
from bot.sandbox.server import SandboxServer
from bot.sandbox.serving import ServerThread
from bot.sandbox.slack import SlackStandIn
from bot.sandbox.trello import TrelloStandIn
from bot.slack.manifest import commands, scopes
from bot.slack.reception import Reception
from bot.slack.sockets import Sockets
from bot.slack.speaking.parts import Speaking
from bot.slack.speaking.speaker import Speaker
from bot.trello.budget import LocalBudget
from bot.trello.gateway import TrelloGateway
from bot.trello.http import TrelloHttp
from bot.web.app import build_web
from protocol.agreement_file import read_agreement

Json = dict[str, Any]

ANA, BEN, EVE, TEAM = "U0ANA", "U0BEN", "U0EVE", "C0TEAM"
MONDAY_9 = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BOARD = "b" * 24
LISTS = {name: f"{number}" * 24 for number, name in enumerate(("Ready", "Doing", "Done"), 1)}
LABELS = {"Analysis": "c" * 24, "Blocked": "d" * 24}
MEMBERS = {"ana": "e1" * 12, "ben": "e2" * 12}
BOT = "e3" * 12
TUNE, SORT, INDEX = "5f0000000000000000000a01", "5f0000000000000000000a02", "5f" + "0" * 18 + "0a03"

AGREEMENT = """
name = "Genomes"
timezone = "Europe/London"

[lists]
Ready = "ready"
Doing = "doing"
Done = "done"

[kinds.analysis]
label = "Analysis"
sections.doing = ["Question"]

[labels.Blocked]
blocked = true

[people."Ana Lima"]
trello = "ana"
slack = "U0ANA"
country = "PT"

[people."Ben Ode"]
trello = "ben"
email = "ben@larkspur.example"

[slack]
channel = "team"
card_messages = true
"""


@dataclass
class Clock:
    """A clock that tests turn."""

    present: datetime = MONDAY_9

    def __call__(self) -> datetime:
        return self.present

    def forward(self, **by: float) -> None:
        self.present += timedelta(**by)


class Workplace:
    """What the tests act in."""

    prefix = ""

    def __init__(
        self, folder: Path, engine: Engine, agreement: str = "", board: Json | None = None
    ) -> None:
        self.clock = Clock()
        self.engine = engine
        self.trello = TrelloStandIn(folder / "trello.db", self.clock)
        self.slack = SlackStandIn(folder / "slack.db", self.clock)
        # a busy machine is no slow app: that Slack's three seconds are kept is measured elsewhere
        self.slack.http.ack_seconds = self.slack.sockets.ack_seconds = 60.0
        self.slack.views.trigger_seconds = 60.0
        self.trello.rates.on = False
        self.slack.rate_limits.on = False
        self.slack.events.retry_scale = 0.001
        self._fill(board or board_of(card(TUNE, "Tune the filter", "Doing", "ana")))
        self.server = SandboxServer(self.trello, self.slack).start()
        self.agreement = read_agreement(AGREEMENT + agreement, "protocol.toml")
        self.pauses: list[float] = []
        self._build()

    def _fill(self, board: Json) -> None:
        self.trello.add_key("key", "secret")
        self.trello.load_board(board)
        self.trello.add_member(BOT, "cardkeeper", "Cardkeeper", token="token-of-the-bot")
        self.trello.join(BOARD, BOT)
        self.slack.load_workspace(WORKSPACE)
        self.slack.workspace.configure_app(scopes=scopes())  # no more than the manifest asks for

    def _build(self) -> None:
        http = TrelloHttp(
            "key", "token-of-the-bot", f"{self.server.url}/trello", backoff_s=0.001,
            budget=LocalBudget(per_token=10_000, per_key=10_000),
        )  # fmt: skip
        self.gateway = TrelloGateway(http)
        self.boards = Boards(self.engine, self.gateway, self.agreement, self.clock)
        self.boards.load()
        self.boards.read(BOARD)
        self.client = self.new_client()
        self.desk = Desk(self.boards, self.clock, self._email)
        self.speaking = Speaking(
            self.engine, self.client, self.boards, self.desk, self.clock, self.new_speaker(),
            bot_member_id=BOT,
        )  # fmt: skip
        actor = Actor(self.engine, self.gateway, None, self.boards, self.clock, bot_member_id=BOT)
        self.actions = CardActions(
            self.engine, self.boards, self.gateway, actor, self.clock, lambda: None
        )

    def new_client(self) -> WebClient:
        url = f"{self.server.url}/slack/api/"
        return WebClient(self.slack.bot_token, base_url=url, retry_handlers=[])

    def new_speaker(self) -> Speaker:
        """A gate that notes its pauses instead of waiting."""
        return Speaker(self.engine, self.client, self.boards, self.clock, self.pauses.append)

    def _email(self, slack_id: str) -> str | None:
        return str(self.client.users_info(user=slack_id)["user"]["profile"].get("email"))

    def app(self) -> App:
        """A Bolt app with the listeners under test."""
        app = App(
            name="speaking",  # else Bolt reads the source of every caller for one
            client=self.client,
            signing_secret=self.slack.signing_secret,
            token_verification_enabled=False,
        )
        self.speaking.listen(app, self.actions)
        return app

    def reception(self) -> Reception:
        """Where what people do comes in."""
        names = [command["command"] for command in commands(prefix=self.prefix)]
        return Reception(self.app(), names, signing_secret=self.slack.signing_secret)

    @contextmanager
    def over_http(self) -> Iterator[None]:
        """Slack reaches the app by signed HTTP requests."""
        web = build_web(
            health=lambda: {"ok": True}, ear=None, webhook_secret="", callback_url="",  # type: ignore[arg-type]
            slack=self.reception(),
        )  # fmt: skip
        with ServerThread(web) as server:
            self.slack.use_http(f"{server.url}/slack/events")
            yield

    @contextmanager
    def over_sockets(self) -> Iterator[None]:
        """Slack reaches the app over a WebSocket that the app has opened."""
        self.slack.use_socket_mode()
        sockets = Sockets(self.reception(), self.slack.app_token)
        sockets.start()
        try:
            # the app has connected before Slack has taken the connection among its own
            assert self.slack.sockets.wait_for_connections(1, 60)
            yield
        finally:
            sockets.stop()

    def messages(self, user: str) -> list[Json]:
        """What the person's conversation with the app shows, oldest first."""
        return self.slack.client.messages(user, self.direct(user))

    def direct(self, user: str) -> str:
        return self.slack.workspace.direct(user)

    def wait(self, condition: Callable[[], Any], seconds: float = 60.0) -> Any:
        """The condition's first true answer; what it waits for changes Slack."""
        deadline = datetime.now(UTC) + timedelta(seconds=seconds)
        gone = threading.Event()
        while not (answer := condition()):
            assert datetime.now(UTC) < deadline, "not in time"
            gone.wait(0.02)
        return answer

    def close(self) -> None:
        self.server.stop()
        self.slack.close()
        self.trello.close()


def card(
    card_id: str,
    name: str,
    in_list: str,
    *owners: str,
    labels: tuple[str, ...] = ("Analysis",),
    due: str | None = "2026-11-10T12:00:00.000Z",
    desc: str = "",
) -> Json:
    """A card in the shape of Trello's export; overdue, and without its section, unless told."""
    return {
        "id": card_id,
        "name": name,
        "desc": desc,
        "idBoard": BOARD,
        "idList": LISTS[in_list],
        "idLabels": [LABELS[label] for label in labels],
        "idMembers": [MEMBERS[owner] for owner in owners],
        "pos": int(card_id[-2:], 16),
        "shortLink": f"card00{card_id[-2:]}",
        "due": due,
        "idShort": int(card_id[-2:], 16),
        "closed": False,
        "dateLastActivity": "2026-11-20T12:00:00.000Z",
    }


def board_of(*cards: Json) -> Json:
    """The team's board with these cards."""
    members = [
        {"id": MEMBERS["ana"], "fullName": "Ana Lima", "username": "ana"},
        {"id": MEMBERS["ben"], "fullName": "Ben Ode", "username": "ben"},
    ]
    return {
        "id": BOARD,
        "name": "Genomes",
        "shortLink": "gEn0mE5x",
        "closed": False,
        "lists": [
            {"id": key, "name": name, "pos": number, "closed": False, "idBoard": BOARD}
            for number, (name, key) in enumerate(LISTS.items())
        ],
        "cards": list(cards),
        "labels": [
            {"id": key, "name": name, "color": "blue", "idBoard": BOARD}
            for name, key in LABELS.items()
        ],
        "members": members,
        "memberships": [
            {"id": f"{number:024}", "idMember": each["id"], "memberType": "normal"}
            for number, each in enumerate(members)
        ],
        "actions": [],
        "checklists": [],
    }


WORKSPACE = {
    "team": {"id": "T0", "name": "Larkspur", "domain": "larkspur"},
    "users": [
        {"id": ANA, "name": "ana", "real_name": "Ana Lima", "tz": "Europe/Lisbon",
         "email": "ana@larkspur.example"},
        {"id": BEN, "name": "ben", "real_name": "Ben Ode", "tz": "America/New_York",
         "email": "ben@larkspur.example"},
        {"id": EVE, "name": "eve", "real_name": "Eve Orr", "tz": "Europe/Lisbon",
         "email": "eve@larkspur.example"},
    ],
    "channels": [{"id": TEAM, "name": "team", "members": [ANA, BEN, EVE]}],
    "app": {"commands": [], "events": ["app_home_opened", "user_change"]},
}  # fmt: skip
