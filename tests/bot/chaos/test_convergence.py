"""Whatever fails on the way, the board and the channel end as if nothing had failed.

People make the same seeded changes in a calm run and in a storm: 30 % of the bot's calls to Trello
fail, 20 % of the webhooks are lost or doubled, processes are killed. Which call meets which failure
depends on the order of threads: a storm is seeded, but never quite the same twice; its end is.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from random import Random

import pytest

from tests.bot.chaos import board
from tests.bot.chaos.board import FORBIDDEN
from tests.bot.chaos.outcome import CardOutcome, differences, outcome
from tests.bot.chaos.people import Change, script
from tests.bot.chaos.soak import IS_SOAK, soak
from tests.bot.chaos.workplace import Workplace
from tests.bot.running import pause, wait_for
from tests.databases import both, fresh_postgres

PACE_S = 0.05
PACE_WITH_KILLS_S = 0.12 if IS_SOAK else PACE_S  # a start takes seconds: people outlast it
STORMY_S = 10.0 if IS_SOAK else 3.0  # for so long what is left is done while it still storms
SHORT, LONG = 80, 500
KILLS = 20 if IS_SOAK else 1
SEEDS = (1, 2, 3) if IS_SOAK else (1,)
CHANGES = LONG if IS_SOAK else SHORT
PATIENCE_S = 900.0 if IS_SOAK else 240.0

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("chaos"),
    *([pytest.mark.soak] if IS_SOAK else []),  # the same tests, longer
]
on_databases = (
    both if IS_SOAK else pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
)
each_seed = pytest.mark.parametrize("seed", SEEDS)

Outcome = dict[str, CardOutcome]


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> "CalmRuns":
    """The ends of calm runs, each made once."""
    return CalmRuns(tmp_path_factory.mktemp("calm"))


class CalmRuns:
    """A calm run is made while the first storm that needs it rages."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._threads = ThreadPoolExecutor(1)
        self.begin = cache(lambda seed: self._threads.submit(self._run, seed))

    def _run(self, seed: int) -> Outcome:
        with Workplace(self._folder / str(seed), seed) as place:
            place.serve()
            place.await_first_sweep()
            live_through(place, script(seed, CHANGES), kills={})
            return outcome(place)


def live_through(place: Workplace, changes: list[Change], kills: dict[int, int]) -> None:
    """People do all that; `kills` says before which change which service is killed. Those whose
    card was moved back make their move again, some of them."""
    for number, change in enumerate(changes):
        if number in kills:
            place.kill(kills[number])
        place.hands.do(change)
        pause(PACE_WITH_KILLS_S if kills else PACE_S)
    place.all_answer()
    place.await_idle(STORMY_S)
    overruled = [int(c.card.split()[1]) for c in changes if is_forbidden(c)]
    wait_for(lambda: all(in_inbox(place, number) for number in overruled), PATIENCE_S)
    for number in overruled[::2]:
        place.hands.do(Change("petra", "move", f"card {number}", "Done"))
    place.await_idle(STORMY_S)
    place.settle(PATIENCE_S)


def is_forbidden(change: Change) -> bool:
    return change.verb == "move" and change.card in {f"card {number}" for number in FORBIDDEN}


def in_inbox(place: Workplace, number: int) -> bool:
    return str(place.hands.see(board.card_id(number))["idList"]) == board.list_id("Inbox")


def check(place: Workplace, seed: int, expected: Outcome) -> None:
    """The end is that of the calm run, and both said something worth comparing."""
    found = outcome(place)
    assert differences(expected, found) == []
    assert all(len(card.sticky) <= 1 for card in found.values())
    answers = {
        words: len(texts) for card in found.values() for words, texts in card.replies.items()
    }
    assert answers == dict.fromkeys(place.hands.commands.values(), 1)
    assert Counter(place.subjects())[f"greeting:{board.BOARD}"] == 1
    assert sum(len(card.sticky) for card in found.values()) > 5
    assert answers
    failed = sum(1 for *_, status in place.trello.log if status in (0, 401, 429, 500, 504))
    assert failed > CHANGES / 20, "there was no storm"


@soak  # in the short run the killed service meets the same storm
@each_seed
def test_changes_in_a_storm_end_as_in_a_calm_run(tmp_path: Path, calm: CalmRuns, seed: int) -> None:
    expected = calm.begin(seed)
    with Workplace(tmp_path, seed) as place:
        place.serve()
        place.await_first_sweep()
        place.misbehave(seed)

        live_through(place, script(seed, CHANGES), kills={})

        check(place, seed, expected.result())


@on_databases
@each_seed
def test_a_service_killed_again_and_again_ends_as_in_a_calm_run(
    tmp_path: Path, calm: CalmRuns, seed: int, database_url: str
) -> None:
    expected = calm.begin(seed)
    with Workplace(tmp_path, seed, database_url) as place:
        place.serve()
        place.await_first_sweep()
        place.misbehave(seed)
        kills = dict.fromkeys(Random(seed).sample(range(CHANGES), KILLS), 0)

        live_through(place, script(seed, CHANGES), kills)

        check(place, seed, expected.result())


@pytest.mark.postgres
@each_seed
def test_two_processes_on_one_database_end_as_one_in_a_calm_run(
    tmp_path: Path, calm: CalmRuns, seed: int
) -> None:
    expected = calm.begin(seed)
    with fresh_postgres() as database_url, Workplace(tmp_path, seed, database_url) as place:
        place.serve_two()
        place.await_first_sweep()
        place.misbehave(seed)
        kills = {CHANGES // 3: 1, 2 * CHANGES // 3: 0} if IS_SOAK else {CHANGES // 3: 1}

        live_through(place, script(seed, CHANGES), kills)

        check(place, seed, expected.result())
