"""A board's history does not grow for years: it reaches back half a year, at most a month more."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.place import BOARD, DOING, READY, Place, place


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Place]:
    with place(tmp_path, owner_missing="advise") as made:
        yield made


def test_what_is_too_long_ago_is_left_out_once_a_month(team: Place) -> None:
    card = team.add(in_list=READY)
    made = team.boards.read(BOARD).board.actions[0]
    team.clock.pass_by(days=100)
    team.ada.move_card(card, DOING)
    moved = team.boards.read(BOARD).board.actions[0]

    team.clock.pass_by(days=75)
    assert made.id in [each.id for each in team.boards.read(BOARD).board.actions]

    team.clock.pass_by(days=40)  # the making is 215 days ago, the move 115
    kept = team.boards.read(BOARD)
    assert [each.id for each in kept.board.actions] == [moved.id]
    assert kept.begins == moved.date
    assert kept.action_ids == {moved.id}
