"""The events of a made-up run, in the shapes of weblog and of the tower client."""

from typing import Any

SESSION = "7d0a2c1e-5a0e-4c63-9d0a-0b7a6a7e1c01"
ID = "4wJ8kQ2bTz9sRA"
PLANTED = "hunter2-Zx9Kq81vTr44mWp"
_REPORT = """Error executing process > 'ACME:ALIGN (sample 3)'

Caused by:
  Process `ACME:ALIGN (sample 3)` terminated with an error exit status (137)

Command executed:

  align --threads 4

Command exit status:
  137

Command output:
  (empty)

Command error:
  {line}
  .command.sh: line 2:    33 Killed

Work dir:
  s3://acme/work/2c/8f
"""


def _workflow(*, fails: bool, over: bool, planted: bool, card: str) -> dict[str, Any]:
    secret = PLANTED if planted else "nothing"
    command = "nextflow run acme/rnaseq -profile batch -name acme_b42"
    if planted:
        command += f" --db_password {PLANTED} -with-weblog 'https://u:{PLANTED}@h/{PLANTED}'"
    line = f"could not log in with {secret}; Authorization: Bearer {secret}"
    run: dict[str, Any] = {
        "runName": "acme_b42", "sessionId": SESSION, "projectName": "acme/rnaseq",
        "repository": f"https://x:{secret}@github.com/acme/rnaseq" if planted else "",
        "revision": "1",
        "commandLine": command + (f" --trello_card {card}" if card else ""), "userName": "root",
        "start": "2026-08-20T09:30Z", "complete": "2026-08-20T09:40:00.5Z" if over else None,
        "success": over and not fails, "exitStatus": (137 if fails else 0) if over else None,
        "errorMessage": f"token={secret}" if fails and over else None,
        "errorReport": _REPORT.format(line=line) if fails and over else None,
        "configText": f"env {{ AWS_SECRET_ACCESS_KEY = '{secret}' }}", "resume": False,
        "stats": {"succeededCount": 3, "cachedCount": 2} if over and not fails else {},
    }  # fmt: skip
    return run


def _parameters(*, planted: bool, card: str) -> dict[str, Any]:
    found: dict[str, Any] = {"input": "s3://acme/samples.csv"}
    if planted:
        found |= {"db_password": PLANTED, "nested": {"api_key": PLANTED}}
    return found | ({"trello_card": card} if card else {})


def _attempts(*, fails: bool, retried: int) -> list[tuple[int, str, str | None, int]]:
    """Tasks as (number, status, error action, exit)."""
    found: list[tuple[int, str, str | None, int]] = [
        (number, "FAILED", "RETRY", 143) for number in range(1, retried + 1)
    ]
    last = retried + 1
    return [*found, (last, "FAILED", "TERMINATE", 137) if fails else (last, "COMPLETED", None, 0)]


def story_of_weblog(
    *, fails: bool = False, retried: int = 0, planted: bool = False, card: str = ""
) -> list[dict[str, Any]]:
    """Every event of a run, in order."""

    def event(what: str, **more: Any) -> dict[str, Any]:
        return {"runName": "acme_b42", "runId": SESSION, "event": what,
                "utcTime": "2026-08-20T09:30:00Z", **more}  # fmt: skip

    def metadata(*, over: bool) -> dict[str, Any]:
        flow = _workflow(fails=fails, over=over, planted=planted, card=card)
        return {"workflow": flow, "parameters": _parameters(planted=planted, card=card)}

    events = [event("started", metadata=metadata(over=False))]
    trace: dict[str, Any] = {}
    for number, status, action, code in _attempts(fails=fails, retried=retried):
        trace = {"task_id": number, "name": "ACME:ALIGN (sample 3)", "process": "ACME:ALIGN",
                 "tag": "sample 3", "attempt": number, "exit": 2147483647,
                 "env": f"API_TOKEN={PLANTED}" if planted else None,
                 "script": f"align --password {PLANTED}" if planted else "align"}  # fmt: skip
        events.append(event("process_submitted", trace=trace | {"status": "SUBMITTED"}))
        events.append(event("process_started", trace=trace | {"status": "RUNNING"}))
        trace |= {"status": status, "error_action": action, "exit": code}
        events.append(event("process_completed", trace=trace))
    if fails:
        events.append(event("error", trace=trace))
    return [*events, event("completed", metadata=metadata(over=True))]


def story_of_tower(
    *, fails: bool = False, retried: int = 0, planted: bool = False, card: str = ""
) -> list[dict[str, Any]]:
    """Every call of a run, in order, with what it is answered."""

    def flow(*, over: bool) -> dict[str, Any]:
        told = _workflow(fails=fails, over=over, planted=planted, card=card)
        return told | {"params": _parameters(planted=planted, card=card), "id": ID}

    create = {"sessionId": SESSION, "runName": "acme_b42", "projectName": "acme/rnaseq"}
    calls: list[dict[str, Any]] = [
        {"method": "POST", "path": "/trace/create", "body": create,
         "response": {"body": {"workflowId": ID}}},
        {"method": "PUT", "path": f"/trace/{ID}/begin", "body": {"workflow": flow(over=False)}},
    ]  # fmt: skip
    for number, status, action, code in _attempts(fails=fails, retried=retried):
        task = {"taskId": number, "name": "ACME:ALIGN (sample 3)", "process": "ACME:ALIGN",
                "tag": "sample 3", "status": status, "errorAction": action, "exit": code,
                "env": f"API_TOKEN={PLANTED}" if planted else None}  # fmt: skip
        progress = {"running": 0, "failed": number, "retries": number, "processes": []}
        body = {"tasks": [task], "progress": progress}
        calls.append({"method": "PUT", "path": f"/trace/{ID}/progress", "body": body})
    calls.append({"method": "PUT", "path": f"/trace/{ID}/heartbeat", "body": {"progress": {}}})
    end = {"workflow": flow(over=True), "metrics": [],
           "progress": {"failed": 1} if fails else {"succeeded": 3, "cached": 2}}  # fmt: skip
    return [*calls, {"method": "PUT", "path": f"/trace/{ID}/complete", "body": end}]
