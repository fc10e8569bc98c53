"""`python -m tests.intake_load PORT PATH BODIES CONNECTIONS PER_SECOND`: posts bodies, and tells as
JSON how long each was waited for.

A process of its own, so that it takes no time from who is measured. BODIES is a file of lines:
signature, a tab, the body. With a rate each request has its moment whether the one before it was
answered or not, and its time counts from that moment; with rate 0 each connection sends as soon as
it was answered.
"""

import asyncio
import json
import re
import sys
import time
from collections import Counter, deque
from pathlib import Path
from typing import NamedTuple

_STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")


class Load(NamedTuple):
    """What came of it."""

    per_second: float
    p50_ms: float
    p99_ms: float
    statuses: dict[str, int]


def main(port: int, path: str, bodies: Path, connections: int, per_second: float) -> None:
    """Send, and print."""
    requests = [_request(path, line) for line in bodies.read_bytes().splitlines()]
    print(json.dumps(asyncio.run(_send(port, requests, connections, per_second))._asdict()))


def _request(path: str, line: bytes) -> bytes:
    signature, _, body = line.partition(b"\t")
    return (
        b"POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Trello\r\n"
        b"Content-Type: application/json\r\nX-Trello-Webhook: %s\r\nContent-Length: %d\r\n\r\n%s"
    ) % (path.encode(), signature, len(body), body)


class _Client(asyncio.Protocol):
    """One connection that sends one request at a time."""

    def __init__(self, done: "asyncio.Queue[_Client]") -> None:
        self.begun = 0.0
        self.times: list[float] = []
        self.statuses: Counter[str] = Counter()
        self._done = done

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def ask(self, request: bytes, begun: float) -> None:
        self.begun = begun
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        answered = _STATUS.search(data)  # the little that follows the head may come by itself
        if answered:
            self.times.append(time.perf_counter() - self.begun)
            self.statuses[answered[1].decode()] += 1
            self._done.put_nowait(self)

    def close(self) -> None:
        self._transport.close()


async def _send(port: int, requests: list[bytes], connections: int, per_second: float) -> Load:
    loop = asyncio.get_running_loop()
    free: asyncio.Queue[_Client] = asyncio.Queue()
    clients = []
    for _ in range(connections):
        _, client = await loop.create_connection(lambda: _Client(free), "127.0.0.1", port)
        clients.append(client)
        free.put_nowait(client)
    begun = time.perf_counter()
    due = deque(requests)
    number = 0
    while due:
        moment = begun + number / per_second if per_second else 0.0
        wait_s = moment - time.perf_counter()
        if wait_s > 0:
            await asyncio.sleep(wait_s)
        client = await free.get()
        client.ask(due.popleft(), moment or time.perf_counter())
        number += 1
    for _ in clients:
        await free.get()
    took = time.perf_counter() - begun
    for client in clients:
        client.close()
    times = sorted(each for client in clients for each in client.times)
    statuses: Counter[str] = sum((client.statuses for client in clients), Counter())
    return Load(
        len(times) / took,
        times[len(times) // 2] * 1e3,
        times[len(times) * 99 // 100] * 1e3,
        dict(statuses),
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5]))
