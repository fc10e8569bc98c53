"""A board that is as it was costs a reading, and is not stored a second time."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from storage import boards as stored
from tests.bot.place import BOARD, Place, place


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Place]:
    with place(tmp_path, owner_missing="advise") as made:
        made.add()
        made.boards.read(BOARD)
        yield made


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Ids of the boards whose snapshot is written, as often as it is."""
    ids: list[str] = []
    real = stored.keep_packed

    def noted(engine: Engine, board_id: str, snapshot: bytes, **of_it: Any) -> None:
        ids.append(board_id)
        real(engine, board_id, snapshot, **of_it)

    monkeypatch.setattr(stored, "keep_packed", noted)
    return ids


def test_what_has_not_changed_is_not_written_again(team: Place, written: list[str]) -> None:
    team.boards.read(BOARD)
    written.clear()

    kept = team.boards.read(BOARD)

    assert written == []
    assert stored.read_at(team.engine, BOARD) == kept.read_at
    row = stored.stored_board(team.engine, BOARD)
    assert row is not None
    assert stored.snapshot_of(row) == kept.answer


def test_what_has_changed_is_written(team: Place, written: list[str]) -> None:
    card = team.add("Another")

    kept = team.boards.read(BOARD)

    assert written == [BOARD]
    row = stored.stored_board(team.engine, BOARD)
    assert row is not None
    assert card in [each["id"] for each in (stored.snapshot_of(row) or {})["cards"]]
    assert row.read_at == kept.read_at


def test_what_another_process_has_stored_since_is_not_taken_for_ours(
    team: Place, written: list[str]
) -> None:
    before = team.boards.read(BOARD)
    stored.keep_snapshot(
        team.engine, BOARD, {"id": BOARD}, name="", read_at=team.clock(), activity=None
    )
    written.clear()

    team.boards.read(BOARD)

    assert written == [BOARD]
    row = stored.stored_board(team.engine, BOARD)
    assert row is not None
    assert stored.snapshot_of(row) == before.answer
