"""HTTP connections that have no patience: who sends a request byte by byte, never reads the answer,
or opens one connection after another uses up neither memory nor file numbers."""

import asyncio
import logging

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.seldom import Seldom

log = logging.getLogger(__name__)

MOST_CONNECTIONS = 400  # of the 1024 file numbers that a process usually has
HEAD_S = 10.0  # for the first line and the headers
BODY_S = 60.0  # for the body: 26 MB are 3.5 Mbit/s
ANSWER_S = 180.0  # for the answer to be made and taken
CHECK_S = 2.0  # how exactly the times are kept

_NOT_NOW = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 10\r\n"
_TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\n"
_CLOSING = object()
_NOTHING_MORE = b"connection: close\r\ncontent-length: 0\r\n\r\n"


class Impatient(H11Protocol):
    """One connection; it is closed when what is due has not come."""

    most = MOST_CONNECTIONS
    head_s, body_s, answer_s, check_s = HEAD_S, BODY_S, ANSWER_S, CHECK_S

    refused = Seldom(log, logging.WARNING)
    too_slow = Seldom(log, logging.WARNING)

    _deadline: float | None = None  # none: nothing is due, and uvicorn closes what is idle
    _waits_for: object = None
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > self.most:
            self.refused.say("A connection was refused: %d are open already.", self.most)
            transport.write(_NOT_NOW + _NOTHING_MORE)
            transport.close()
        self._wait_for(h11.IDLE, self.head_s)
        self._timer = self.loop.call_later(self.check_s, self._check)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        self._waits_for, self._deadline = None, None
        super().on_response_complete()
        if not self._has_said_nothing():
            self._look()  # the next request has begun to come

    def _look(self) -> None:
        """What is due next; its time begins when it becomes so, not with every byte."""
        state = self.conn.their_state
        if state is h11.IDLE:
            self._wait_for(h11.IDLE, self.head_s)
        elif state is h11.SEND_BODY:
            self._wait_for(self.cycle, self.body_s)
        else:
            self._wait_for((self.cycle, h11.DONE), self.answer_s)

    def _wait_for(self, what: object, seconds: float) -> None:
        if what != self._waits_for:
            self._waits_for, self._deadline = what, self.loop.time() + seconds

    def _has_said_nothing(self) -> bool:
        return self.conn.their_state is h11.IDLE and not self.conn.trailing_data[0]

    def _check(self) -> None:
        """Every few seconds: whether something is overdue."""
        self._timer = self.loop.call_later(self.check_s, self._check)
        is_closing = self.transport.is_closing()
        if is_closing:  # what was written last is still to be taken
            self._wait_for(_CLOSING, self.answer_s)
        if self._deadline is None or self.loop.time() < self._deadline:
            return
        if (
            not is_closing and self._has_said_nothing()
        ):  # browsers open one ahead, and may not use it
            self.transport.close()
            return
        self.too_slow.say("A connection was closed: its request or its answer took too long.")
        if is_closing or self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self.transport.abort()  # to close it would wait until all is taken
            return
        if self._waits_for is h11.IDLE or not self.cycle.response_started:
            self.transport.write(_TOO_SLOW + _NOTHING_MORE)
        self.transport.close()
