"""Trello and Slack that outlive the service, and the services that are pointed at them."""

import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

from bot.sandbox.serving import ServerThread
from bot.sandbox.slack import SlackStandIn
from bot.sandbox.trello import TrelloStandIn
from tests.bot.chaos import board, people
from tests.bot.chaos.people import Hands
from tests.bot.running import Running, wait_for

BOT_KEY = "chaos-key-of-the-power-up-never-to-be-seen"
BOT_TOKEN = "chaos-token-of-the-bot-never-to-be-seen"
SECRET = "chaos-secret-that-signs-webhooks-never-to-be-seen"


class Workplace:
    """One Trello and one Slack in this process, and any number of services on one database."""

    def __init__(self, folder: Path, seed: int, database_url: str = "", **environment: str) -> None:
        self._folder = folder
        self._database_url = database_url
        self._given = environment
        self._open = ExitStack()
        folder.mkdir(parents=True, exist_ok=True)
        self.trello = TrelloStandIn(":memory:", _now)
        self.slack = SlackStandIn(":memory:", _now)
        self._open.callback(self.slack.close)
        self._open.callback(self.trello.close)
        self._furnish(seed)
        self.hands = Hands(self.trello)
        self.wire = Wire(self.trello.app)
        self._trello_server = self._open.enter_context(ServerThread(self.wire))
        self._slack_server = self._open.enter_context(ServerThread(self.slack.app))
        self.slack.base_url = self._slack_server.url
        self.services: list[Running] = []

    def __enter__(self) -> "Workplace":
        return self

    def __exit__(self, *_failure: object) -> None:
        for service in self.services:
            service.end()
        self._open.close()

    def serve(self) -> Running:
        """One more service on the same database; returns when it answers."""
        return self._add().start()

    def serve_two(self) -> None:
        """Two services that start at the same moment."""
        for running in (self._add(), self._add()):
            running.launch()
        self.all_answer()

    def kill(self, number: int) -> None:
        """Kill one of the services, and start it again without waiting for it."""
        self.services[number].kill()
        self.services[number].launch()

    def all_answer(self) -> None:
        """Wait until every service answers."""
        for service in self.services:
            service.answering()

    def _add(self) -> Running:
        number = len(self.services)
        running = Running(self._folder / f"data{number}")
        running.environment |= self._environment(running)
        self.services.append(running)
        return running

    def misbehave(self, seed: int) -> None:
        """Now 30 % of the calls fail; 20 % of the webhooks are lost or doubled, and 10 % late."""
        faults = self.trello.faults
        faults.share = 0.3
        faults.webhooks_lost, faults.webhooks_doubled, faults.webhooks_delayed = 0.1, 0.1, 0.1
        faults.webhook_delay_s, faults.slow_s, faults.retry_after_s = 0.3, 0.2, 0.05
        faults.draw_anew(seed)

    def behave(self) -> None:
        """From now on nothing fails."""
        faults = self.trello.faults
        faults.share = 0.0
        faults.webhooks_lost = faults.webhooks_doubled = faults.webhooks_delayed = 0.0

    def await_first_sweep(self) -> None:
        """Wait until the service has read the board and looked at all that it found there."""
        wait_for(lambda: self._greetings() and self._is_idle(), 240, self._states)

    def await_idle(self, seconds: float) -> None:
        """Let what is under way be done while the weather is bad; for so long at most."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self._is_idle():
            time.sleep(0.2)

    def settle(self, seconds: float) -> None:
        """Nothing fails any more: wait for a poll, which one of them makes, and until nothing is
        left to do."""
        self.behave()
        assert self.trello.deliveries.wait_until_done(seconds)
        self.hands.touch_board()
        after = _now()
        wait_for(lambda: any(self._has_polled(s, after) for s in self.services), seconds)
        wait_for(self._is_idle, seconds, self._states)

    def _has_polled(self, service: Running, after: datetime) -> bool:
        polled = service.state()["last_poll"]
        return bool(polled) and datetime.fromisoformat(polled) > after

    def _states(self) -> str:
        return str([service.state() for service in self.services])

    def _greetings(self) -> int:
        return sum(1 for each in self.subjects() if each.startswith("greeting:"))

    def subjects(self) -> list[str]:
        """What each message in the channel is about."""
        messages = self.slack.messages.history(board.CHANNEL)
        return [
            str((m.get("metadata") or {}).get("event_payload", {}).get("subject", ""))
            for m in messages
        ]

    def _is_idle(self) -> bool:
        """Nothing waits or is at work, twice in a row: a look may ask for another."""
        for _ in range(2):
            if any(service.state()["looks_waiting"] for service in self.services):
                return False
            time.sleep(0.5)  # longer than a look takes to ask for the next
        return True

    def _furnish(self, seed: int) -> None:
        trello = self.trello
        trello.rates.per_token = trello.rates.per_key = 100_000
        trello.deliveries.retry_factor = 0.01
        trello.add_key(BOT_KEY, SECRET)
        trello.add_key(people.KEY, "unused")
        trello.load_board(board.board(seed))
        for name, key in board.PEOPLE.items():
            trello.add_member(key, name, name.title(), token=people.token_of(name))
        trello.add_member(board.BOT, "cardkeeper", "Cardkeeper", token=BOT_TOKEN)
        trello.join(board.BOARD, board.BOT)
        self.slack.rate_limits.on = False
        self.slack.load_workspace(
            {"channels": [{"id": board.CHANNEL, "name": "comp-bio", "members": []}]}
        )

    def _environment(self, running: Running) -> dict[str, str]:
        protocol = self._folder / "protocol.toml"
        protocol.write_text(board.AGREEMENT, encoding="utf-8")
        return {
            "CARDKEEPER_PROTOCOL": str(protocol),
            "CARDKEEPER_PUBLIC_URL": f"http://127.0.0.1:{running.port}",
            "CARDKEEPER_TRELLO_URL": self._trello_server.url,
            "CARDKEEPER_TRELLO_KEY": BOT_KEY,
            "CARDKEEPER_TRELLO_TOKEN": BOT_TOKEN,
            "CARDKEEPER_TRELLO_SECRET": SECRET,
            "CARDKEEPER_TRELLO_BOARDS": board.BOARD,
            "CARDKEEPER_SLACK_URL": f"{self._slack_server.url}/api/",
            "CARDKEEPER_SLACK_BOT_TOKEN": self.slack.bot_token,
            "CARDKEEPER_SLACK_SIGNING_SECRET": self.slack.signing_secret,
            "CARDKEEPER_POLL_SECONDS": "1",
            "CARDKEEPER_SETTLE_SECONDS": "0.3",
            **({"DATABASE_URL": self._database_url} if self._database_url else {}),
            **self._given,
        }


class Wire:
    """Notes what comes over the wire: the bot's calls only, for people work on the stand-in."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.calls: list[tuple[str, str]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note one call and pass it on."""
        if scope["type"] == "http":
            self.calls.append((scope["method"], scope["path"]))
        await self._app(scope, receive, send)


def _now() -> datetime:
    return datetime.now(UTC)
