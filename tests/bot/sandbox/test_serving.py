import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator

import pytest
import requests
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route

from bot.sandbox.serving import ServerThread, connection_of


async def hello(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("hello")


async def forever(_request: Request) -> PlainTextResponse:
    await asyncio.Event().wait()
    return PlainTextResponse("never")


async def stream(_request: Request) -> StreamingResponse:
    async def drops() -> AsyncIterator[str]:
        while True:
            yield "data: x\n\n"
            await asyncio.sleep(0.01)

    return StreamingResponse(drops())


APP = Starlette(
    routes=[Route("/hello", hello), Route("/forever", forever), Route("/stream", stream)]
)


def test_it_answers_as_soon_as_it_is_started() -> None:
    with ServerThread(APP) as server:
        assert requests.get(f"{server.url}/hello", timeout=60).text == "hello"


def test_a_small_answer_does_not_wait_for_an_acknowledgement() -> None:
    with ServerThread(APP) as server, requests.Session() as session:
        took_s = []
        for _ in range(20):
            began = time.monotonic()
            session.get(f"{server.url}/hello", timeout=60)
            took_s.append(time.monotonic() - began)
        assert min(took_s[1:]) < 0.04  # the fault makes each wait so long


def test_it_stops_quickly_with_open_long_polls_and_streams() -> None:
    server = ServerThread(APP).start()
    opened = threading.Barrier(3)

    def hang(path: str) -> None:
        with socket.create_connection(("127.0.0.1", int(server.url.rsplit(":", 1)[1]))) as open_:
            open_.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            opened.wait(5)
            while open_.recv(4096):
                continue

    hanging = [threading.Thread(target=hang, args=(path,)) for path in ("/forever", "/stream")]
    for thread in hanging:
        thread.start()
    opened.wait(5)
    began = time.monotonic()
    server.stop()
    assert time.monotonic() - began < 30  # they would be open for ever
    for thread in hanging:
        thread.join(5)
        assert not thread.is_alive()


def test_it_starts_again_on_the_same_port() -> None:
    server = ServerThread(APP).start()
    first = server.url
    server.stop()
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{first}/hello", timeout=60)
    with server:
        assert server.url == first
        assert requests.get(f"{first}/hello", timeout=60).text == "hello"


def test_a_taken_port_is_told_at_once() -> None:
    with ServerThread(APP) as server:
        port = int(server.url.rsplit(":", 1)[1])
        with pytest.raises(OSError, match="in use"):
            ServerThread(APP, port=port).start()


def test_two_servers_run_side_by_side() -> None:
    with ServerThread(APP) as one, ServerThread(APP) as two:
        assert one.url != two.url
        assert requests.get(f"{two.url}/hello", timeout=60).text == "hello"


def test_a_connection_outside_of_it_cannot_be_closed() -> None:
    with pytest.raises(LookupError):
        connection_of({"type": "http"})
