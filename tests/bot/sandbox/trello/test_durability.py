"""What was answered survives the sudden death of the process."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
import requests

from bot.sandbox.serving import ServerThread
from bot.sandbox.trello import TrelloStandIn
from tests.bot.sandbox.trello.raw import Raw
from tests.bot.trello import scene
from tests.bot.trello.conftest import set_the_scene

_PROGRAM = """
import sys, threading
from pathlib import Path
from bot.sandbox.serving import ServerThread
from bot.sandbox.trello import TrelloStandIn
from tests.bot.trello import scene
from tests.bot.trello.conftest import set_the_scene
first = not Path(sys.argv[1]).exists()
trello = TrelloStandIn(sys.argv[1], scene.Clock())
if first:
    set_the_scene(trello)
trello.rates.on = False
print(ServerThread(trello.app).start().url, flush=True)
threading.Event().wait()
"""


def run(database: Path) -> tuple["subprocess.Popen[str]", str]:
    """The stand-in in a process of its own, and its address."""
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, str(database)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[4],
    )
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


@pytest.mark.slow
def test_no_answered_write_is_lost_when_the_process_is_killed(tmp_path: Path) -> None:
    database, answered = tmp_path / "trello.db", []
    for round_ in range(3):
        process, url = run(database)
        bot = Raw(url, scene.KEY, scene.BOT_TOKEN)
        enough = threading.Event()

        def write(bot: Raw = bot, round_: int = round_, enough: threading.Event = enough) -> None:
            number = 0
            while True:
                number += 1
                text = f"{round_}-{number}"
                try:
                    bot.ok("POST", f"/cards/{scene.ALIGN}/actions/comments", text=text)
                except requests.RequestException:
                    return
                answered.append(text)
                if number == 20:
                    enough.set()

        writer = threading.Thread(target=write)
        writer.start()
        assert enough.wait(30)
        os.kill(process.pid, signal.SIGKILL)
        process.wait(10)
        writer.join(10)
    process, url = run(database)
    try:
        kept = Raw(url, scene.KEY, scene.BOT_TOKEN).ok(
            "GET", f"/cards/{scene.ALIGN}/actions", filter="commentCard", limit=1000
        )
    finally:
        process.kill()
        process.wait(10)
    texts = [action["data"]["text"] for action in kept]
    assert set(answered) <= set(texts)
    assert len(texts) == len(set(texts))


def test_ids_and_versions_go_on_after_a_restart(tmp_path: Path) -> None:
    seen: list[Any] = []
    for _ in range(2):
        trello = TrelloStandIn(tmp_path / "trello.db", scene.Clock())
        if not seen:
            set_the_scene(trello)
        with ServerThread(trello.app) as server:
            bot = Raw(server.url, scene.KEY, scene.BOT_TOKEN)
            card = bot.ok("POST", "/cards", idList=scene.IDEAS, name="n")
        seen.append((card["id"], card["idShort"], trello.version))
        trello.close()
    (first, short, version), (second, next_short, next_version) = seen
    assert second[8:] > first[8:]
    assert next_short == short + 1
    assert next_version == version + 1


def test_threads_write_side_by_side_without_losing_anything(
    server: ServerThread, stand_in: TrelloStandIn
) -> None:
    def write(name: str) -> None:
        bot = Raw(server.url, scene.KEY, scene.BOT_TOKEN)
        for number in range(15):
            bot.ok("POST", f"/cards/{scene.ALIGN}/actions/comments", text=f"{name}{number}")

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcdef"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    bot = Raw(server.url, scene.KEY, scene.BOT_TOKEN)
    card = bot.ok("GET", f"/cards/{scene.ALIGN}", actions="commentCard", actions_limit=1000)
    assert card["badges"]["comments"] == len(card["actions"]) == 91
    assert len({action["id"] for action in card["actions"]}) == 91


def test_who_watches_is_told_of_a_change_at_once(bot: Raw, stand_in: TrelloStandIn) -> None:
    before, told = stand_in.version, []
    watcher = threading.Thread(target=lambda: told.append(stand_in.wait_for(before, 10)))
    watcher.start()
    bot.ok("PUT", f"/cards/{scene.ALIGN}", desc="x")
    watcher.join(10)
    assert told == [before + 1]
    assert stand_in.wait_for(before + 1, 0.01) == before + 1


def test_a_read_is_no_change(bot: Raw, stand_in: TrelloStandIn) -> None:
    before = stand_in.version
    bot.ok("GET", f"/boards/{scene.BOARD}")
    assert stand_in.version == before


def test_closing_wakes_who_waits(tmp_path: Path) -> None:
    trello = TrelloStandIn(tmp_path / "trello.db", scene.Clock())
    watcher = threading.Thread(target=lambda: trello.wait_for(trello.version, 60))
    watcher.start()
    trello.close()
    watcher.join(5)
    assert not watcher.is_alive()
