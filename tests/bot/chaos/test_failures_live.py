"""What a year brings, met by a whole service: each failure is said in a clear sentence, nothing
that happens meanwhile is lost, and nobody has to start it again, save where a new token is needed.

Each of them is in `tests/bot/test_failures.py` for `make test`; a database that is away for long is
in `tests/bot/test_database_away.py`.
"""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from storage.boards import board_names, snapshot_of, stored_boards
from storage.database import connect
from tests.bot import shifted
from tests.bot.chaos import board
from tests.bot.chaos.board import FORBIDDEN
from tests.bot.chaos.forbidden import await_the_bot, break_the_rule
from tests.bot.chaos.people import Change
from tests.bot.chaos.soak import soak
from tests.bot.chaos.workplace import BOT_TOKEN, Workplace
from tests.bot.running import Running, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("chaos")]

SECOND = "6b0000000000000000000b0b"
A_SECOND_BOARD: dict[str, Any] = {
    "id": SECOND, "name": "Second", "shortLink": "sEc0nd0b", "prefs": {},
    "lists": [{"id": "6b0000000000000000001000", "name": "Doing", "closed": False, "pos": 1}],
    "labels": [], "members": board.board(1)["members"], "cards": [], "actions": [],
}  # fmt: skip


def reasons(service: Running) -> list[str]:
    answer = requests.get(service.health.replace("healthz", "readyz"), timeout=60)
    said: list[str] = answer.json()["reasons"]
    assert answer.status_code == (503 if said else 200)
    return said


# The disk is full


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A file system of that size; skips the test where none may be mounted."""
    folder.mkdir(parents=True)
    size = f"size={megabytes}m"
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("no file system may be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(disk: Path) -> Path:
    """A file that takes all that is left."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (65536, 4096, 512, 1):
            with suppress(OSError):
                while file.write(b"\0" * size):
                    pass
    return filler


@soak
def test_a_full_disk_is_said_and_when_there_is_room_all_is_done(tmp_path: Path) -> None:
    with (
        small_disk(tmp_path / "place" / "data0", 24) as disk,
        Workplace(tmp_path / "place", 21) as place,
    ):
        service = place.serve()
        place.await_first_sweep()
        before = len(service.log.read_text())

        filler = fill(disk)
        break_the_rule(place, *FORBIDDEN)
        noise = iter(range(10_000))

        def is_said() -> bool:
            """Something is kept in pages that are there; more and more happens until none is."""
            for _ in range(10):
                where = ("Ready", "Doing", "Waiting")[next(noise) % 3]
                place.hands.do(Change("oskar", "move", f"card {30 + next(noise) % 10}", where))
            return "database or disk is full" in service.log.read_text()[before:]

        wait_for(is_said, 300, lambda: service.log.read_text()[before:])
        filler.unlink()

        await_the_bot(place, *FORBIDDEN)
        place.settle(300)
        wait_for(lambda: not reasons(service), 120, lambda: str(reasons(service)))
        said = service.log.read_text()[before:]
        assert "See that its server runs, or that its disk has room." in said or (
            "see that the database can be written" in said
        )
        assert "Traceback" not in said


# The clock jumps


@soak
def test_a_clock_that_jumps_a_day_and_back_holds_up_nothing(tmp_path: Path) -> None:
    moved = tmp_path / "moved"

    def jump(by: timedelta) -> None:
        beside = moved.with_suffix(".new")
        beside.write_text(str(by.total_seconds()))
        beside.replace(moved)

    jump(timedelta())
    more = {shifted.MOVED: str(moved), "PYTHONPATH": str(Path(__file__).parents[3])}
    with Workplace(tmp_path / "place", 22, **more) as place:
        service = place._add()
        service.program = (shifted.__file__,)
        service.start()
        place.await_first_sweep()
        before = len(service.log.read_text())

        for days, numbers in ((1, (0, 1)), (0, (2, 3)), (-1, (4, 5))):
            jump(timedelta(days=days))
            place.hands.touch_board()
            break_the_rule(place, *numbers)
            await_the_bot(place, *numbers)
            wait_for(lambda: not reasons(service), 120, lambda: str(reasons(service)))
        said = service.log.read_text()[before:]
        assert said.count("The clock was put back from") == 2
        assert "Traceback" not in said


