"""A whole service whose database goes away for a while and comes back: it says so, nothing is lost,
and nobody has to start it again."""

import os
from pathlib import Path

import pytest
import requests

from bot.web.calm import NOT_NOW
from tests.bot.chaos.board import FORBIDDEN
from tests.bot.chaos.forbidden import await_the_bot, break_the_rule
from tests.bot.chaos.soak import IS_SOAK
from tests.bot.chaos.workplace import Workplace
from tests.bot.running import Running, pause, wait_for
from tests.databases import allow, fresh_postgres

pytestmark = [
    pytest.mark.slow, pytest.mark.postgres, pytest.mark.xdist_group("chaos"),
    *([pytest.mark.soak] if IS_SOAK else []),  # the same, longer
]  # fmt: skip

# five minutes reach the longest pauses between tries; CARDKEEPER_SOAK_AWAY=3600 is a whole hour
AWAY_S = float(os.environ.get("CARDKEEPER_SOAK_AWAY", "300")) if IS_SOAK else 6.0


def ready(service: Running) -> tuple[int, list[str]]:
    answer = requests.get(service.health.replace("healthz", "readyz"), timeout=20)
    return answer.status_code, answer.json()["reasons"]


def health(service: Running) -> int:
    return requests.get(service.health, timeout=20).status_code


def test_a_database_that_is_away_is_said_and_nothing_that_happens_meanwhile_is_lost(
    tmp_path: Path,
) -> None:
    with fresh_postgres() as url, Workplace(tmp_path, 12, url) as place:
        service = place.serve()
        place.await_first_sweep()
        assert ready(service) == (200, [])
        before = len(service.log.read_text())

        allow(url, connections=False)
        wait_for(lambda: ready(service) == (503, ["database"]), 30)
        assert health(service) == 503
        page = requests.get(service.health.replace("healthz", "nextflow/runs/none"), timeout=60)
        assert (page.status_code, page.text) == (503, NOT_NOW)
        break_the_rule(place, *FORBIDDEN)  # webhooks are answered 503, and the poll hears nothing
        pause(AWAY_S)
        allow(url, connections=True)

        wait_for(lambda: ready(service) == (200, []), 60)
        await_the_bot(place, *FORBIDDEN)
        wait_for(lambda: "used again" in service.log.read_text()[before:], 20)
        _said_clearly(service.log.read_text()[before:])


def _said_clearly(log: str) -> None:
    """What is wrong and what becomes of it, once; and that it is over, once. No traceback."""
    assert log.count("The database cannot be used now") == 1
    assert log.count("The database is used again") == 1
    assert "Traceback" not in log
