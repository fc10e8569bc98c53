"""The real service in a process of its own, on the sandbox workspace, spoken to over the wire."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import requests

from bot.sandbox.slack import SlackStandIn

T = TypeVar("T")
CHANNEL = "C05LKCOMPBI"  # of the sample team
OFTEN = {"CARDKEEPER_LINK_SECONDS": "1", "CARDKEEPER_RUN_SECONDS": "1"}
"""Runs and pull requests asked about more often than people need, for tests that wait for them."""


class Running:
    """One `cardkeeper serve`; `start` returns when it answers, and can be called again."""

    program: tuple[str, ...] = ("-m", "bot")

    def __init__(self, data: Path, **environment: str) -> None:
        self.data = data
        self.port, self.page_port = free_ports(2)
        self.environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self.log = data.parent / f"{data.name}.log"

    @property
    def page(self) -> str:
        """The sandbox page's address."""
        return f"http://127.0.0.1:{self.page_port}"

    @property
    def health(self) -> str:
        """The service's own health address."""
        return f"http://127.0.0.1:{self.port}/healthz"

    @property
    def pid(self) -> int:
        """The number of the process."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> "Running":
        """Start the process; fails with its log when it ends or stays silent for five minutes."""
        return self.launch().answering()

    def launch(self) -> "Running":
        """Start the process, and do not wait for it."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith("CARDKEEPER_")}
        environment.pop("DATABASE_URL", None)
        # started elsewhere, so that a `.env` beside the code is not read
        environment |= {
            "CARDKEEPER_DATA": str(self.data),
            "CARDKEEPER_PORT": str(self.port),
            "CARDKEEPER_SANDBOX_PORT": str(self.page_port),
            **self.environment,
        }
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, *self.program, "serve"],
                env=environment, stdout=log, stderr=log, cwd=self.data.parent,
            )  # fmt: skip
        return self

    def answering(self) -> "Running":
        """Wait until the process answers."""
        wait_for(self._answers, 300, lambda: self.log.read_text())
        return self

    def kill(self) -> None:
        """SIGKILL: no goodbye, no clean-up."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(10)

    def end(self) -> None:
        """Be gone, in whatever state; for the end of a test that may have failed."""
        if self._process is not None and self._process.poll() is None:
            self.kill()

    def state(self) -> dict[str, Any]:
        """What the service says of itself."""
        answer: dict[str, Any] = requests.get(self.health, timeout=60).json()
        return answer

    def wait_for_end(self, seconds: float) -> int:
        """The exit status of a process that ends by itself."""
        assert self._process is not None
        return self._process.wait(seconds)

    def stop(self) -> int:
        """Ctrl-C; the exit status."""
        assert self._process is not None
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        return self._process.wait(60)

    def _answers(self) -> bool:
        assert self._process is not None
        if self._process.poll() is not None:
            raise AssertionError(f"the service ended:\n{self.log.read_text()}")
        try:
            return requests.get(self.health, timeout=60).ok
        except (requests.ConnectionError, requests.Timeout):
            return False

    def trello(self, method: str, path: str, who: str = "amara", **fields: Any) -> Any:
        """One call to the sandbox's Trello as one of the team."""
        answer = requests.request(
            method,
            f"{self.page}/trello/1{path}",
            headers={
                "Authorization": f'OAuth oauth_consumer_key="sandbox-key", '
                f'oauth_token="sandbox-token-{who}"'
            },
            params=fields if method == "GET" else None,
            json=fields if method != "GET" else None,
            timeout=10,
        )
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def board(self) -> dict[str, Any]:
        """The sample team's board with its lists and cards."""
        boards = self.trello("GET", "/members/me/boards")
        answer: dict[str, Any] = self.trello(
            "GET", f"/boards/{boards[0]['id']}", lists="open", cards="open", members="all"
        )
        return answer

    def in_slack(self, person: str, what: str, **said: Any) -> dict[str, Any]:
        """Type, click or submit in the sandbox's Slack as a person, by their Slack id."""
        answer: dict[str, Any] = requests.post(
            f"{self.page}/page/slack/{what}", params={"person": person}, json=said, timeout=10
        ).json()
        return answer

    def seen_in_slack(self, person: str) -> list[dict[str, Any]]:
        """What a person sees in the team's channel."""
        answer = requests.get(
            f"{self.page}/page/slack", timeout=10,
            params={"person": person, "channel": CHANNEL},
        ).json()  # fmt: skip
        messages: list[dict[str, Any]] = answer["messages"]
        return messages

    def bot_comments(self, card_id: str) -> list[str]:
        """Texts of the bot's comments on a card."""
        actions = self.trello(
            "GET", f"/cards/{card_id}/actions", filter="commentCard", limit="1000"
        )
        return [
            action["data"]["text"]
            for action in actions
            if action["memberCreator"]["username"] == "cardkeeper"
        ]

    def channel_messages(self) -> list[dict[str, Any]]:
        """What the team's channel holds, newest first, as the bot's own token sees it."""
        answer = requests.post(
            f"{self.page}/slack/api/conversations.history",
            data={"channel": CHANNEL, "include_all_metadata": "true", "limit": "200"},
            headers={"Authorization": f"Bearer {self._bot_token()}"},
            timeout=10,
        ).json()
        assert answer["ok"], answer
        messages: list[dict[str, Any]] = answer["messages"]
        return messages

    def _bot_token(self) -> str:
        stand_in = SlackStandIn(self.data / "sandbox" / "slack.db", lambda: datetime.now(UTC))
        try:
            return stand_in.bot_token
        finally:
            stand_in.close()


def free_ports(count: int) -> list[int]:
    """Ports that nothing listens on now."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def pause(seconds: float) -> None:
    """Let time pass, where the pace of people is what is arranged; never to wait for something."""
    time.sleep(seconds)


def wait_for(condition: Callable[[], T], seconds: float, what: Callable[[], str] = str) -> T:
    """The condition's first true answer; AssertionError when there is none in time.

    So many seconds are enough where the machine is at rest; a crowded one is given a minute.
    """
    deadline = time.monotonic() + max(seconds, 60)
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"not within a minute, nor {seconds} s: {what()}")
        time.sleep(0.2)  # reading costs calls, and the sandbox limits them as Trello does
