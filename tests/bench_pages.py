"""How soon the pages of a board of ten thousand cards come, and what they weigh.

From stored data, over HTTP: the first time each page is asked for after a start, and the median of
many after that, while the board goes on changing.
"""

import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import Engine
from sqlmodel import Session

from bot.web.pages.registry import PAGES
from storage.database import open_database
from tests.bot.web.pages.big_board import BOARD, agreement, big_audit, big_board
from tests.bot.web.pages.premises import Clock, Premises, premises

CARDS, MOST_MS, MOST_BYTES = 10_000, 300.0, 150_000
_ROUNDS = 9


class Measured:
    """One page."""

    def __init__(self, path: str, first_ms: float, median_ms: float, weight: int) -> None:
        self.path = path
        self.first_ms = first_ms
        self.median_ms = median_ms
        self.weight = weight


def pages_of_a_large_board(cards: int = CARDS, rounds: int = _ROUNDS) -> Iterator[Measured]:
    """Each page of it."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_database(f"sqlite:///{folder}/bench.db")
        clock = Clock(datetime.now(UTC))
        _fill(engine, clock)
        with premises(engine, agreement(), clock, big_board(cards, clock.now)) as site:
            yield from _measured(site, rounds)
        engine.dispose()


def _fill(engine: Engine, clock: Clock) -> None:
    with Session(engine) as session, session.begin():
        session.add_all(big_audit(5_000, clock.now))


def _measured(site: Premises, rounds: int) -> Iterator[Measured]:
    client = site.enter("person1", "/static/pages.css")  # so that the first page is cold
    person = f"e1{1:022x}"
    for page in PAGES:
        path = f"/board/bIgBoard/{page.path}".rstrip("/").replace("{person}", person)
        if "{" in path or page.path == "meeting/live":
            continue
        times, weight = [], 0
        for number in range(rounds + 1):
            if number % 3 == 2:
                _change(site, number)
            begun = time.perf_counter()
            answer = client.get(path)
            times.append((time.perf_counter() - begun) * 1000)
            assert answer.status_code == 200, f"{path}: {answer.text}"
            weight = max(weight, len(answer.content))
        yield Measured(path, times[0], statistics.median(times[1:]), weight)


def _change(site: Premises, number: int) -> None:
    """A card of the board is read anew, as after an event."""
    kept = site.boards.kept(BOARD)
    assert kept is not None
    site.clock.forward(seconds=30)
    kept.put_card(kept.board.cards[number].id, kept.board.cards[number], site.clock.now)


def lines() -> Iterator[str]:
    """For the table of `make bench`."""
    for page in pages_of_a_large_board():
        yield (
            f"{page.path:45s} median {page.median_ms:6.1f} ms (at most {MOST_MS:.0f}), the first"
            f" {page.first_ms:7.1f} ms, {page.weight / 1000:6.1f} kB (at most"
            f" {MOST_BYTES / 1000:.0f})"
        )


if __name__ == "__main__":
    for line in lines():
        print(line, flush=True)
