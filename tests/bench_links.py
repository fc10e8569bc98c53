"""What it costs to keep a thousand links current: calls per link and minute, against each limit.

Every system is played by a server on this machine; half an hour passes in rounds, with a
clock that is moved by hand, for the limits of calls as well.
"""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple, cast

from sqlalchemy import Engine, event

from bot.boards import Boards
from bot.links import Refresher
from bot.providers.answers import Limit
from bot.providers.github import GitHub
from bot.providers.provider import Provider
from bot.providers.seqera import Seqera
from protocol.links import reference_of
from storage import links as stored
from storage.database import open_database
from tests.bot.providers.loopback import Asked, Told, loopback

BEGIN = datetime(2026, 11, 16, 9, tzinfo=UTC)
ROUND, ROUNDS = timedelta(seconds=15), 120
_WORKSPACES, _OPEN_RUNS = 4, 100
_WEB = "https://cloud.seqera.io/orgs/bench/workspaces"


class Cost(NamedTuple):
    """What one system's links cost in that time."""

    system: str
    links: int
    calls: int
    peak: int  # calls in the busiest minute
    limit: float  # calls a minute that the service's documentation allows

    @property
    def per_link_and_minute(self) -> float:
        """Calls, on average."""
        return self.calls / self.links / (ROUNDS * ROUND / timedelta(minutes=1))


class Part(NamedTuple):
    """One system of the bench."""

    system: str
    urls: list[str]
    answers: Callable[[Asked], Told]
    make: Callable[[str, Engine, Callable[[], float]], Provider]
    limit: float


def costs_of_links() -> Iterator[Cost]:
    """Each system's cost, and that every one of its links has a state at the end."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        engine = open_database(f"sqlite:///{Path(folder) / 'bench.db'}")
        event.listen(engine, "connect", _do_not_wait_for_the_disk)
        engine.dispose()  # of connections that were made before
        stack.callback(engine.dispose)
        now = [BEGIN]
        boards = cast(Boards, SimpleNamespace(all_kept=list))
        refresher = Refresher(engine, boards, lambda: now[0], lambda: None)
        running = [
            stack.enter_context(_running(part, engine, lambda: now[0].timestamp()))
            for part in (_seqera(), _github())
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

        yield part, part.make(served.url, engine, clock), counted


def _do_not_wait_for_the_disk(connection: Any, _record: Any) -> None:
    """Calls are counted here, not seconds."""
    connection.execute("PRAGMA synchronous=OFF")


def _seqera() -> Part:
    """680 runs in four workspaces, a hundred of them on their way all the time."""
    urls = [f"{_WEB}/ws{n % _WORKSPACES}/watch/{n:014d}" for n in range(680)]
    ended = {"start": "2026-11-10T08:00:00Z", "complete": "2026-11-10T12:00:00Z"}

    def run(number: int) -> dict[str, Any]:
        open_ = number < _OPEN_RUNS
        times = {"start": "2026-11-16T08:00:00Z"} if open_ else ended
        status = "RUNNING" if open_ else "SUCCEEDED"
        return {"workflow": {"id": f"{number:014d}", "runName": "x", "status": status, **times}}

    def answers(asked: Asked) -> Told:
        workspace = int(asked.query.get("workspaceId", "0"))
        if asked.path == "/user-info":
            return Told(200, {"user": {"id": 1, "userName": "bench"}})
        if asked.path == "/user/1/workspaces":
            names = [{"orgName": "bench", "workspaceName": f"ws{n}", "workspaceId": n}
                     for n in range(_WORKSPACES)]  # fmt: skip
            return Told(200, {"orgsAndWorkspaces": names})
        if asked.path == "/workflow":
            mine = [n for n in range(680) if n % _WORKSPACES == workspace][:100]
            return Told(200, {"workflows": [run(n) for n in mine]})
        return Told(200, run(int(asked.path.rpartition("/")[2])))

    def make(url: str, _engine: Engine, clock: Callable[[], float]) -> Provider:
        provider = Seqera(endpoint=url, token="bench", web_url="https://cloud.seqera.io")
        provider.calls.limit = Limit(20, 1.0, clock)
        return provider

    return Part("seqera", urls, answers, make, 1200)


def _github() -> Part:
    """300 pull requests in 20 repositories, and these."""
    urls = [f"https://github.com/bench/repo{n % 20}/pull/{n}" for n in range(300)]
    urls += [f"https://github.com/bench/repo{n}" for n in range(20)]

    def answers(asked: Asked) -> Told:
        etag = {"etag": '"one"'}
        if asked.headers.get("if-none-match"):
            return Told(304, None, etag)
        parts = asked.path.strip("/").split("/")
        if parts[-1] == "pulls" or parts[-1] in ("issues", "reviews", "topics"):
            return Told(200, [], etag)
        if "pulls" in parts:
            number = int(parts[4])
            pull = {"number": number, "state": "open", "title": "x", "draft": False,
                    "updated_at": "2026-11-16T08:00:00Z", "head": {"sha": "a" * 40, "ref": "x"},
                    "user": {"login": "x"}}  # fmt: skip
            return Told(200, pull, etag)
        if len(parts) == 3:
            return Told(200, {"full_name": f"{parts[1]}/{parts[2]}", "name": parts[2]}, etag)
        return Told(404)

    def make(url: str, engine: Engine, clock: Callable[[], float]) -> Provider:
        provider = GitHub(engine, api_url=url, token="bench")
        provider.api.calls.limit = Limit(600, 450.0, clock)
        return provider

    return Part("github", urls, answers, make, 5000 / 60)


if __name__ == "__main__":
    for cost in costs_of_links():
        print(cost)
