"""Webhooks of the systems behind the cards' links, at `/webhooks/{name}`: kept durably before they
are answered, acted on after."""

import logging
from collections.abc import Callable
from datetime import datetime

from fastapi import FastAPI, Request, Response
from fastapi.responses import PlainTextResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool

from bot.providers.provider import Received, Receives
from bot.seldom import Seldom
from bot.web.declared import DELIVERY_ANSWERS, DELIVERY_BODY

log = logging.getLogger(__name__)

MOST_BYTES = 26_000_000  # GitHub sends at most 25 MB (facts: slack-github 3.2)

MOST_AT_ONCE = 4 * MOST_BYTES

_REFUSED = Seldom(log, logging.ERROR)  # while nothing can be kept
_UNSIGNED = Seldom(log, logging.WARNING)

Heard = Callable[[tuple[str, ...]], None]


def add_receiver(
    web: FastAPI, name: str, system: Receives, clock: Callable[[], datetime], heard: Heard
) -> None:
    """Take this system's webhooks; `heard` is told of their links once the answer is given."""
    room = _Room()

    @web.post(
        f"/webhooks/{name}",
        response_class=PlainTextResponse,
        responses=DELIVERY_ANSWERS,
        openapi_extra=DELIVERY_BODY,
    )
    async def receive(request: Request) -> Response:
        """2xx once the delivery is on the disk, and for one that was there before."""
        body = await room.body_of(request)
        if isinstance(body, Response):
            return body
        headers = {key.lower(): value for key, value in request.headers.items()}
        try:
            received = await run_in_threadpool(system.receive, headers, bytes(body), clock())
        except SQLAlchemyError as error:  # disk full, server away
            reason = " ".join(str(getattr(error, "orig", None) or error).split())
            _REFUSED.say(
                "A webhook at /webhooks/%s could not be kept (%s). What it told is heard by the "
                "next poll; see that the database can be written.", name, reason,
            )  # fmt: skip
            return PlainTextResponse("cannot be kept now", status_code=503)
        if received.status == 401:
            _UNSIGNED.say("A request to /webhooks/%s was refused: %s.", name, received.says)
        return Response(
            received.says,
            status_code=received.status,
            media_type="text/plain",
            background=BackgroundTask(_tell, heard, received) if received.touched else None,
        )


class _Room:
    """Bodies on their way: who sends them shows only afterwards whether they may, so that all of
    them together have a bound."""

    def __init__(self) -> None:
        self._held = 0  # bytes, in the one thread of the event loop

    async def body_of(self, request: Request) -> bytearray | Response:
        """The whole body, or what is answered instead."""
        body = bytearray()
        try:
            async for chunk in request.stream():
                body += chunk
                self._held += len(chunk)
                if len(body) > MOST_BYTES:
                    return PlainTextResponse("too large", status_code=413)
                if self._held > MOST_AT_ONCE:
                    return PlainTextResponse("too much at once", status_code=503)
        finally:
            self._held -= len(body)
        return body


def _tell(heard: Heard, received: Received) -> None:
    try:
        heard(received.touched)
    except Exception:  # the answer is given; what was kept is read at the next round
        log.exception("A webhook was kept and could not be acted on at once.")
