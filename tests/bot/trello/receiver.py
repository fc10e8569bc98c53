"""A callback that Trello can post to: keeps what it gets, answers as it is told."""

import threading
import time
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.trello.webhook import TrelloEvent, read_event


@dataclass
class Parcel:
    """One delivery as it came."""

    body: bytes
    headers: dict[str, str]

    @property
    def event(self) -> TrelloEvent:
        """What it says."""
        return read_event(self.body, self.headers.get("x-trello-client-identifier"))


@dataclass
class Receiver:
    """Answers `statuses` one after the other to POST, then 200; HEAD gets `head_status`."""

    head_status: int = 200
    statuses: list[int] = field(default_factory=list)
    heads: int = 0
    parcels: list[Parcel] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._changed = threading.Condition()
        methods = ["HEAD", "POST"]
        self.app = Starlette(routes=[Route("/trello", self._receive, methods=methods)])

    async def _receive(self, request: Request) -> Response:
        if request.method == "HEAD":
            self.heads += 1
            return Response(status_code=self.head_status)
        parcel = Parcel(await request.body(), dict(request.headers))
        with self._changed:
            status = self.statuses.pop(0) if self.statuses else 200
            self.parcels.append(parcel)
            self._changed.notify_all()
        return Response(status_code=status)

    def wait_for(self, count: int, timeout_s: float = 10) -> list[Parcel]:
        """The first `count` deliveries; fails when they do not come in time."""
        deadline = time.monotonic() + timeout_s
        with self._changed:
            while len(self.parcels) < count:
                left = deadline - time.monotonic()
                assert left > 0, f"{len(self.parcels)} of {count} deliveries came"
                self._changed.wait(left)
            return self.parcels[:count]
