"""What it costs to keep a thousand links current: calls per link and minute, against each limit.

Every system is played by a server on this machine; half an hour passes in rounds, with a
clock that is moved by hand, for the limits of calls as well.
"""

import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple, cast
from unittest.mock import patch

from sqlalchemy import Engine, event

from bot.boards import Boards
from bot.links import Refresher
from bot.providers.provider import Closes, Provider
from protocol.links import reference_of
from storage import links as stored
from storage.database import open_database
from tests.bench_systems import PARTS, Part
from tests.bot.providers.aws import ENVIRONMENT
from tests.bot.providers.loopback import loopback

BEGIN = datetime(2026, 11, 16, 9, tzinfo=UTC)
ROUND, ROUNDS = timedelta(seconds=15), 120


class Cost(NamedTuple):
    """What one system's links cost in that time."""

    system: str
    links: int
    calls: int
    peak: int  # calls in the busiest minute
    limit: str  # what the service documents, in its own words

    @property
    def per_link_and_minute(self) -> float:
        """Calls, on average."""
        return self.per_minute / self.links

    @property
    def per_minute(self) -> float:
        """Calls, on average."""
        return self.calls / (ROUNDS * ROUND / timedelta(minutes=1))

    def __str__(self) -> str:
        allowed = f"documented are {self.limit}" if self.limit else "none are documented"
        return (
            f"{self.system:14s} {self.links:4d} links {self.calls:6d} calls, {self.per_minute:5.1f}"
            f" a minute ({self.per_link_and_minute:.4f} for each link); busiest minute {self.peak},"
            f" {allowed}"
        )


def costs_of_links() -> Iterator[Cost]:
    """Each system's cost, and that every one of its links has a state at the end."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        stack.enter_context(patch.dict(os.environ, ENVIRONMENT))
        engine = open_database(f"sqlite:///{Path(folder) / 'bench.db'}")
        event.listen(engine, "connect", _do_not_wait_for_the_disk)
        engine.dispose()  # of connections that were made before
        stack.callback(engine.dispose)
        now = [BEGIN]
        boards = cast(Boards, SimpleNamespace(all_kept=list))
        refresher = Refresher(engine, boards, lambda: now[0], lambda: None)
        running = [
            stack.enter_context(_running(part, engine, lambda: now[0].timestamp()))
            for part in (make() for make in PARTS)
        ]
        for _ in range(ROUNDS):
            for _part, provider, _counted in running:
                refresher.refresh(provider)
            now[0] += ROUND
            for _part, _provider, counted in running:
                counted(now[0])
        for part, _, counted in running:
            minutes = counted(now[0])
            asked = [stored.link_of(engine, url) for url in part.urls]
            if not all(row is not None and row.asked_at for row in asked):
                raise AssertionError(f"not every link of {part.system} was asked in time")
            calls = sum(minutes.values())
            yield Cost(part.system, len(part.urls), calls, max(minutes.values()), part.limit)


@contextmanager
def _running(
    part: Part, engine: Engine, clock: Callable[[], float]
) -> Iterator[tuple[Part, Provider, Callable[[datetime], Counter[int]]]]:
    """The system's server and provider, with the calls counted by minute."""
    references = [found for url in part.urls if (found := reference_of(url)) is not None]
    for number, reference in enumerate(references):
        stored.tie(engine, "board", f"card {number % 400}", [reference], "card", BEGIN)
    with loopback(part.answers) as served:
        minutes: Counter[int] = Counter()
        told = [0]

        def counted(now: datetime) -> Counter[int]:
            fresh = len(served.asked) - told[0]
            told[0] += fresh
            minutes[int((now - BEGIN - ROUND / 2) / timedelta(minutes=1))] += fresh
            return minutes

        provider = part.make(served.url, engine, clock)
        yield part, provider, counted
        if isinstance(provider, Closes):
            provider.close()


def _do_not_wait_for_the_disk(connection: Any, _record: Any) -> None:
    """Calls are counted here, not seconds."""
    connection.execute("PRAGMA synchronous=OFF")


if __name__ == "__main__":
    for cost in costs_of_links():
        print(cost)
