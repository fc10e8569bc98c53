"""Two services never work on one SQLite database, and what a dead one left holds nobody up."""

import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from bot.errors import UserError
from bot.one_process import take_alone

HOLDS_AND_DIES = """
import os, sys
from contextlib import ExitStack
from bot.one_process import take_alone
take_alone(ExitStack(), sys.argv[1])
os.kill(os.getpid(), 9)
"""


def address(folder: Path) -> str:
    return f"sqlite:///{folder / 'data' / 'cardkeeper.db'}"


def test_a_second_one_is_refused_and_told_who_works_there(tmp_path: Path) -> None:
    with ExitStack() as first:
        take_alone(first, address(tmp_path))
        with ExitStack() as second, pytest.raises(UserError) as told:
            take_alone(second, address(tmp_path))

    assert str(told.value) == (
        f"A service works on {tmp_path}/data/cardkeeper.db already (process {os.getpid()}), and "
        "SQLite is for one at a time. Stop it first; for several, DATABASE_URL names a PostgreSQL "
        "database."
    )


def test_after_the_first_has_stopped_the_next_may_work(tmp_path: Path) -> None:
    for _ in range(2):
        with ExitStack() as running:
            take_alone(running, address(tmp_path))


def test_a_lock_that_a_killed_one_left_holds_nobody_up(tmp_path: Path) -> None:
    killed = subprocess.run(
        [sys.executable, "-c", HOLDS_AND_DIES, address(tmp_path)],
        cwd=Path(__file__).parents[2], check=False,
    )  # fmt: skip
    assert killed.returncode == -9
    assert (tmp_path / "data" / "cardkeeper.db.lock").exists()

    with ExitStack() as running:
        take_alone(running, address(tmp_path))


def test_on_postgresql_any_number_may_work() -> None:
    with ExitStack() as first, ExitStack() as second:
        for each in (first, second):
            take_alone(each, "postgresql://nobody@127.0.0.1:1/shared")


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")

    with ExitStack() as running, pytest.raises(UserError, match=r"cannot be written \(.*\)\. "):
        take_alone(running, address(tmp_path))
