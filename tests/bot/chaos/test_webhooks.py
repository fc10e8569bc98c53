"""Trello's webhooks: an event that was accepted is on the disk, and is accepted at once."""

import statistics
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.database import connect
from tests.bot.chaos.hammer import Hammer, Told
from tests.bot.chaos.soak import soak
from tests.bot.chaos.workplace import Workplace
from tests.databases import both

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("chaos")]


def serving(folder: Path, database_url: str) -> Workplace:
    return Workplace(folder, 3, database_url, CARDKEEPER_POLL_SECONDS="3600")


@both
def test_an_event_that_was_accepted_survives_the_death_of_the_process(
    tmp_path: Path, database_url: str
) -> None:
    with serving(tmp_path, database_url) as place:
        service = place.serve()

        told = Hammer(service.port).send(80, per_second=400)
        service.kill()

        assert {each.status for each in told} == {200}
        engine = connect(database_url)
        with engine.connect() as connection:
            kept = set(connection.execute(text("SELECT id FROM event")).scalars())
        engine.dispose()
        assert {each.action_id for each in told} <= kept


@soak
@both
def test_two_hundred_events_a_second_are_answered_within_milliseconds(
    tmp_path: Path, database_url: str
) -> None:
    with serving(tmp_path, database_url) as place:
        service = place.serve()
        place.await_first_sweep()

        told = Hammer(service.port, threads=32).send(2000, per_second=200)

        p50, p99 = quantiles(told)
        print(f"\n200 events/s for 10 s: p50 {p50 * 1e3:.1f} ms, p99 {p99 * 1e3:.1f} ms")
        assert {each.status for each in told} == {200}
        assert p50 < 0.05
        assert p99 < 1.0


def quantiles(told: list[Told]) -> tuple[float, float]:
    """Median and 99th percentile, in seconds."""
    cuts = statistics.quantiles((each.seconds for each in told), n=100)
    return cuts[49], cuts[98]
