"""Slack in a process of its own, which tells of commands over a WebSocket and takes the time."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import NamedTuple

from bot.sandbox.serving import ServerThread
from bot.sandbox.slack import SlackStandIn


class Elsewhere(NamedTuple):
    """The stand-in, by what it tells over a pipe."""

    url: str
    bot_token: str
    app_token: str
    pipe: Connection

    def acknowledgements(self, answers: str, people: int, rounds: int) -> list[float]:
        """Milliseconds until each command was acknowledged over the socket that is open; `people`
        ask at the same moment, once in each round. `answers` is where they are answered."""
        self.pipe.send((answers, people, rounds))
        found: list[float] = self.pipe.recv()
        return found


@contextmanager
def slack_elsewhere() -> Iterator[Elsewhere]:
    """A stand-in in another process, so that its work is not in the way of who is measured."""
    spawn = get_context("spawn")
    ours, theirs = spawn.Pipe()
    process = spawn.Process(target=_be_slack, args=(theirs,))
    process.start()
    try:
        yield Elsewhere(*ours.recv(), ours)
    finally:
        process.kill()
        process.join()


def command(person: int, name: str, text: str, answer_to: str) -> dict[str, str]:
    """What Slack tells of a command; the asker's id tells the person."""
    return {
        "command": name, "text": text, "user_id": f"U{person:04}", "team_id": "T0",
        "channel_id": "C0TEAM", "response_url": answer_to,
        "trigger_id": f"{person}.{time.perf_counter_ns()}", "api_app_id": "A0",
    }  # fmt: skip


def _be_slack(pipe: Connection) -> None:
    slack = SlackStandIn(":memory:", lambda: datetime.now(UTC))
    slack.load_workspace({"users": [], "channels": [], "app": {}})
    with ServerThread(slack.app) as web:
        slack.use_socket_mode()
        pipe.send((web.url, slack.bot_token, slack.app_token))
        answers, people, rounds = pipe.recv()
        assert slack.sockets.wait_for_connections(1, 60)
        pipe.send(_ask(slack, answers, people, rounds))
        pipe.recv()  # until this process is ended


def _ask(slack: SlackStandIn, answers: str, people: int, rounds: int) -> list[float]:
    found: list[float] = []
    barrier = threading.Barrier(people)

    def act(person: int) -> None:
        for number in range(rounds):
            told = command(person, "/card", f"batch {number}", answers)
            barrier.wait()
            began = time.perf_counter()
            answer = slack.sockets.send("slash_commands", dict(told))
            found.append((time.perf_counter() - began) * 1000)
            assert not answer.error, answer

    threads = [threading.Thread(target=act, args=(person,)) for person in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == people * rounds, "somebody was not acknowledged"
    return found
