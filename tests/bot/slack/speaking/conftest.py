"""A workplace for each test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.bot.slack.speaking.workplace import Json, Workplace

MakeWorkplace = Callable[..., Workplace]


@pytest.fixture
def make_workplace(tmp_path: Path, engine: Engine) -> Iterator[MakeWorkplace]:
    """Makes the workplace with lines for its agreement and a board of one's own."""
    made: list[Workplace] = []

    def make(agreement: str = "", board: Json | None = None) -> Workplace:
        made.append(Workplace(tmp_path, engine, agreement, board))
        return made[0]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def place(make_workplace: MakeWorkplace) -> Workplace:
    """Ana and Ben, and one card of Ana's with two things to settle."""
    return make_workplace()
