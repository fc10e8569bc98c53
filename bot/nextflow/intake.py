"""Where Nextflow sends its events: weblog at `/webhooks/nextflow`, the trace protocol of its tower
client at `/nextflow/tower`.

From Nextflow 26.04 on, a tower endpoint that answers with an error ends the run. So whoever gives
the right token is answered 200, whatever was sent, once it is in the journal; no database and
nothing else is asked on the way.
"""

import asyncio
import logging
import re
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.nextflow.identity import ID_SIGNS, is_authorised, page_of, run_id
from bot.nextflow.journal import Journal
from bot.nextflow.records import Sent, Way, packed

log = logging.getLogger(__name__)

WEBLOG = "/webhooks/nextflow"
TOWER = "/nextflow/tower"
MOST_BYTES = 26_000_000
_WAIT_S = 5.0  # for a disk that does not answer; the record is written when it does
_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
_TRACE = re.compile(r"/trace/(?P<id>[0-9A-Za-z]{1,16})/(?P<what>\w+)/?$")
_OWN_ID = re.compile(r"[0-9A-Za-z]{1,16}")
_USER = {"id": 1, "userName": "nextflow", "email": "nextflow@cardkeeper.invalid"}


class _Create(msgspec.Struct):
    sessionId: Any = None  # noqa: N815 - Nextflow's name
    runName: Any = None  # noqa: N815
    workflowId: Any = None  # noqa: N815


class Intake:
    """Takes events; `app` is its ASGI application."""

    def __init__(
        self,
        journal: Journal,
        token: str,
        clock: Callable[[], datetime],
        *,
        tower: bool,
        public_url: str = "",
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._journal = journal
        self._token = token
        self._clock = clock
        self._public_url = public_url
        self._most_bytes = most_bytes
        routes = [Route(WEBLOG, self._weblog, methods=["POST"])]
        if tower:
            routes.append(Route(TOWER + "{rest:path}", self._tower, methods=_METHODS))
        self.app = Starlette(routes=routes)

    async def _weblog(self, request: Request) -> Response:
        if not self._may(request):
            return PlainTextResponse("not the token of this service", status_code=401)
        on_disk = await self._keep(request, "weblog", "")
        return PlainTextResponse("kept" if on_disk else "taken")

    async def _tower(self, request: Request) -> Response:
        if not self._may(request):
            return JSONResponse({"message": "Not the token of this service"}, status_code=401)
        path = str(request.path_params["rest"])
        try:
            return JSONResponse(await self._tower_answer(request, path))
        except Exception:  # nothing that is ours may end a run
            log.exception("An event of Nextflow's was answered, and something went wrong with it.")
            return JSONResponse({"status": "OK", "workflowId": secrets.token_hex(ID_SIGNS // 2)})

    async def _tower_answer(self, request: Request, path: str) -> dict[str, Any]:
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return {"user": _USER} if path.rstrip("/").endswith("/user-info") else {"status": "OK"}
        body = await self._body(request)
        if path.rstrip("/").endswith("/trace/create"):
            found = self._id_of(body)
            kept = path.rstrip("/").removesuffix("/create") + f"/{found}/create"
            await self._append(request, "tower", kept, body)
            return {
                "message": None, "workflowId": found, "watchUrl": self._page(request, found),
                "metadata": None,
            }  # fmt: skip
        await self._append(request, "tower", path, body)
        trace = _TRACE.search(path)
        if trace is None:
            return {"status": "OK"}
        if trace["what"] == "heartbeat":
            return {"message": None}
        answer = {"status": "OK", "workflowId": trace["id"]}
        if trace["what"] == "begin":
            answer["watchUrl"] = self._page(request, trace["id"])
        return answer

    def _may(self, request: Request) -> bool:
        return is_authorised(request.headers.get("authorization", ""), self._token)

    def _id_of(self, body: bytes) -> str:
        """The id of a run that is made; asked again, it is the same."""
        try:
            made = msgspec.json.decode(body, type=_Create)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return secrets.token_hex(ID_SIGNS // 2)
        if isinstance(made.workflowId, str) and _OWN_ID.fullmatch(made.workflowId):
            return made.workflowId  # Seqera Platform has launched it, and knows it by this
        if not made.sessionId and not made.runName:
            return secrets.token_hex(ID_SIGNS // 2)
        return run_id(self._token, str(made.sessionId or ""), str(made.runName or ""))

    def _page(self, request: Request, run: str) -> str:
        return page_of(run, self._public_url or _base(request))

    async def _keep(self, request: Request, way: Way, path: str) -> bool:
        return await self._append(request, way, path, await self._body(request))

    async def _append(self, request: Request, way: Way, path: str, body: bytes) -> bool:
        sent = Sent(self._clock(), way, request.method, path, body, _base(request))
        written = asyncio.wrap_future(self._journal.append(packed(sent)))
        try:
            return await asyncio.wait_for(asyncio.shield(written), _WAIT_S)
        except TimeoutError:
            log.error("The disk is slow: an event of Nextflow's was answered before it was there.")
            return False

    async def _body(self, request: Request) -> bytes:
        """The body; of one that is longer than any run sends nothing is kept."""
        body, is_long = bytearray(), False
        try:
            async for chunk in request.stream():
                is_long = is_long or len(body) + len(chunk) > self._most_bytes
                if not is_long:
                    body += chunk
        except ClientDisconnect:
            return b""
        if is_long:
            log.error("An event of Nextflow's is longer than %d bytes.", self._most_bytes)
            return b""
        return bytes(body)


def _base(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"
