"""A run in the shapes of Seqera Platform's API 1.187. Fields without a value are left out."""

from datetime import UTC, datetime
from typing import Any

from bot.sandbox.seqera.runs import Failure, StoredRun

ORGANISATION, WORKSPACE = "larkspur", "compbio"
ORGANISATION_ID, WORKSPACE_ID = 70115, 240817
USER_ID = 41
USER_NAME = "cardkeeper-larkspur"
COMPUTE = "3kQv8TzY1bNcW5xR"
_LOADS = (
    "cpus", "cpuTime", "cpuLoad", "memoryRss", "memoryReq", "readBytes", "writeBytes",
    "volCtxSwitch", "invCtxSwitch", "loadTasks", "loadCpus", "loadMemory", "peakCpus",
    "peakTasks", "peakMemory",
)  # fmt: skip


def element(run: StoredRun, now: datetime, attributes: frozenset[str]) -> dict[str, Any]:
    """One run of the list."""
    found: dict[str, Any] = {
        "workflow": workflow(run, now, minimal="minimal" in attributes),
        "starred": False,
        "orgId": ORGANISATION_ID,
        "orgName": ORGANISATION,
        "workspaceId": WORKSPACE_ID,
        "workspaceName": WORKSPACE,
    }
    if "minimal" not in attributes:
        found["progress"] = progress(run, now)
    if "labels" in attributes:
        found["labels"] = labels(run)
    return found


def description(run: StoredRun, now: datetime, attributes: frozenset[str]) -> dict[str, Any]:
    """The whole run."""
    found = element(run, now, attributes - {"minimal"})
    found.pop("starred")
    found["platform"] = {"id": "aws-batch", "name": "Amazon Batch"}
    if run.launch_id:
        job = "SUCCEEDED" if run.is_over(now) else "RUNNING"
        found["jobInfo"] = {"id": 1, "operationId": f"job-{run.id}", "status": job}
    if run.is_over(now):
        found |= {"cost": run.cost, "costCurrency": "USD", "costIsEstimate": True}
    return found


def workflow(run: StoredRun, now: datetime, *, minimal: bool = False) -> dict[str, Any]:
    """The run itself."""
    status = run.status(now)
    found: dict[str, Any] = {
        "id": run.id,
        "runName": run.name,
        "sessionId": run.session,
        "userName": run.user,
        "projectName": run.pipeline,
        "status": status,
        "submit": iso(run.submit),
        "dateCreated": iso(run.submit),
        "lastUpdated": iso(min(now, run.complete)),
        "commandLine": run.command,
        "ownerId": USER_ID,
        "workDir": f"s3://larkspur-compbio/work/{run.id}",
        "revision": run.revision,
        "resume": run.resumed,
    }
    if run.launch_id:
        found["launchId"] = run.launch_id
    if status != "SUBMITTED":
        found["start"] = iso(run.start)
    if status in ("SUCCEEDED", "FAILED", "CANCELLED"):
        found["complete"] = iso(run.complete)
        found["duration"] = int((run.complete - run.start).total_seconds() * 1000)
        found["success"] = status == "SUCCEEDED"
        found["exitStatus"] = 0 if status == "SUCCEEDED" else 1
    if not minimal:
        found |= {
            "repository": f"https://github.com/{run.pipeline}",
            "params": dict(run.params),
            "profile": "larkspur,docker",
            "scriptName": "main.nf",
        }
        if status == "FAILED" and run.failure is not None:
            found |= _error(run, run.failure)
    return found


def progress(run: StoredRun, now: datetime) -> dict[str, Any]:
    """Counts of tasks, whole and by process."""
    counts = run.counts(now)
    load: dict[str, Any] = dict.fromkeys(_LOADS, 0) | counts
    load |= {
        "executors": ["awsbatch"],
        "dateCreated": iso(run.submit),
        "lastUpdated": iso(min(now, run.complete)),
        "cost": round(run.cost * run.share(now), 4),
    }
    processes = [
        dict.fromkeys(_LOADS, 0) | dict.fromkeys(counts, 0) | {"process": process}
        for process in run.processes
    ]
    return {
        "workflowProgress": load,
        "processesProgress": processes,
        "totalProcesses": len(processes),
    }


