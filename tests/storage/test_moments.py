"""Times reach the database with their zone, or not at all."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import StatementError

from storage.boards import set_polled_to, stored_board
from storage.looks import ask, take_due
from storage.moments import Moment
from tests.databases import both


@both
def test_a_time_without_a_zone_is_refused(engine: Engine) -> None:
    with pytest.raises(StatementError, match="a time without a zone"):
        set_polled_to(engine, "board", datetime(2026, 11, 23, 12))  # noqa: DTZ001 - the point

    assert stored_board(engine, "board") is None


@both
def test_moments_told_in_another_zone_are_compared_as_moments(engine: Engine) -> None:
    india = timezone(timedelta(hours=5, minutes=30))
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    for _ in range(2):
        ask(engine, "board", "card", noon.astimezone(india), cause="event")

    none = timedelta(0)
    assert take_due(engine, noon - timedelta(seconds=1), quiet=none, patience=none) == []
    (row,) = take_due(engine, noon, quiet=none, patience=none)
    assert (row.first_asked_at, row.last_asked_at) == (noon, noon)


def test_nothing_stays_nothing() -> None:
    assert Moment().process_bind_param(None, None) is None
    assert Moment().process_result_value(None, None) is None