# A board is renamed and deleted, the token ends, the Slack app is removed


@soak
def test_what_others_take_away_is_told_apart_and_the_rest_goes_on(tmp_path: Path) -> None:
    more = {
        "CARDKEEPER_TRELLO_BOARDS": f"{board.BOARD},{SECOND}",
        "CARDKEEPER_STUCK_MINUTES": "0.05",
        "CARDKEEPER_SWEEP_MINUTES": "0.2",
    }
    with Workplace(tmp_path / "place", 23, **more) as place:
        place.trello.load_board(A_SECOND_BOARD)
        place.trello.join(SECOND, board.BOT)
        service = place.serve()
        place.await_first_sweep()
        _slack_app_is_removed_and_installed_again(place, service)
        _board_is_renamed(place, service)
        _token_ends_and_is_given_again(place, service)
        _board_is_deleted(place, service)
        assert "Traceback" not in service.log.read_text()


def _slack_app_is_removed_and_installed_again(place: Workplace, service: Running) -> None:
    place.slack.workspace.configure_app(bot_token="xoxb-of-another-installation")
    break_the_rule(place, 0)
    await_the_bot(place, 0)  # cards are kept meanwhile
    wait_for(lambda: "slack-token" in reasons(service), 400)  # it is asked every five minutes
    wait_for(lambda: "Stuck: Slack does not accept the bot token any more (invalid_auth). Install "
             "the app again" in service.log.read_text(), 120)  # fmt: skip

    service.stop()
    service.environment["CARDKEEPER_SLACK_BOT_TOKEN"] = place.slack.bot_token
    service.start()
    wait_for(lambda: not reasons(service), 120, lambda: str(reasons(service)))


def _board_is_renamed(place: Workplace, service: Running) -> None:
    place.hands._call("nadia", "PUT", f"/boards/{SECOND}", name="Second, under another name")
    engine = connect(f"sqlite:///{service.data}/cardkeeper.db")
    wait_for(lambda: board_names(engine)[SECOND][0] == "Second, under another name", 120)
    engine.dispose()
    assert reasons(service) == []


def _token_ends_and_is_given_again(place: Workplace, service: Running) -> None:
    place.trello.revoke_token(BOT_TOKEN)
    break_the_rule(place, 1)
    wait_for(lambda: "trello-token" in reasons(service), 120)
    wait_for(lambda: "Stuck: Trello does not accept the bot's token any more. Make a new one"
             in service.log.read_text(), 120)  # fmt: skip

    place.trello.add_member(board.BOT, "cardkeeper", "Cardkeeper", token=BOT_TOKEN)
    await_the_bot(place, 1)
    wait_for(lambda: "Over: Trello does not accept" in service.log.read_text(), 120)
    wait_for(lambda: not reasons(service), 120, lambda: str(reasons(service)))


def _board_is_deleted(place: Workplace, service: Running) -> None:
    with place.trello.world.store.transaction():
        place.trello.world.store.drop(SECOND)
    wait_for(lambda: f"board-gone:{SECOND}" in reasons(service), 120)
    wait_for(lambda: "Stuck: The board 'Second, under another name' is not there for the bot any "
             "more. If it was deleted or closed, take it out" in service.log.read_text(),
             120)  # fmt: skip

    break_the_rule(place, 2)
    await_the_bot(place, 2)
    engine = connect(f"sqlite:///{service.data}/cardkeeper.db")
    kept = {row.id: snapshot_of(row) for row in stored_boards(engine)}
    engine.dispose()
    assert kept[SECOND]  # what is stored of it stays
