"""A run through its whole life: from Seqera Platform to the card, the channel, and back."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from bot.sandbox.team.agreement import sample_agreement
from tests.bot.running import OFTEN, Running, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("links")]

WORKSPACE = "https://cloud.seqera.io/orgs/larkspur/workspaces/compbio/watch"
PLANTED = "hunter2-Zx9Kq81vTr44mWp"
CHANNEL = "C05LKCOMPBI"
AMARA = "U05LKAMARA1"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One running service whose team wants links in every comment."""
    folder = tmp_path_factory.mktemp("links")
    agreement = folder / "protocol.toml"
    text = sample_agreement(datetime.now(UTC))
    agreement.write_text(f'{text}\n[links]\ncomment = "always"\n')
    running = Running(folder / "data", CARDKEEPER_PROTOCOL=str(agreement), **OFTEN).start()
    wait_for(lambda: running.channel_messages(), 30)
    wait_for(lambda: running.state()["looks_waiting"] == 0, 30)
    yield running
    assert running.stop() == 0


def seqera(running: Running, run: str, do: str, **given: Any) -> dict[str, Any]:
    """Tell the sandbox's Seqera Platform what a run becomes."""
    answer = requests.post(
        f"{running.page}/seqera/control/runs/{run}", json={"do": do, **given}, timeout=10
    )
    answer.raise_for_status()
    told: dict[str, Any] = answer.json()
    return told


def any_run(running: Running) -> str:
    """A run of the sample team, to make others like it."""
    runs = requests.get(f"{running.page}/seqera/control/runs", timeout=60).json()["runs"]
    return str(next(run["id"] for run in runs if run["name"] == "calm_avocet"))


def new_run(running: Running, like: str = "", **given: Any) -> str:
    """A run that is queued now."""
    return str(seqera(running, like or any_run(running), "again", **given)["id"])


def new_card(running: Running, name: str, in_list: str = "Doing") -> dict[str, Any]:
    board = running.board()
    list_id = next(entry["id"] for entry in board["lists"] if entry["name"] == in_list)
    amara = next(m["id"] for m in board["members"] if m["username"].startswith("amara"))
    made: dict[str, Any] = running.trello(
        "POST", "/cards", idList=list_id, name=name, idMembers=[amara]
    )
    return made


def attach(running: Running, card: str, run: str) -> None:
    running.trello("POST", f"/cards/{card}/attachments", url=f"{WORKSPACE}/{run}")


def comment_with(running: Running, card: str, words: str, seconds: float = 25) -> str:
    """The bot's one comment on the card, once it says this."""
    found: list[str] = wait_for(
        lambda: [text for text in running.bot_comments(card) if words in text],
        seconds,
        lambda: f"no comment says '{words}': {running.bot_comments(card)}",
    )
    assert len(running.bot_comments(card)) == 1
    return found[0]


def message_about(running: Running, card: str) -> dict[str, Any]:
    """The channel's message about a card."""

    def found() -> dict[str, Any] | None:
        for message in running.channel_messages():
            payload = message.get("metadata", {}).get("event_payload", {})
            if payload.get("subject") == card and "link_deed" in str(message["blocks"]):
                return message
        return None

    message: dict[str, Any] = wait_for(found, 20)
    return message


def failing(running: Running, card: str) -> str:
    """A run on the card that runs and then fails, with a secret in what it wrote last."""
    run = new_run(running)
    attach(running, card, run)
    comment_with(running, card, "queued")
    seqera(running, run, "start")
    comment_with(running, card, "running since")
    failure = {
        "process": "NFCORE_RNASEQ:STAR_ALIGN", "tag": "donor_17", "exit": 137, "retried": 1,
        "lines": [f"curl -H 'Authorization: Bearer {PLANTED}' https://x", "Killed"],
    }  # fmt: skip
    seqera(running, run, "fail", failure=failure)
    return run