def tasks(run: StoredRun, now: datetime) -> list[dict[str, Any]]:
    """The tasks that are over: those that were tried again and the one that failed among them."""
    done = run.counts(now)["succeeded"]
    found = [
        _task(run, number, "COMPLETED", process, f"sample_{number}", 0)
        for number, process in enumerate((run.processes or ("RUN",)) * 3, 1)
        if number <= done
    ]
    failure = run.failure
    if failure is not None and run.status(now) == "FAILED":
        for attempt in range(failure.retried + 1):
            task = _task(run, 900 + attempt, "FAILED", failure.process, failure.tag, failure.exit)
            last = attempt == failure.retried
            task |= {"attempt": attempt + 1, "errorAction": "TERMINATE" if last else "RETRY"}
            found.append(task)
    return found


def log_lines(run: StoredRun) -> list[str]:
    """What the failed task wrote."""
    return list(run.failure.lines) if run.failure is not None else []


def labels(run: StoredRun) -> list[dict[str, Any]]:
    """Labels, `name` or `name=value`."""
    found = []
    for number, label in enumerate(run.labels, 1):
        name, _, value = label.partition("=")
        entry: dict[str, Any] = {"id": number, "name": name, "resource": bool(value)}
        found.append(entry | ({"value": value} if value else {}))
    return found


def launch(run: StoredRun) -> dict[str, Any]:
    """The launch configuration of a run that Platform has launched."""
    return {
        "id": run.launch_id,
        "computeEnv": {
            "id": COMPUTE,
            "name": "larkspur-spot",
            "platform": "aws-batch",
            "config": {"discriminator": "aws-batch", "workDir": "s3://larkspur-compbio/work"},
            "status": "AVAILABLE",
        },
        "pipeline": f"https://github.com/{run.pipeline}",
        "workDir": "s3://larkspur-compbio/work",
        "revision": run.revision,
        "sessionId": run.session,
        "configProfiles": ["larkspur", "docker"],
        "paramsText": "\n".join(f"{key}: {value}" for key, value in run.params.items()),
        "resume": run.resumed,
        "pullLatest": False,
        "stubRun": False,
        "resumeDir": f"s3://larkspur-compbio/work/{run.id}",
        "resumeCommitId": "5671b65af97fe78a2f9b4d05d850304918b1b86e",
        "dateCreated": iso(run.submit),
    }


def iso(moment: datetime) -> str:
    """A time as Platform writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _error(run: StoredRun, failure: Failure) -> dict[str, Any]:
    name = f"{failure.process} ({failure.tag})"
    cause = f"Process `{name}` terminated with an error exit status ({failure.exit})"
    wrote = "\n".join(f"  {line}" for line in failure.lines)
    report = (
        f"Error executing process > '{name}'\n\nCaused by:\n  {cause}\n\n\n"
        "Command executed:\n\n  run_task --threads 12\n\n"
        f"Command exit status:\n  {failure.exit}\n\n"
        f"Command output:\n  (empty)\n\nCommand error:\n{wrote}\n\n"
        f"Work dir:\n  s3://larkspur-compbio/work/{run.id}/4f/91c2d0\n\n"
        "Tip: view the complete command output by changing to the process work dir"
    )
    return {"errorMessage": cause[:255], "errorReport": report, "exitStatus": failure.exit}


def _task(
    run: StoredRun, number: int, status: str, process: str, tag: str, code: int
) -> dict[str, Any]:
    return {
        "id": number,
        "taskId": number,
        "status": status,
        "hash": f"4f/{number:06x}",
        "name": f"{process} ({tag})",
        "process": process,
        "tag": tag,
        "exit": code,
        "exitStatus": code,
        "attempt": 1,
        "submit": iso(run.start),
        "start": iso(run.start),
        "complete": iso(run.complete),
        "dateCreated": iso(run.start),
        "lastUpdated": iso(run.complete),
        "executor": "awsbatch",
        "workdir": f"s3://larkspur-compbio/work/{run.id}/4f/{number:06x}",
        "env": run.env,
        "script": "run_task --threads 12",
        "nativeId": f"{number:08x}-0000-4000-8000-000000000000",
        "module": [],
    }
