"""A connection that sends nothing, sends it by and by, or never reads, is closed; others are served
meanwhile. Times are short here, and nothing depends on how short."""

import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest
import requests
from fastapi import FastAPI, Request, Response

from bot.sandbox.serving import ServerThread
from bot.seldom import Seldom
from bot.web.calm import add_calm
from bot.web.connections import Impatient
from tests.bot.running import wait_for

MOST = 6


class Hasty(Impatient):
    head_s = body_s = 0.3
    answer_s = 600.0
    check_s = 0.05


class Unread(Impatient):
    head_s = body_s = 600.0
    answer_s = 0.3
    check_s = 0.05


class Full(Impatient):
    most = MOST
    head_s = body_s = answer_s = 600.0


class Site:
    def __init__(self, connections: type[Impatient]) -> None:
        self.web = FastAPI()
        add_calm(self.web)
        self.is_asked = threading.Event()

        @self.web.post("/kept")
        async def kept(request: Request) -> Response:
            return Response(str(len(await request.body())))

        @self.web.get("/large")
        def large() -> Response:
            self.is_asked.set()
            return Response(b"x" * 40_000_000)

        self.server = ServerThread(self.web, connections=connections).start()

    def connect(self) -> socket.socket:
        host, _, port = self.server.url.removeprefix("http://").partition(":")
        return socket.create_connection((host, int(port)), timeout=60)

    @property
    def open(self) -> int:
        assert self.server._server is not None
        return len(self.server._server.server_state.connections)

    def serves(self) -> bool:
        """Asked again until it does: on a crowded machine the asker may be the slow one."""
        return wait_for(lambda: self._answer() == "4", 60)

    def _answer(self) -> str:
        try:
            return requests.post(f"{self.server.url}/kept", data=b"four", timeout=60).text
        except requests.ConnectionError:
            return ""


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    made = Site(Hasty)
    yield made
    made.server.stop()


@pytest.fixture(scope="module")
def unread() -> Iterator[Site]:
    made = Site(Unread)
    yield made
    made.server.stop()


@pytest.fixture(scope="module")
def full() -> Iterator[Site]:
    made = Site(Full)
    yield made
    made.server.stop()


def all_of(connection: socket.socket) -> bytes:
    """What comes until the other side closes."""
    told = b""
    while True:
        try:
            part = connection.recv(65536)
        except ConnectionResetError:
            return told
        if not part:
            return told
        told += part


@pytest.mark.parametrize(
    "sent",
    [
        b"POST /kept HTT",
        b"POST /kept HTTP/1.1\r\nHost: here\r\nX-Slow: ",
        b"POST /kept HTTP/1.1\r\nHost: here\r\nContent-Length: 100\r\n\r\nonly this",
        b"POST /kept HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
    ],
)
def test_a_request_that_never_ends_is_told_so_and_closed(site: Site, sent: bytes) -> None:
    with closing(site.connect()) as connection:
        connection.sendall(sent)

        assert all_of(connection).startswith(b"HTTP/1.1 408 ")
    assert site.serves()


def test_one_that_says_nothing_is_closed_without_a_word(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO), closing(site.connect()) as connection:
        assert all_of(connection) == b""
    assert caplog.text == ""


def test_a_byte_now_and_then_does_not_keep_it_open(site: Site) -> None:
    with closing(site.connect()) as connection:
        connection.settimeout(0.05)
        connection.sendall(b"GET /kept HTTP/1.1\r\nX-Slow: ")

        assert wait_for(lambda: _is_closed_after_a_byte(connection), 60)
    assert site.serves()


def _is_closed_after_a_byte(connection: socket.socket) -> bool:
    try:
        connection.sendall(b"a")
        return connection.recv(100).startswith(b"HTTP/1.1 408 ")
    except TimeoutError:
        return False


def test_a_second_request_on_the_same_connection_has_its_own_time(site: Site) -> None:
    whole = b"POST /kept HTTP/1.1\r\nHost: here\r\nContent-Length: 2\r\n\r\nok"
    with closing(site.connect()) as connection:
        connection.sendall(whole + whole + b"POST /kept HTTP/1.1\r\nHo")

        told = all_of(connection)

    assert told.count(b"HTTP/1.1 200 ") == 2
    assert told.count(b"HTTP/1.1 408 ") == 1


def test_an_answer_that_nobody_takes_is_given_up(unread: Site) -> None:
    with closing(unread.connect()) as connection:
        connection.sendall(b"GET /large HTTP/1.1\r\nHost: here\r\n\r\n")
        assert unread.is_asked.wait(60)

        wait_for(lambda: unread.open == 0, 60)


def test_one_too_many_is_refused_and_there_is_room_again_afterwards(full: Site) -> None:
    with ExitStack() as connections:
        held = [connections.enter_context(closing(full.connect())) for _ in range(MOST)]
        wait_for(lambda: full.open == MOST, 60)

        with closing(full.connect()) as extra:
            assert all_of(extra).startswith(b"HTTP/1.1 503 ")
        assert len(held) == MOST
    wait_for(lambda: full.open == 0, 60)
    assert full.serves()


def test_who_breaks_off_leaves_no_traceback(full: Site, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        with closing(full.connect()) as connection:
            connection.sendall(b"POST /kept HTTP/1.1\r\nHost: here\r\nContent-Length: 9\r\n\r\nx")
            wait_for(lambda: full.open == 1, 60)
        wait_for(lambda: full.open == 0, 60)
        assert full.serves()

    assert "Traceback" not in caplog.text
    assert "failed on" not in caplog.text


def test_what_happens_often_is_said_seldom_and_counted(caplog: pytest.LogCaptureFixture) -> None:
    seldom = Seldom(logging.getLogger("often"), logging.WARNING, every_s=0.2)
    with caplog.at_level(logging.WARNING, "often"):
        for number in range(5):
            seldom.say("A webhook could not be kept (%s).", f"100% full, {number}")
        wait_for(lambda: len(caplog.messages) >= 2, 60)
        said = caplog.messages[:2]

    assert said[0] == "A webhook could not be kept (100% full, 0)."
    assert said[1].startswith("A webhook could not be kept (100% full, 4). 4 times more within ")
