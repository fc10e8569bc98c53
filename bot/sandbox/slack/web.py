"""The stand-in's front door: Web API, uploads, response URLs, the socket and the human side."""

import asyncio
import inspect
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import Receive, Scope, Send

from bot.sandbox.serving import connection_of
from bot.sandbox.slack import methods as _every_method  # noqa: F401 fills the table
from bot.sandbox.slack.calls import METHODS, Call
from bot.sandbox.slack.database import Json
from bot.sandbox.slack.errors import SlackError

if TYPE_CHECKING:
    from bot.sandbox.slack.standin import SlackStandIn

CLIENT_METHODS = frozenset(
    {
        *("channels", "messages", "modals", "home"),
        *("say", "post", "command", "click", "click_in_view", "suggest", "submit", "close"),
        *("shortcut", "message_shortcut", "open_home"),
    }
)
MOST_UPLOAD_BYTES = 20_000_000


class Dropped(Response):
    """No answer at all: the connection closes."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Close, and wait until it is closed."""
        connection_of(scope).close()
        while (await receive())["type"] != "http.disconnect":
            continue


def _base_url(request: Request) -> str:
    root = request.scope.get("root_path", "").rstrip("/")
    return f"{request.url.scheme}://{request.url.netloc}{root}"


async def _arguments(request: Request) -> Json:
    body = await request.body()
    arguments: Json = dict(request.query_params)
    if "json" in request.headers.get("content-type", ""):
        try:
            sent = json.loads(body or b"{}")
        except ValueError:
            raise SlackError("invalid_json") from None
        if not isinstance(sent, dict):
            raise SlackError("json_not_object")
        return arguments | sent
    return arguments | dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True))


def _token(request: Request, arguments: Json) -> str:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    said = arguments.pop("token", "")
    return token if kind.lower() == "bearer" and token else str(said)