def test_a_run_that_fails_is_told_with_process_exit_code_and_last_lines(service: Running) -> None:
    card = str(new_card(service, "Align the pilot of October")["id"])
    failing(service, card)
    text = comment_with(service, card, "STAR_ALIGN (donor_17)")
    assert "exit code 137: out of memory or killed" in text
    assert "Killed\n```" in text
    assert PLANTED not in text
    message = str(message_about(service, card)["blocks"])
    assert "exit code 137: out of memory or killed" in message
    assert "Killed" in message
    assert PLANTED not in message


def test_resume_from_slack_makes_a_run_that_replaces_the_failed_one(service: Running) -> None:
    card = str(new_card(service, "Align the pilot of November")["id"])
    failed = failing(service, card)
    comment_with(service, card, "STAR_ALIGN (donor_17)")
    message = message_about(service, card)

    answer = requests.post(
        f"{service.page}/page/slack/click?person={AMARA}",
        json={"channel": CHANNEL, "ts": message["ts"], "action_id": "link_deed_1"},
        timeout=10,
    )
    answer.raise_for_status()

    text = comment_with(service, card, "a newer run counts")
    assert failed in text.partition("a newer run counts")[0].rpartition("](")[2]
    runs = requests.get(f"{service.page}/seqera/control/runs", timeout=60).json()["runs"]
    newest = runs[0]["id"]
    seqera(service, newest, "succeed")
    comment_with(service, card, "succeeded")


def test_a_run_that_names_its_card_is_tied_by_its_name(service: Running) -> None:
    card = new_card(service, "Align the reference panel")
    label = f"trello-{card['shortLink'].lower()}"
    run = new_run(service, labels=[label])
    text = comment_with(service, str(card["id"]), "tied by its name", 40)
    assert run in text


def links_verb(running: Running, *words: str) -> str:
    """What `cardkeeper links` prints beside the running service."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("CARDKEEPER_")}
    environment |= {"CARDKEEPER_DATA": str(running.data), **running.environment}
    done = subprocess.run(
        [sys.executable, "-m", "bot", "links", *words],
        env=environment, capture_output=True, text=True, check=False, timeout=60,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_verb_lists_links_with_states_and_finds_past_ones(service: Running) -> None:
    card = new_card(service, "Align what was made before")
    label = f"trello-{card['shortLink'].lower()}"
    run = new_run(service, labels=[label])
    assert "tied by their names" in links_verb(service, "backfill")
    listed: list[dict[str, Any]] = []

    def those_of_the_run() -> list[dict[str, Any]]:
        listed[:] = json.loads(links_verb(service, "list", "--format", "json"))
        return [entry for entry in listed if entry["url"].endswith(run)]

    (found,) = wait_for(those_of_the_run, 20)
    assert (found["card_id"], found["tied"]) == (card["id"], "guessed")
    assert {entry["state"] for entry in listed if entry["system"] == "seqera"} >= {"succeeded"}
    assert "Align what was made before" in links_verb(service, "list")


def test_a_run_that_goes_silent_is_unknown_and_may_come_back(service: Running) -> None:
    card = str(new_card(service, "Align what the core sent")["id"])
    run = new_run(service)
    attach(service, card, run)
    seqera(service, run, "start")
    comment_with(service, card, "running since")
    seqera(service, run, "silence")
    assert "failed" not in comment_with(service, card, "its state is unknown", 70)


def test_nothing_planted_is_anywhere_that_people_can_see(service: Running) -> None:
    everywhere = str(service.channel_messages())
    readers = ("amara", "yusuf", "sofia", "tomasz")  # Trello lets one person make 100 calls in 10 s
    for number, card in enumerate(service.board()["cards"]):
        path, who = f"/cards/{card['id']}", readers[number % len(readers)]
        everywhere += str(service.trello("GET", path, who, actions="all"))
    # the run's own trouble is told somewhere, wherever its life has come to by now
    assert any(word in everywhere for word in ("Killed", "137", "out of memory", "succeeded"))
    assert PLANTED not in everywhere + service.log.read_text()
