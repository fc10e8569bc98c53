"""The service as a whole: a person changes a card, and the card and the channel say so."""

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.bot.running import Running, wait_for

# when the kill falls after the change: before the look, in its midst, in the midst of its effects
MOMENTS_S = (
    [0.1 * step for step in range(20)] if os.environ.get("CARDKEEPER_SOAK") else [0.0, 0.7, 0.9]
)

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("service")]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One running service, past its first sweep."""
    running = Running(tmp_path_factory.mktemp("service") / "data").start()
    settle(running)
    yield running
    assert running.stop() == 0


def settle(running: Running) -> None:
    """Wait until the first sweep has spoken and nothing is left to look at."""
    wait_for(lambda: any(is_greeting(m) for m in running.channel_messages()), 20)
    wait_for(lambda: requests.get(running.health, timeout=60).json()["looks_waiting"] == 0, 20)


def is_greeting(message: dict[str, Any]) -> bool:
    payload = message.get("metadata", {}).get("event_payload", {})
    return str(payload.get("subject", "")).startswith("greeting:")


def about(running: Running, card_id: str) -> list[dict[str, Any]]:
    """The channel's messages about one card."""
    return [
        message
        for message in running.channel_messages()
        if message.get("metadata", {}).get("event_payload", {}).get("subject") == card_id
    ]


def list_id(running: Running, name: str) -> str:
    return next(str(entry["id"]) for entry in running.board()["lists"] if entry["name"] == name)


def new_card(running: Running, name: str, in_list: str) -> str:
    made = running.trello("POST", "/cards", idList=list_id(running, in_list), name=name)
    return str(made["id"])


def test_a_card_moved_to_doing_without_an_owner_gets_a_comment_and_a_message(
    service: Running,
) -> None:
    card = new_card(service, "Compare two aligners on the pilot batch", "Ready")

    service.trello("PUT", f"/cards/{card}", idList=list_id(service, "Doing"))

    texts = wait_for(
        lambda: [text for text in service.bot_comments(card) if "owner-missing" in text], 5
    )
    assert len(texts) == 1
    assert len(wait_for(lambda: about(service, card), 5)) == 1


def test_what_was_said_is_withdrawn_when_the_card_leaves_the_board(service: Running) -> None:
    card = new_card(service, "Describe the sample sheet format", "Doing")
    wait_for(lambda: service.bot_comments(card) and about(service, card), 5)

    service.trello("PUT", f"/cards/{card}", idList=list_id(service, "Resources"))

    wait_for(lambda: not service.bot_comments(card), 5)
    wait_for(lambda: "Settled" in about(service, card)[0]["text"], 5)
    assert len(about(service, card)) == 1


def test_ten_changes_at_once_leave_one_comment(service: Running) -> None:
    card = new_card(service, "Index the reference genome", "Doing")

    for number in range(10):
        service.trello("PUT", f"/cards/{card}", desc=f"Version {number}")

    wait_for(lambda: service.bot_comments(card), 5)
    wait_for(lambda: requests.get(service.health, timeout=60).json()["looks_waiting"] == 0, 10)
    assert len(service.bot_comments(card)) == 1
    assert len(about(service, card)) == 1


def test_the_first_sweep_makes_one_message_not_one_per_card(service: Running) -> None:
    greetings = [message for message in service.channel_messages() if is_greeting(message)]

    assert len(greetings) == 1
    assert "something to settle" in greetings[0]["text"]


@pytest.mark.parametrize("moment_s", MOMENTS_S)
def test_an_event_cut_off_by_a_kill_is_finished_by_the_next_start(
    tmp_path: Path, moment_s: float
) -> None:
    running = Running(tmp_path / "data").start()
    settle(running)
    card = new_card(running, "Count reads per lane", "Doing")
    spoken = len(running.bot_comments(card))
    if moment_s:
        _let_pass(moment_s)

    running.kill()
    running.start()

    wait_for(lambda: running.bot_comments(card) and about(running, card), 20)
    wait_for(lambda: requests.get(running.health, timeout=60).json()["looks_waiting"] == 0, 20)
    assert spoken <= 1
    assert len(running.bot_comments(card)) == 1
    assert len(about(running, card)) == 1
    assert running.stop() == 0


def test_a_second_service_on_the_same_data_is_refused_and_the_first_goes_on(
    service: Running,
) -> None:
    second = Running(service.data)
    second.log = service.data.parent / "second.log"

    second.launch()

    assert second.wait_for_end(60) == 2
    said = second.log.read_text().splitlines()[-1]
    assert said.startswith(f"cardkeeper: A service works on {service.data}/cardkeeper.db already")
    assert f"(process {service.pid})" in said
    assert service.state()["ok"]
    assert service.trello("GET", "/members/me")["username"]  # its sandbox was left alone, too


def test_a_second_start_finds_its_data_again_and_says_nothing_twice(tmp_path: Path) -> None:
    running = Running(tmp_path / "data").start()
    settle(running)
    before = len(running.channel_messages())
    running.stop()
    kept = {path.name: path.stat().st_mode & 0o077 for path in running.data.rglob("*.db")}
    assert kept["cardkeeper.db"] == 0, kept
    assert not any(kept.values()), f"others of this machine can read it: {kept}"

    running.start()

    wait_for(lambda: requests.get(running.health, timeout=60).json()["last_poll"], 20)
    wait_for(lambda: requests.get(running.health, timeout=60).json()["looks_waiting"] == 0, 20)
    assert len(running.channel_messages()) == before
    running.stop()


def _let_pass(seconds: float) -> None:
    """The kill is to fall at different moments of the work: here time itself is the condition."""
    time.sleep(seconds)


def comment(running: Running, card: str, text: str, who: str = "amara") -> None:
    running.trello("POST", f"/cards/{card}/actions/comments", who, text=text)


def test_a_card_is_excused_by_a_comment_and_the_bot_answers_once(service: Running) -> None:
    card = new_card(service, "Benchmark the new variant caller", "Doing")
    wait_for(lambda: any("owner-missing" in text for text in service.bot_comments(card)), 5)

    for rule in ("owner-missing", "kind-missing"):
        text = f"@cardkeeper exempt {rule} until friday because the rota decides then"
        comment(service, card, text)

    wait_for(lambda: "exempt kind-missing" in service.trello("GET", f"/cards/{card}")["desc"], 10)
    wait_for(lambda: len([t for t in service.bot_comments(card) if "is excused" in t]) == 2, 5)
    wait_for(lambda: not any("owner-missing`" in t for t in service.bot_comments(card)), 5)
    assert "by @amara_nwosu" in service.trello("GET", f"/cards/{card}")["desc"]
