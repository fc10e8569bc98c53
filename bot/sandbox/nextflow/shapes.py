"""A played run in the shapes of nf-weblog 1.1.2 and of the tower client of Nextflow 26.04."""

from datetime import UTC, datetime
from typing import Any

from bot.sandbox.nextflow.runs import PlayedRun

_UNKNOWN = 2147483647
PROCESS, TAG = "LARKSPUR_QC:COUNT_BARCODES", "donor_09"
_LINES = (
    "counted 41,188,003 barcodes",
    ".command.sh: line 4:    71 Killed    count_barcodes --threads 8",
)


def weblog(run: PlayedRun, event: str, now: datetime, **more: Any) -> dict[str, Any]:
    """One event; `metadata` is added to those that have it."""
    found: dict[str, Any] = {
        "runName": run.name, "runId": run.session, "event": event,
        "utcTime": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), **more,
    }  # fmt: skip
    if event in ("started", "completed"):
        flow = workflow(run) | {
            "start": _nested(run.start),
            "complete": _nested(run.complete) if run.complete else None,
            "stats": _stats(run),
            "workflowStats": _stats(run),
        }
        found["metadata"] = {"parameters": parameters(run), "workflow": flow}
    return found


def trace(run: PlayedRun, number: int, status: str, action: str | None = None) -> dict[str, Any]:
    """A task as weblog has it."""
    return {
        "task_id": number, "status": status, "hash": f"2c/{number:06x}",
        "name": f"{PROCESS} ({TAG})",
        "exit": {"COMPLETED": 0, "FAILED": 137}.get(status, _UNKNOWN), "process": PROCESS,
        "tag": TAG, "attempt": 1, "script": "count_barcodes --threads 8", "error_action": action,
        "workdir": f"s3://larkspur-compbio/work/{run.id}/2c", "native_id": f"{number:08x}",
    }  # fmt: skip


def task(run: PlayedRun, number: int, status: str, action: str | None = None) -> dict[str, Any]:
    """A task as the tower client has it."""
    found = trace(run, number, status, action)
    renamed = {"task_id": "taskId", "error_action": "errorAction", "native_id": "nativeId"}
    return {renamed.get(key, key): value for key, value in found.items()}


def workflow(run: PlayedRun) -> dict[str, Any]:
    """The run itself, as both have it."""
    failed = run.state == "failed"
    return {
        "runName": run.name, "sessionId": run.session, "projectName": run.pipeline,
        "repository": f"https://github.com/{run.pipeline}", "revision": "1.2.0",
        "commitId": "3f5c0d7e9a1b2c3d4e5f60718293a4b5c6d7e8f9", "userName": "ec2-user",
        "commandLine": _command(run), "start": _iso(run.start),
        "complete": _iso(run.complete) if run.complete else None,
        "success": run.state == "succeeded", "resume": run.resumed,
        "exitStatus": None if run.complete is None else 137 if failed else 0,
        "errorMessage": _LINES[-1] if failed else None,
        "errorReport": _report(run) if failed else None,
        "workDir": "s3://larkspur-compbio/work", "profile": "batch", "configText": "",
        "nextflow": {"version": "26.04.3", "build": 12045, "timestamp": "2026-07-02T08:11:00Z"},
    }  # fmt: skip


def parameters(run: PlayedRun) -> dict[str, Any]:
    """The run's parameters."""
    found = {"outdir": f"s3://larkspur-compbio/runs/{run.name}"}
    return found | ({"trello_card": run.card} if run.card else {})


def progress(run: PlayedRun) -> dict[str, Any]:
    """Counts, as the tower client has them."""
    left = run.tasks - run.done - run.cached
    running = min(2, left) if run.state == "running" else 0
    return {
        "succeeded": run.done, "cached": run.cached, "running": running, "retries": run.tries,
        "failed": run.tries + (1 if run.state == "failed" else 0), "submitted": 0,
        "pending": left - running if run.state == "running" else 0, "aborted": 0, "ignored": 0,
        "processes": [],
    }  # fmt: skip


def _command(run: PlayedRun) -> str:
    command = f"nextflow run {run.pipeline} -r 1.2.0 -profile batch -name {run.name}"
    command += f" --trello_card {run.card}" if run.card else ""
    return f"{command} -resume {run.session}" if run.resumed else command


def _stats(run: PlayedRun) -> dict[str, Any]:
    failed = run.tries + (1 if run.state == "failed" else 0)
    return {"succeededCount": run.done, "cachedCount": run.cached, "failedCount": failed,
            "retriesCount": run.tries, "ignoredCount": 0, "abortedCount": 0}  # fmt: skip


def _report(run: PlayedRun) -> str:
    wrote = "\n".join(f"  {line}" for line in _LINES)
    return (
        f"Error executing process > '{PROCESS} ({TAG})'\n\nCaused by:\n"
        f"  Process `{PROCESS} ({TAG})` terminated with an error exit status (137)\n\n\n"
        "Command executed:\n\n  count_barcodes --threads 8\n\nCommand exit status:\n  137\n\n"
        f"Command output:\n  (empty)\n\nCommand error:\n{wrote}\n\n"
        f"Work dir:\n  s3://larkspur-compbio/work/{run.id}/2c\n"
    )


def _iso(moment: datetime) -> str:
    """As Java's OffsetDateTime writes it: without seconds when they are zero."""
    utc = moment.astimezone(UTC)
    return utc.strftime("%Y-%m-%dT%H:%MZ" if utc.second == 0 else "%Y-%m-%dT%H:%M:%SZ")


def _nested(moment: datetime) -> dict[str, Any]:
    """As weblog writes it."""
    utc = moment.astimezone(UTC)
    return {
        "year": utc.year, "monthValue": utc.month, "dayOfMonth": utc.day, "hour": utc.hour,
        "minute": utc.minute, "second": utc.second, "nano": utc.microsecond * 1000,
        "month": utc.strftime("%B").upper(), "offset": {"id": "Z", "totalSeconds": 0},
    }  # fmt: skip
