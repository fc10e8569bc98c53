"""The pages of a small team, served for each test."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from tests.bot.web.pages.premises import Clock, Premises, premises
from tests.bot.web.pages.small_board import MONDAY, agreement, other_board, small_board


@pytest.fixture
def site(engine: Engine) -> Iterator[Premises]:
    """Ana, Ben and Eve, and a board on which only Ben is; Monday, before the meeting."""
    clock = Clock(MONDAY)
    with premises(engine, agreement(), clock, small_board(), other_board()) as made:
        yield made
