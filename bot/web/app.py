"""The HTTP surface: health, webhooks of Trello, and Slack's requests in HTTP mode.

Webhooks of other systems are added by `receiving.add_receiver`.
"""

import logging
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from slack_bolt.adapter.starlette.handler import to_bolt_request, to_starlette_response
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from bot.hear import Ear
from bot.seldom import Seldom
from bot.slack.reception import Reception
from bot.trello.webhook import UnreadableEvent, read_event, verify
from bot.web.declared import SLACK_ANSWERS, SLACK_BODY, TRELLO_ANSWERS, TRELLO_BODY

log = logging.getLogger(__name__)

_REFUSED = Seldom(log, logging.ERROR)  # events, while nothing can be kept
_UNSIGNED = Seldom(log, logging.WARNING)
_MOST_BYTES = 1_000_000  # Trello's own bodies are a few kilobytes
_IDENTIFIER = "X-Trello-Client-Identifier"
_SLACK_MOMENT, _SLACK_SIGNATURE = "X-Slack-Request-Timestamp", "X-Slack-Signature"


def build_web(
    *,
    health: Callable[[], dict[str, Any]],
    ear: Ear,
    webhook_secret: str,
    callback_url: str,
    slack: Reception | None,
) -> FastAPI:
    """The app. Without a webhook secret Trello's endpoint is not there, without Slack its."""
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
        try:
            state = health()
        except SQLAlchemyError:  # said in the log by who works on it
            return JSONResponse({"ok": False, "reasons": ["database"]}, status_code=503)
        return JSONResponse(state, status_code=200 if state["ok"] else 503)


def _add_slack(web: FastAPI, slack: Reception) -> None:
    @web.post("/slack/events", responses=SLACK_ANSWERS, openapi_extra=SLACK_BODY)
    async def slack_tells(request: Request) -> Response:
        """Bolt waits up to three seconds for its listener: in a thread, so that others are heard
        meanwhile (its own adapter would hold everything up)."""
        body = await read_body(request)
        if body is None:
            return PlainTextResponse("too large", status_code=413)
        moment = request.headers.get(_SLACK_MOMENT, "")
        if not _is_moment(moment):  # Slack's verifier breaks on it
            return PlainTextResponse("not signed by Slack", status_code=401)
        try:
            asked = to_bolt_request(request, body)
        except Exception:  # noqa: BLE001 - Bolt reads before it verifies, and breaks on garbage
            return PlainTextResponse("not a request of Slack's", status_code=400)
        signature = request.headers.get(_SLACK_SIGNATURE, "")
        if slack.is_thanked_at_once(asked.body) and slack.is_signed(body, moment, signature):
            slack.read_later(asked)
            return Response(status_code=200)
        return to_starlette_response(await run_in_threadpool(slack.app.dispatch, asked))


def _is_moment(told: str) -> bool:
    return told.isascii() and told.isdigit() and len(told) < 16


async def read_body(request: Request) -> bytes | None:
    """The body; None when it is longer than anybody honest would send."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            return None
    return body


def _add_trello(web: FastAPI, ear: Ear, secret: str, callback_url: str) -> None:
    @web.head("/webhooks/trello", response_class=Response)
    def trello_asks_whether_we_are_here() -> Response:
        return Response(status_code=200)

    @web.post(
        "/webhooks/trello",
        response_class=Response,
        responses=TRELLO_ANSWERS,
        openapi_extra=TRELLO_BODY,
    )
    async def trello_tells(request: Request) -> Response:
        """200 once the event is on the disk. Never 410: Trello would delete the webhook."""
        body = await read_body(request)
        if body is None:
            return PlainTextResponse("too large", status_code=413)
        if not verify(body, request.headers.get("X-Trello-Webhook"), secret, callback_url):
            _UNSIGNED.say(
                "A request to /webhooks/trello was refused: it is not signed with "
                "CARDKEEPER_TRELLO_SECRET for %s.", callback_url,
            )  # fmt: skip
            return PlainTextResponse("not signed by Trello for this address", status_code=401)
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
            _REFUSED.say(
                "An event of Trello's could not be kept (%s). It is sent again, and the next poll "
                "hears it too; see that the database can be written.", reason,
            )  # fmt: skip
            return Response("cannot be kept now", status_code=503)
        return Response(status_code=200)
