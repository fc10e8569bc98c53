"""The stand-in's routes: those of Seqera Platform's API that Cardkeeper calls, and `/control`.

`POST /control/runs/{id}` with `{"do": "succeed" | "fail" | "cancel" | "silence" | "wake" | ...}`
is no part of the API: it is how a person, or a test, tells a run what to become.
"""

import itertools
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.seqera import shapes
from bot.sandbox.seqera.runs import Failure, StoredRun
from bot.sandbox.seqera.store import RunStore

Clock = Callable[[], datetime]

TOKEN = "sandbox-seqera-token"  # noqa: S105 - it opens the sandbox only
_QUEUED_FOR = timedelta(seconds=5)
_RUNS_FOR = timedelta(seconds=40)
_ANY_FAILURE = Failure(
    "NFCORE_RNASEQ:RNASEQ:ALIGN_STAR:STAR_ALIGN", "donor_17", 137,
    ("EXITING because of FATAL ERROR: not enough memory for BAM sorting",
     ".command.sh: line 9:    41 Killed    STAR --runThreadN 12"),
)  # fmt: skip


class SeqeraStandIn:
    """One installation with one workspace; `app` is its ASGI application."""

    def __init__(self, path: Path | None, clock: Clock) -> None:
        self.runs = RunStore(path)
        self.token = TOKEN
        self.calls = 0
        self.broken: int | None = None  # a status that every call of the API is refused with
        self._clock = clock
        self._names = itertools.count(1)
        self.app = Starlette(
            routes=[
                Route("/service-info", self._open(self._service_info)),
                Route("/user-info", self._authorised(self._user)),
                Route("/user/{user:int}/workspaces", self._authorised(self._workspaces)),
                Route("/workflow", self._authorised(self._list)),
                Route("/workflow/launch", self._authorised(self._launch), methods=["POST"]),
                Route("/workflow/{run}", self._authorised(self._describe)),
                Route("/workflow/{run}/progress", self._authorised(self._progress)),
                Route("/workflow/{run}/tasks", self._authorised(self._tasks)),
                Route("/workflow/{run}/log", self._authorised(self._log)),
                Route("/workflow/{run}/log/{task:int}", self._authorised(self._log)),
                Route("/workflow/{run}/launch", self._authorised(self._launch_config)),
                Route("/workflow/{run}/cancel", self._authorised(self._cancel), methods=["POST"]),
                Route("/control/runs", self._open(self._control_list)),
                Route("/control/runs/{run}", self._control, methods=["POST"]),
                Route("/control/break", self._control_break, methods=["POST"]),
            ]
        )

    def tell(self, run_id: str, do: str, given: dict[str, Any] | None = None) -> StoredRun:
        """Tell a run what to become, now. Raises KeyError for a run or a word that is unknown."""
        run = self.runs.get(run_id)
        if run is None:
            raise KeyError(run_id)
        now, given = self._clock(), given or {}
        changes: dict[str, Any] = {"complete": now}
        if now < run.start:
            changes["start"] = now
        if do == "succeed":
            changes |= {"outcome": "SUCCEEDED", "silent_since": None, "failure": None}
        elif do == "fail":
            failure = msgspec.convert(given["failure"], Failure) if "failure" in given else None
            chosen = failure or run.failure or _ANY_FAILURE
            changes |= {"outcome": "FAILED", "failure": chosen, "silent_since": None}
        elif do == "cancel":
            changes |= {"outcome": "CANCELLED", "silent_since": None}
        elif do == "start":
            changes = {"start": now, "complete": max(run.complete, now + _RUNS_FOR)}
        elif do == "retry":
            before = run.failure or _ANY_FAILURE
            again = msgspec.structs.replace(before, retried=before.retried + 1)
            changes = {"failure": again}
        elif do == "silence":
            changes = {"silent_since": now}
        elif do == "wake":
            changes = {"silent_since": None}
        elif do == "say":
            changes = {"forced": str(given.get("status", ""))}
        else:
            raise KeyError(do)
        run = msgspec.structs.replace(run, **changes)
        self.runs.put(run)
        return run

    def start_run(self, like: StoredRun, **changes: Any) -> StoredRun:
        """A new run that is queued now, like another one; `changes` as of `StoredRun`."""
        now = self._clock()
        lasting = max(like.complete - like.start, _RUNS_FOR)
        run = msgspec.structs.replace(
            like,
            id=secrets.token_hex(7),
            name=f"{like.name.partition('-')[0]}-{next(self._names)}{secrets.token_hex(1)}",
            submit=now, start=now + _QUEUED_FOR, complete=now + _QUEUED_FOR + lasting,
            outcome="SUCCEEDED", failure=None, silent_since=None, forced="",
        )  # fmt: skip
        run = msgspec.structs.replace(run, **changes)
        self.runs.put(run)
        return run

    def _open(self, answer: Callable[[Request], Response]) -> Callable[[Request], Response]:
        def handle(request: Request) -> Response:
            return answer(request)

        return handle

    def _authorised(self, answer: Callable[..., Response]) -> Callable[[Request], Any]:
        async def handle(request: Request) -> Response:
            self.calls += 1
            if self.broken is not None:
                return _message("The sandbox was told to refuse this.", self.broken)
            given = request.headers.get("authorization", "")
            if not secrets.compare_digest(given.encode(), f"Bearer {self.token}".encode()):
                return Response(status_code=401)
            if request.query_params.get("workspaceId", "") not in ("", str(shapes.WORKSPACE_ID)):
                return Response(status_code=403)
            body = await request.body()
            return answer(request, body)

        return handle

    def _service_info(self, _request: Request) -> Response:
        return JSONResponse({"serviceInfo": {"version": "26.1.0", "apiVersion": "1.187.0"}})

    def _user(self, _request: Request, _body: bytes) -> Response:
        user = {"id": shapes.USER_ID, "userName": shapes.USER_NAME, "email": "bot@larkspur.example"}
        return JSONResponse({"user": user, "needConsent": False})

    def _workspaces(self, request: Request, _body: bytes) -> Response:
        if request.path_params["user"] != shapes.USER_ID:
            return Response(status_code=403)
        org = {"orgId": shapes.ORGANISATION_ID, "orgName": shapes.ORGANISATION}
        work = {"workspaceId": shapes.WORKSPACE_ID, "workspaceName": shapes.WORKSPACE}
        return JSONResponse({"orgsAndWorkspaces": [org, org | work]})

    def _list(self, request: Request, _body: bytes) -> Response:
        now = self._clock()
        found = [] if _is_personal(request) else self.runs.latest_first()
        wanted = request.query_params.get("search", "").casefold()
        if wanted:
            found = [run for run in found if wanted in f"{run.name} {run.pipeline}".casefold()]
        most = int(request.query_params.get("max", "50"))
        offset = int(request.query_params.get("offset", "0"))
        page = found[offset : offset + most]
        return JSONResponse(
            {
                "workflows": [shapes.element(run, now, _attributes(request)) for run in page],
                "totalSize": len(found),
                "hasMore": offset + most < len(found),
            }
        )

    def _describe(self, request: Request, _body: bytes) -> Response:
        run = self._found(request)
        if run is None:
            return _unknown(request)
        return JSONResponse(shapes.description(run, self._clock(), _attributes(request)))

    def _progress(self, request: Request, _body: bytes) -> Response:
        run = self._found(request)
        if run is None:
            return _unknown(request)
        return JSONResponse({"progress": shapes.progress(run, self._clock())})

    def _tasks(self, request: Request, _body: bytes) -> Response:
        run = self._found(request)
        if run is None:
            return _unknown(request)
        found = shapes.tasks(run, self._clock())
        wanted = request.query_params.get("search", "").upper()
        if wanted:
            found = [task for task in found if wanted in (task["status"], task["name"].upper())]
        most = int(request.query_params.get("max", "100"))
        listed = [{"task": task} for task in found[:most]]
        return JSONResponse({"tasks": listed, "total": len(found)})

    def _log(self, request: Request, _body: bytes) -> Response:
        run = self._found(request)
        if run is None:
            return _unknown(request)
        return JSONResponse(
            {"log": {"entries": shapes.log_lines(run), "truncated": False, "pending": False}}
        )

    def _launch_config(self, request: Request, _body: bytes) -> Response:
        run = self._found(request)
        if run is None or not run.launch_id:
            return _unknown(request)
        return JSONResponse({"launch": shapes.launch(run)})

    def _launch(self, _request: Request, body: bytes) -> Response:
        try:
            wanted = msgspec.json.decode(body)["launch"]
            like = next(
                run for run in self.runs.latest_first()
                if run.launch_id == wanted["id"] and wanted["computeEnvId"] == shapes.COMPUTE
                and wanted["pipeline"] and wanted["workDir"]
            )  # fmt: skip
        except (msgspec.DecodeError, KeyError, TypeError, StopIteration):
            return _message("Missing or unknown launch properties", 400)
        resume = bool(wanted.get("resume"))
        if resume and wanted.get("sessionId") != like.session:
            return _message("Resuming needs the session of the run", 400)
        session = like.session if resume else _uuid()
        run = self.start_run(like, session=session, resumed=resume)
        return JSONResponse({"workflowId": run.id})

    def _cancel(self, request: Request, _body: bytes) -> Response:
        run = self._found(request)
        if run is None:
            return _unknown(request)
        self.tell(run.id, "cancel")
        return Response(status_code=204)

    def _control_list(self, _request: Request) -> Response:
        now = self._clock()
        return JSONResponse(
            {
                "runs": [
                    {"id": run.id, "name": run.name, "pipeline": run.pipeline,
                     "status": run.status(now)}
                    for run in self.runs.latest_first()
                ]
            }
        )  # fmt: skip

    async def _control(self, request: Request) -> Response:
        given = msgspec.json.decode(await request.body())
        run_id, do = request.path_params["run"], str(given.get("do", ""))
        try:
            if do == "again":
                like = self.runs.get(run_id)
                if like is None:
                    raise KeyError(run_id)
                keep = {k: v for k, v in given.items() if k in ("session", "name", "labels")}
                keep.setdefault("session", _uuid())
                run = self.start_run(like, **keep)
            else:
                run = self.tell(run_id, do, given)
        except KeyError as error:
            return _message(f"unknown: {error.args[0]}", 404)
        return JSONResponse({"id": run.id, "name": run.name, "status": run.status(self._clock())})

    async def _control_break(self, request: Request) -> Response:
        """Refuse every call of the API with this status, until told `null`."""
        self.broken = msgspec.json.decode(await request.body()).get("status")
        return JSONResponse({"broken": self.broken})

    def _found(self, request: Request) -> StoredRun | None:
        return None if _is_personal(request) else self.runs.get(request.path_params["run"])


def _attributes(request: Request) -> frozenset[str]:
    return frozenset(part for part in request.query_params.get("attributes", "").split(",") if part)


def _is_personal(request: Request) -> bool:
    return not request.query_params.get("workspaceId")


def _message(text: str, status: int) -> Response:
    return JSONResponse({"message": text}, status_code=status)


def _unknown(request: Request) -> Response:
    """Platform answers 403 for what is not there as well as for what may not be seen."""
    return _message(f"Unknown workflow: {request.path_params['run']}", 403)


def _uuid() -> str:
    digits = secrets.token_hex(16)
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
