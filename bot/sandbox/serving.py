"""An ASGI application on a real port of this machine, in a thread."""

import asyncio
import logging
import socket
import threading
from typing import Protocol

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

_log = logging.getLogger(__name__)
_EXTENSION = "cardkeeper.connection"


class Connection(Protocol):
    """The way to close the connection under a request, for faults."""

    def close(self) -> None:
        """Send what is written, then close."""


def connection_of(scope: Scope) -> Connection:
    """The connection of a request that came through a `ServerThread`; LookupError else."""
    connection: Connection | None = scope.get("extensions", {}).get(_EXTENSION)
    if connection is None:
        raise LookupError("this application is not served by ServerThread")
    return connection


class ServerThread:
    """Serves `app` over HTTP until `stop`. Port 0 takes any free one; see `url`.

    `connections`: the class of its connections; WebSockets are then no part of it.
    """

    def __init__(
        self,
        app: ASGIApp,
        host: str = "127.0.0.1",
        port: int = 0,
        connections: type[asyncio.Protocol] | None = None,
    ) -> None:
        self._app = app
        self._connections = connections
        self._host = host
        self._port = port
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self._socket: socket.socket | None = None
        self._ready = threading.Event()
        self._failure: BaseException | None = None

    @property
    def url(self) -> str:
        """The address, without a slash at the end. Known after `start`, and kept after `stop`, so
        that a second `start` takes the same port."""
        return f"http://{self._host}:{self._port}"

    def start(self) -> "ServerThread":
        """Returns when connections are accepted; raises OSError when the port is taken."""
        # With the protocol named, asyncio sets TCP_NODELAY; without it each answer waits 40 ms.
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((self._host, self._port))
        except OSError:
            listening.close()
            raise
        # Listening from here on: whoever connects early waits in the backlog.
        listening.listen(128)
        self._port = int(listening.getsockname()[1])
        self._socket = listening
        config = uvicorn.Config(
            self._reachable,
            log_config=None,
            access_log=False,
            log_level="critical",
            interface="asgi3",
            http=self._connections or "auto",
            ws="none" if self._connections else "auto",
            proxy_headers=False,
            lifespan="auto",
            timeout_graceful_shutdown=0,
        )
        self._server = _Server(config, self._ready)
        self._thread = threading.Thread(target=self._serve, name="http-server", daemon=True)
        self._ready.clear()
        self._thread.start()
        self._ready.wait(30)
        if self._failure is not None or not self._server.started:
            failure, self._failure = self._failure, None
            self.stop()
            raise RuntimeError("the server did not start") from failure
        return self

    def stop(self, timeout_s: float = 5.0) -> None:
        """Close the port and end open requests, long polls included."""
        server, thread, self._server, self._thread = self._server, self._thread, None, None
        if server is not None:
            server.should_exit = True
        if thread is not None:
            thread.join(timeout_s)
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def __enter__(self) -> "ServerThread":
        return self.start()

    def __exit__(self, *_failure: object) -> None:
        self.stop()

    def _serve(self) -> None:
        server, listening = self._server, self._socket
        if server is None or listening is None:
            return
        try:
            server.run(sockets=[listening])
        except BaseException as failure:  # noqa: BLE001 - told by start()
            self._failure = failure
        finally:
            self._ready.set()

    async def _reachable(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The application, with its connection in reach. `send` here is a method of uvicorn's own
        request cycle, which holds the transport."""
        if scope["type"] == "http":
            transport = getattr(getattr(send, "__self__", None), "transport", None)
            if transport is not None:
                scope.setdefault("extensions", {})[_EXTENSION] = transport
        try:
            await self._app(scope, receive, send)
        except asyncio.CancelledError:
            return  # a long poll that stop() ended
        except Exception:
            # uvicorn is kept quiet about its own shutdown; a broken application is still told.
            _log.exception("%s failed on %s", type(self._app).__name__, scope.get("path"))
            raise


class _Server(uvicorn.Server):
    """Says when it is ready, and looks often whether it shall stop."""

    def __init__(self, config: uvicorn.Config, ready: threading.Event) -> None:
        super().__init__(config)
        self._ready_event = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self._ready_event.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Uvicorn's own takes a tenth of a second, even where no request is under way."""
        if self.server_state.tasks:
            await super().shutdown(sockets)
            return
        for each in (*self.servers, *(sockets or ())):
            each.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        for _ in range(10):  # what was answered last may still be on its way
            await asyncio.sleep(0)
            if not self.server_state.connections:
                break
            await asyncio.sleep(0.01)
        await self.lifespan.shutdown()

    async def main_loop(self) -> None:
        counter = 0
        while not await self.on_tick(counter):
            counter += 1
            await asyncio.sleep(0.02)