class Door:
    """Answers HTTP requests on behalf of one stand-in."""

    def __init__(self, slack: "SlackStandIn") -> None:
        self.slack = slack

    # -- Web API -------------------------------------------------------------------------------
    async def api(self, request: Request) -> Response:
        """One call of the Web API."""
        self.slack.base_url = self.slack.base_url or _base_url(request)
        name = request.path_params["method"]
        fault = self.slack.faults.draw(name)
        if fault == "slow":
            await asyncio.sleep(self.slack.faults.slow_seconds)
        elif fault == "dropped_request":
            return Dropped()
        elif fault == "server_error":
            return PlainTextResponse("upstream unavailable", status_code=500)
        elif fault == "rate_limited":
            return _limited(self.slack.faults.retry_after_seconds)
        try:
            arguments = await _arguments(request)
            token = _token(request, arguments)
            call = Call(self.slack, name, arguments, _base_url(request))
            answer = await run_in_threadpool(self._call, call, token)
        except SlackError as error:
            return JSONResponse(error.envelope())
        return Dropped() if fault == "dropped_answer" else answer

    def _call(self, call: Call, token: str) -> Response:
        method = METHODS.get(call.method)
        if method is None:
            raise SlackError("unknown_method", req_method=call.method)
        self._check_token(method.token, token)
        # an app's own token (xapp-) has scopes of its own: here it has all that it can have
        scopes = self.slack.workspace.app()["scopes"] if method.token != "app" else None  # noqa: S105
        if method.scopes and scopes is not None and not set(method.scopes) & set(scopes):
            provided = ",".join(scopes)
            raise SlackError("missing_scope", needed=method.scopes[0], provided=provided)
        wait = self.slack.rate_limits.wait_seconds(
            call.method, method.tier, str(call.arguments.get("channel", ""))
        )
        if wait:
            return _limited(wait)
        with self.slack.database.write():
            answer = method.answer(call)
        # slack_bolt reads the token's scopes from this header
        headers = None if scopes is None else {"x-oauth-scopes": ",".join(scopes)}
        return JSONResponse({"ok": True} | answer, headers=headers)

    def _check_token(self, wanted: str, token: str) -> None:
        if wanted == "none":
            return
        app = self.slack.workspace.app()
        if not token:
            raise SlackError("not_authed")
        if token not in (app["bot_token"], app["app_token"]):
            raise SlackError("invalid_auth")
        if token != app[f"{wanted}_token"]:
            raise SlackError("not_allowed_token_type")

    # -- beside it -----------------------------------------------------------------------------
    async def respond(self, request: Request) -> Response:
        """What the app posts to a response_url."""
        try:
            said = await _arguments(request)
            if "payload" in said:
                said = json.loads(said["payload"])
            await run_in_threadpool(self.slack.response_urls.use, request.path_params["key"], said)
        except SlackError as error:
            gone = error.name in ("used_url", "expired_url", "not_found")
            return JSONResponse(error.envelope(), status_code=404 if gone else 400)
        return PlainTextResponse("ok")

    async def upload(self, request: Request) -> Response:
        """The bytes of a file, sent to the address that getUploadURLExternal gave."""
        content = await request.body()
        if len(content) > MOST_UPLOAD_BYTES:
            return PlainTextResponse("file too large", status_code=413)
        stored = await run_in_threadpool(self._store, request.path_params["file_id"], content)
        if not stored:
            return PlainTextResponse("no such upload", status_code=404)
        return PlainTextResponse(f"OK - {len(content)}")

    def _store(self, file_id: str, content: bytes) -> bool:
        with self.slack.database.write() as connection:
            changed = connection.execute(
                "UPDATE files SET content = ? WHERE id = ? AND content IS NULL", (content, file_id)
            )
            return changed.rowcount == 1

    async def file(self, request: Request) -> Response:
        """A file that was shown in a channel. Anything but a picture is a download."""
        row = await run_in_threadpool(
            self.slack.database.row,
            "SELECT data, content FROM files WHERE id = ?",
            request.path_params["file_id"],
        )
        if row is None or row["content"] is None:
            return PlainTextResponse("no such file", status_code=404)
        kind = json.loads(row["data"]).get("mimetype", "application/octet-stream")
        headers = {
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
            "Content-Disposition": "inline" if kind.startswith("image/") else "attachment",
        }
        return Response(row["content"], media_type=kind, headers=headers)

    async def human(self, request: Request) -> Response:
        """What a person does, by the name of a method of `Client`."""
        self.slack.base_url = self.slack.base_url or _base_url(request)
        name = request.path_params["name"]
        if name not in CLIENT_METHODS:
            return JSONResponse({"ok": False, "error": "unknown_method"}, status_code=404)
        act = getattr(self.slack.client, name)
        try:
            arguments = await _arguments(request)
            bound = inspect.signature(act).bind(**arguments)
            result: Any = await run_in_threadpool(act, *bound.args, **bound.kwargs)
        except SlackError as error:
            return JSONResponse(error.envelope())
        except TypeError as error:
            return JSONResponse({"ok": False, "error": str(error)}, status_code=400)
        if isinstance(result, dict) and "ok" in result:
            return JSONResponse(result)
        return JSONResponse({"ok": True, name: result})


def _limited(seconds: int) -> Response:
    envelope = {"ok": False, "error": "ratelimited"}
    return JSONResponse(envelope, status_code=429, headers={"Retry-After": str(seconds)})


def build_app(slack: "SlackStandIn") -> Starlette:
    """The ASGI application of one stand-in."""
    door = Door(slack)
    return Starlette(
        routes=[
            Route("/api/{method}", door.api, methods=["GET", "POST"]),
            Route("/response/{key}", door.respond, methods=["POST"]),
            Route("/upload/v1/{file_id}", door.upload, methods=["POST"]),
            Route("/files/{file_id}/{name}", door.file, methods=["GET"]),
            Route("/client/{name}", door.human, methods=["POST"]),
            WebSocketRoute("/link/", slack.sockets.endpoint),
        ]
    )
