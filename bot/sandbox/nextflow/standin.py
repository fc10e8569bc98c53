"""The head node of made-up runs: it sends what Nextflow would send, and knows nothing of cards."""

import base64
import logging
import secrets
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import msgspec

from bot.sandbox.nextflow import shapes
from bot.sandbox.nextflow.runs import PlayedRun, PlayedRuns, Way
from bot.trust import trusted

log = logging.getLogger(__name__)

TOKEN = "sandbox-nextflow-token"  # noqa: S105 - it opens the sandbox only
_TICK_S = 2.0
_NAMES = ("merry_curlew", "brave_sanderling", "lucid_ruff", "gentle_knot", "swift_godwit",
          "proud_whimbrel", "quick_turnstone", "sober_snipe")  # fmt: skip


class NextflowStandIn:
    """Plays runs; `use` says where they report to."""

    def __init__(self, path: Path | None, clock: Callable[[], datetime]) -> None:
        self.runs = PlayedRuns(path)
        self.refused = 0  # answers that would have ended a run
        self._clock = clock
        self._url = ""
        self._http = httpx.Client(timeout=10, headers=_authorisation(), verify=trusted())
        self._lock = threading.RLock()  # one event after the other, as a head node sends them
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="nextflow-runs", daemon=True)

    def use(self, url: str) -> None:
        """The service's address; runs that are on their way go on."""
        self._url = url.rstrip("/")
        if not self._thread.is_alive():
            self._thread.start()

    def close(self) -> None:
        """Play no more."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(5)
        self._http.close()

    def start_run(
        self, way: Way, card: str = "", *, like: PlayedRun | None = None,
        pipeline: str = "larkspur-bio/pipeline-barcodes",
    ) -> PlayedRun:  # fmt: skip
        """A run that begins now; `like` another one it is resumed from that."""
        number = len(self.runs.latest_first())
        run = PlayedRun(
            id=secrets.token_hex(6),
            way=like.way if like else way,
            name=f"{_NAMES[number % len(_NAMES)]}_{secrets.token_hex(1)}",
            pipeline=like.pipeline if like else pipeline,
            session=like.session if like else _uuid(),
            start=self._clock(),
            card=like.card if like else card,
            cached=like.done + like.cached if like else 0,
            resumed=like is not None,
        )
        with self._lock:
            run = self._began(run)
            self.runs.put(run)
        return run

    def tell(self, run_id: str, do: str) -> PlayedRun:
        """Tell a run what becomes of it: succeed, fail, retry, silence, wake or resume. Raises
        KeyError for a run or a word that is unknown."""
        with self._lock:
            run = self.runs.get(run_id)
            if do == "resume":
                return self.start_run(run.way, like=run)
            if do == "silence":
                run = msgspec.structs.replace(run, state="silent")
            elif do == "wake":
                run = msgspec.structs.replace(run, state="running")
                self._progress(run)
            elif do == "retry":
                run = self._retried(run)
            elif do in ("succeed", "fail"):
                run = self._ended(run, fails=do == "fail")
            else:
                raise KeyError(do)
            self.runs.put(run)
            return run

    def _began(self, run: PlayedRun) -> PlayedRun:
        if run.way == "weblog":
            self._weblog(run, "started")
            return run
        create = {
            "sessionId": run.session, "runName": run.name, "projectName": run.pipeline,
            "repository": f"https://github.com/{run.pipeline}", "workflowId": None,
        }  # fmt: skip
        answer = self._tower("POST", "/trace/create", create)
        told = {"workflow_id": answer.get("workflowId", ""), "page": answer.get("watchUrl", "")}
        run = msgspec.structs.replace(run, **told)
        flow = shapes.workflow(run) | {"params": shapes.parameters(run), "id": run.workflow_id}
        self._trace(run, "begin", {"workflow": flow, "processNames": [shapes.PROCESS]})
        return run

    def _progress(self, run: PlayedRun, *tasks: tuple[str, str | None]) -> None:
        """What was done since the last time: tasks as (status, error action), and counts."""
        number = run.done + run.tries + 1
        if run.way == "weblog":
            for status, action in tasks:
                task = shapes.trace(run, number, status, action)
                what = {"SUBMITTED": "process_submitted", "RUNNING": "process_started"}
                self._weblog(run, what.get(status, "process_completed"), trace=task)
            return
        told = [shapes.task(run, number, *task) for task in tasks]
        body: dict[str, Any] = {"progress": shapes.progress(run)}
        self._trace(
            run, "progress" if told else "heartbeat", body | ({"tasks": told} if told else {})
        )

    def _retried(self, run: PlayedRun) -> PlayedRun:
        run = msgspec.structs.replace(run, tries=run.tries + 1)
        self._progress(run, ("SUBMITTED", None), ("RUNNING", None), ("FAILED", "RETRY"))
        return run

    def _ended(self, run: PlayedRun, *, fails: bool) -> PlayedRun:
        if fails:
            self._progress(run, ("FAILED", "TERMINATE"))
        done = run.done if fails else run.tasks - run.cached
        run = msgspec.structs.replace(
            run, state="failed" if fails else "succeeded", complete=self._clock(), done=done
        )
        if run.way == "weblog":
            if fails:
                self._weblog(run, "error", trace=shapes.trace(run, 1, "FAILED", "TERMINATE"))
            self._weblog(run, "completed")
        else:
            flow = shapes.workflow(run) | {"params": shapes.parameters(run), "id": run.workflow_id}
            body = {"workflow": flow, "metrics": [], "progress": shapes.progress(run)}
            self._trace(run, "complete", body)
        return run

    def _run(self) -> None:
        """Every two seconds a running run says that it lives, and often that a task has ended."""
        while not self._stop.wait(_TICK_S):
            for run in self.runs.latest_first():
                with self._lock:
                    run = self.runs.get(run.id)
                    if run.state != "running":
                        continue
                    if run.done + run.cached < run.tasks - 4:
                        run = msgspec.structs.replace(run, done=run.done + 1)
                        self._progress(run, ("COMPLETED", None))
                        self.runs.put(run)
                    else:
                        self._progress(run)

    def _weblog(self, run: PlayedRun, event: str, **more: Any) -> None:
        self._send("POST", "/webhooks/nextflow", shapes.weblog(run, event, self._clock(), **more))

    def _trace(self, run: PlayedRun, what: str, body: dict[str, Any]) -> None:
        self._tower("PUT", f"/trace/{run.workflow_id}/{what}", body)

    def _tower(self, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self._send(method, f"/nextflow/tower{path}", body)
        if answer is None or not answer.is_success:
            return {}
        told: dict[str, Any] = answer.json()
        return told

    def _send(self, method: str, path: str, body: dict[str, Any]) -> httpx.Response | None:
        try:
            answer = self._http.request(method, self._url + path, json=body)
        except httpx.HTTPError as error:
            log.info("A made-up run could not report: %s", error)
            return None
        if not answer.is_success:
            self.refused += 1
        return answer


def _authorisation() -> dict[str, str]:
    basic = base64.b64encode(f"@token:{TOKEN}".encode()).decode()
    return {"Authorization": f"Basic {basic}", "User-Agent": "Nextflow/26.04.3"}


def _uuid() -> str:
    digits = secrets.token_hex(16)
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
