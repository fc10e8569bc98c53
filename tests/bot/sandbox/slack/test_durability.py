"""What was answered survives; bad weather repeats itself from its seed."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.sandbox.slack import Faults, SlackStandIn
from tests.bot.sandbox.slack.conftest import ANA, TEAM, Clock

KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from bot.sandbox.slack import SlackStandIn
from tests.bot.sandbox.slack.conftest import ANA, TEAM, WORKSPACE
slack = SlackStandIn(sys.argv[1], lambda: datetime.now(UTC))
slack.load_workspace(WORKSPACE)
print(slack.client.post(ANA, TEAM, "said before the end")["ts"], flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_message_survives_the_killing_of_the_process(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "slack.db"
    root = Path(__file__).resolve().parents[4]
    run = subprocess.run(
        [sys.executable, "-c", KILLED, str(path)], cwd=root, capture_output=True, text=True
    )
    assert run.returncode == -signal.SIGKILL
    again = SlackStandIn(path, clock)
    messages = again.client.messages(ANA, TEAM)
    assert [(m["ts"], m["text"]) for m in messages] == [(run.stdout.strip(), "said before the end")]
    again.close()


def test_one_seed_gives_one_weather() -> None:
    def weather(seed: int) -> list[str | None]:
        faults = Faults(seed=seed, rate_limited=0.2, server_error=0.2, dropped_answer=0.2)
        return [faults.draw("chat.postMessage") for _ in range(50)]

    assert weather(7) == weather(7)
    assert weather(7) != weather(8)
    assert {None, "rate_limited", "server_error", "dropped_answer"} == set(weather(7))


def test_an_ordered_fault_waits_for_its_method() -> None:
    faults = Faults()
    faults.order("server_error", "chat.update", times=2)
    calls = ["chat.postMessage", "chat.update", "chat.update", "chat.update"]
    assert [faults.draw(name) for name in calls] == [None, "server_error", "server_error", None]


def test_an_unknown_fault_is_named_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match="known are rate_limited"):
        Faults().order("earthquake")
