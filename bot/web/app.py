"""The HTTP surface: health, webhooks of Trello, and Slack's requests in HTTP mode.

Webhooks of other systems are added by `receiving.add_receiver`.
"""

import logging
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from slack_bolt import App as SlackApp
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from bot.hear import Ear
from bot.trello.webhook import UnreadableEvent, read_event, verify

log = logging.getLogger(__name__)

_MOST_BYTES = 1_000_000  # Trello's own bodies are a few kilobytes
_IDENTIFIER = "X-Trello-Client-Identifier"


def build_web(
    *,
    health: Callable[[], dict[str, Any]],
    ear: Ear,
    webhook_secret: str,
    callback_url: str,
    slack: SlackApp | None,
) -> FastAPI:
    """The app. Without a webhook secret Trello's endpoint is not there, without Slack's app its."""
    web = FastAPI(title="Cardkeeper", docs_url=None, redoc_url=None, openapi_url=None)

    add_health(web, health)
    if webhook_secret:
        _add_trello(web, ear, webhook_secret, callback_url)
    if slack is not None:
        _add_slack(web, slack)
    return web


def add_health(web: FastAPI, health: Callable[[], dict[str, Any]]) -> None:
    """Serve `/healthz`: whether this process works at all; `/readyz` tells more."""

    @web.get("/healthz")
    def healthz() -> JSONResponse:
        state = health()
        return JSONResponse(state, status_code=200 if state["ok"] else 503)


def _add_slack(web: FastAPI, slack: SlackApp) -> None:
    @web.post("/slack/events")
    async def slack_tells(request: Request) -> Response:
        """Bolt waits up to three seconds for its listener: in a thread, so that others are heard
        meanwhile (its own adapter would hold everything up)."""
        body = await read_body(request)
        if body is None:
            return Response("too large", status_code=413)
        try:
            asked = to_bolt_request(request, body)
        except UnicodeDecodeError:
            return Response("not UTF-8", status_code=400)
        return to_starlette_response(await run_in_threadpool(slack.dispatch, asked))


async def read_body(request: Request) -> bytes | None:
    """The body; None when it is longer than anybody honest would send."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            return None
    return body


def _add_trello(web: FastAPI, ear: Ear, secret: str, callback_url: str) -> None:
    @web.head("/webhooks/trello")
    def trello_asks_whether_we_are_here() -> Response:
        return Response(status_code=200)

    @web.post("/webhooks/trello")
    async def trello_tells(request: Request) -> Response:
        """200 once the event is on the disk. Never 410: Trello would delete the webhook."""
        body = await read_body(request)
        if body is None:
            return Response("too large", status_code=413)
        if not verify(body, request.headers.get("X-Trello-Webhook"), secret, callback_url):
            return Response("not signed by Trello for this address", status_code=401)
        try:
            event = read_event(body, request.headers.get(_IDENTIFIER))
        except UnreadableEvent as error:
            # signed, so it is Trello's: asking for it again would not make it readable
            log.error("A signed webhook could not be read: %s", error)
            return Response(status_code=200)
        try:
            await ear.accept(event)
        except SQLAlchemyError as error:  # disk full, server away: Trello sends it again
            reason = " ".join(str(getattr(error, "orig", None) or error).split())
            log.error(
                "An event of Trello's could not be kept (%s). It is sent again, and the next poll "
                "hears it too; see that the database can be written.", reason,
            )  # fmt: skip
            return Response("cannot be kept now", status_code=503)
        return Response(status_code=200)
