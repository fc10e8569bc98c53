"""Socket Mode: the app's own WebSocket, over which everything that Slack would POST is sent.

One payload goes to one connection (slackapi/bolt-python #448); an app may have ten.
"""

import asyncio
import contextlib
import json
import threading
import uuid
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.sandbox.slack.database import Database, Json
from bot.sandbox.slack.delivery import ACK_SECONDS, Answer
from bot.sandbox.slack.workspace import Workspace

MOST_CONNECTIONS = 10
TICKET_SECONDS = 30.0
LIFE_SECONDS = 18_060


@dataclass(eq=False)
class Connection:
    """One open WebSocket and the event loop it lives in."""

    socket: WebSocket
    loop: asyncio.AbstractEventLoop
    closing: asyncio.Event = field(default_factory=asyncio.Event)

    def say(self, message: Json) -> None:
        """Send one message from any other thread; raises what the connection raises."""
        sending = asyncio.run_coroutine_threadsafe(
            self.socket.send_text(json.dumps(message)), self.loop
        )
        sending.result(ACK_SECONDS)


class SocketHub:
    """The open connections, and the payloads that wait for their acknowledgement."""

    def __init__(self, database: Database, workspace: Workspace) -> None:
        self.database = database
        self.workspace = workspace
        self.ack_seconds = ACK_SECONDS
        self._connections: list[Connection] = []
        self._waiting: dict[str, Future[Any]] = {}
        self._turn = count()
        self._changed = threading.Condition()

    @property
    def connections(self) -> int:
        """How many connections are open."""
        return len(self._connections)

    def wait_for_connections(self, wanted: int, timeout: float) -> bool:
        """Wait until at least this many connections are open; whether they are."""
        with self._changed:
            return self._changed.wait_for(lambda: self.connections >= wanted, timeout)

    def send(self, kind: str, payload: Json, attempt: int = 0, reason: str = "") -> Answer:
        """Deliver one payload over one connection and wait for the acknowledgement."""
        with self._changed:
            if not self._connections:
                return Answer(error="dispatch_failed", reason="connection_failed")
            connection = self._connections[next(self._turn) % len(self._connections)]
        envelope: Json = {
            "envelope_id": str(uuid.uuid4()),
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        acknowledged: Future[Any] = Future()
        self._waiting[envelope["envelope_id"]] = acknowledged
        try:
            connection.say(envelope)
            return Answer(body=acknowledged.result(self.ack_seconds))
        except FutureTimeout:
            return Answer(error="operation_timeout", reason="http_timeout")
        except (RuntimeError, OSError, WebSocketDisconnect):
            return Answer(error="dispatch_failed", reason="connection_failed")
        finally:
            self._waiting.pop(envelope["envelope_id"], None)

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Ask every connection to be made anew, as Slack does every few hours, and close it.

        `warning` only announces it.
        """
        with self._changed:
            connections = list(self._connections)
            if reason != "warning":  # nothing is delivered over them any more
                self._connections.clear()
                self._changed.notify_all()
        for connection in connections:
            message = {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}
            with contextlib.suppress(RuntimeError, OSError, WebSocketDisconnect, FutureTimeout):
                connection.say(message)
            if reason != "warning":
                connection.loop.call_soon_threadsafe(connection.closing.set)

    async def endpoint(self, socket: WebSocket) -> None:
        """Serve one connection of the app."""
        ticket = socket.query_params.get("ticket", "")
        if not await asyncio.to_thread(self._take_ticket, ticket):
            await socket.close(code=4001)
            return
        await socket.accept()
        if self.connections >= MOST_CONNECTIONS:
            refusal = {"type": "disconnect", "reason": "too_many_websockets", "debug_info": {}}
            await socket.send_text(json.dumps(refusal))
            await socket.close()
            return
        connection = Connection(socket, asyncio.get_running_loop())
        await socket.send_text(json.dumps(self._hello()))
        self._keep(connection)
        try:
            await self._serve(connection)
        finally:
            self._forget(connection)

    async def _serve(self, connection: Connection) -> None:
        closing = asyncio.create_task(connection.closing.wait())
        while True:
            reading = asyncio.create_task(connection.socket.receive())
            await asyncio.wait({closing, reading}, return_when=asyncio.FIRST_COMPLETED)
            if closing.done():
                reading.cancel()
                with contextlib.suppress(RuntimeError):
                    await connection.socket.close()
                return
            message = reading.result()
            if message["type"] == "websocket.disconnect":
                closing.cancel()
                return
            self._heard(message.get("text") or "")

    def _heard(self, text: str) -> None:
        try:
            message = json.loads(text)
        except ValueError:
            return  # Slack ignores what it cannot read; the payload then counts as not acked.
        waiting = self._waiting.get(str(message.get("envelope_id")))
        if waiting is not None and not waiting.done():
            waiting.set_result(message.get("payload") or None)

    def _hello(self) -> Json:
        debug = {"host": "sandbox", "build_number": 1, "approximate_connection_time": LIFE_SECONDS}
        return {
            "type": "hello",
            "num_connections": self.connections + 1,
            "debug_info": debug,
            "connection_info": {"app_id": self.workspace.app()["id"]},
        }

    def _take_ticket(self, ticket: str) -> bool:
        with self.database.write() as connection:
            row = self.database.row("SELECT made_at FROM socket_tickets WHERE id = ?", ticket)
            connection.execute("DELETE FROM socket_tickets WHERE id = ?", (ticket,))
        now = self.workspace.now().timestamp()
        return row is not None and now - row["made_at"] <= TICKET_SECONDS

    def _keep(self, connection: Connection) -> None:
        with self._changed:
            self._connections.append(connection)
            self._changed.notify_all()

    def _forget(self, connection: Connection) -> None:
        with self._changed:
            if connection in self._connections:  # not one that was asked to be made anew
                self._connections.remove(connection)
            self._changed.notify_all()
