"""Between ASGI and the stand-in: whole answers, and the broken ones that faults ask for."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from anyio import to_thread
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from bot.sandbox.serving import connection_of
from bot.sandbox.trello.faults import DROP_AFTER, DROP_BEFORE, SLOW, TRUNCATED

if TYPE_CHECKING:
    from bot.sandbox.trello.app import TrelloStandIn


class Answer(NamedTuple):
    """What goes back: texts as text/plain, all else as JSON, as Trello does."""

    status: int
    content_type: str
    body: bytes
    headers: Mapping[str, str]

    @classmethod
    def of(cls, status: int, content: Any, headers: Mapping[str, str]) -> "Answer":
        """An answer with this content."""
        if isinstance(content, str):
            return cls(status, "text/plain; charset=utf-8", content.encode(), headers)
        body = msgspec.json.encode(content)
        return cls(status, "application/json; charset=utf-8", body, headers)


_BROKEN: dict[str, tuple[int, Any]] = {
    "429": (429, {"error": "API_TOKEN_LIMIT_EXCEEDED", "message": "Rate limit exceeded"}),
    "401": (401, "invalid token"),
    "500": (500, "Internal Server Error"),
    "504": (504, "Gateway Timeout"),
}


@dataclass
class Wire:
    """The ASGI application behind `/1`."""

    stand_in: "TrelloStandIn"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, unless a fault says otherwise."""
        request = Request(scope, receive)
        body = await request.body()
        path = "/" + str(scope["path_params"]["path"])
        faults = self.stand_in.faults
        fault = faults.of_call(request.method, path)
        if fault in _BROKEN:
            headers = dict(faults.extra_headers) if fault == "429" else {}
            if fault == "429" and faults.retry_after_s is not None:
                headers["retry-after"] = str(faults.retry_after_s)
            answer = Answer.of(*_BROKEN[fault], headers)
            self._note(request.method, path, answer.status)
            await _send(send, answer)
            return
        if fault == DROP_BEFORE:
            self._note(request.method, path, 0)
            await _hang_up(scope, receive)
            return
        if fault == SLOW:
            await asyncio.sleep(faults.slow_s)
        query = scope["query_string"].decode("latin-1")
        work = partial(self.stand_in.answer, request.method, path, query, request.headers, body)
        answer = await to_thread.run_sync(work)
        if fault == DROP_AFTER:
            await _hang_up(scope, receive)
        elif fault == TRUNCATED:
            await _send(send, answer, cut=True)
            await _hang_up(scope, receive)
        else:
            await _send(send, answer)

    def _note(self, method: str, path: str, status: int) -> None:
        template = self.stand_in.template(method, path)
        self.stand_in.note(method, path, template, status)


async def _send(send: Send, answer: Answer, cut: bool = False) -> None:
    headers = {
        "content-type": answer.content_type,
        "content-length": str(len(answer.body)),
        **answer.headers,
    }
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": raw})
    body = answer.body[: len(answer.body) // 2] if cut else answer.body
    await send({"type": "http.response.body", "body": body, "more_body": cut})


async def _hang_up(scope: Scope, receive: Receive) -> None:
    """Close the connection without (the rest of) an answer, and wait until it is closed."""
    connection_of(scope).close()
    while (await receive())["type"] != "http.disconnect":
        continue
