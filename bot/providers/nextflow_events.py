"""What Nextflow's events say, whatever way they came: weblog, tower trace, or a message of a queue.

Shapes: nf-weblog 1.1.2, nf-tower 1.31, and the message that `cardkeeper nextflow-config` writes.
Anything may be missing, null, or of another type; what cannot be read is left out.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Literal

import msgspec
from msgspec import Struct

from bot.providers.answers import mapping, number, sequence, text

What = Literal["created", "begun", "progress", "error", "completed"]

_TRACE = re.compile(r"/trace/(?P<id>[0-9A-Za-z]{1,16})/(?P<what>\w+)/?$")
_TOWER: dict[str, What] = {
    "create": "created", "begin": "begun", "progress": "progress", "heartbeat": "progress",
    "complete": "completed",
}  # fmt: skip
_WEBLOG: dict[str, What] = {
    "started": "begun", "process_submitted": "progress", "process_started": "progress",
    "process_completed": "progress", "error": "error", "completed": "completed",
}  # fmt: skip
_SNAKE = {"taskId": "task_id", "errorAction": "error_action", "exitStatus": "exit_status",
          "errorMessage": "error_message"}  # fmt: skip
_DEEPEST = 4  # envelopes around a message
BATCH = "Batch Job State Change"
_YEARS = range(2000, 2200)


class Heard(Struct, frozen=True):
    """One event of one run, in words that are the same for every way."""

    what: What
    session: str = ""
    name: str = ""
    id: str = ""  # where the event says it: tower's
    workflow: dict[str, Any] = {}
    parameters: dict[str, Any] = {}
    tasks: tuple[dict[str, Any], ...] = ()  # keys as weblog has them
    progress: dict[str, Any] = {}  # counts, as tower has them
    beats: bool = False  # its sender is heard every minute while the run lives


class JobChanged(Struct, frozen=True):
    """A job on AWS Batch has changed its state: whoever links to it may ask."""

    job_id: str


def read_weblog(body: bytes) -> Heard | None:
    """One POST of weblog; None when it tells of no run."""
    return _of_weblog(mapping(_json(body)))


def read_tower(path: str, body: bytes) -> Heard | None:
    """One call of the tower client; None when it is about no run."""
    found = _TRACE.search(path)
    if found is None or found["what"] not in _TOWER:
        return None
    said = mapping(_json(body))
    run = mapping(said.get("workflow"))
    return Heard(
        _TOWER[found["what"]],
        session=_text(run.get("sessionId")) or _text(said.get("sessionId")),
        name=_text(run.get("runName")) or _text(said.get("runName")),
        id=found["id"],
        workflow=run or {key: said[key] for key in ("projectName", "repository") if key in said},
        parameters=mapping(run.get("params")),
        tasks=tuple(_task(mapping(each)) for each in sequence(said.get("tasks"))),
        progress=mapping(said.get("progress")),
        beats=True,
    )


def read_message(body: bytes) -> Heard | JobChanged | None:
    """One message of a queue: what `workflow.onComplete` sends, a weblog event, or a change of a
    Batch job, in the envelopes of SNS and EventBridge or bare."""
    said = mapping(_json(body))
    for _ in range(_DEEPEST):
        if said.get("detail-type") == BATCH or said.get("detailType") == BATCH:
            job = _text(mapping(said.get("detail")).get("jobId"))
            return JobChanged(job) if job else None
        if "event" in said:
            return _of_weblog(said) if "runId" in said else _of_snippet(said)
        inner = said.get("detail") or said.get("Message") or said.get("body")
        said = mapping(inner if isinstance(inner, dict) else _json(_text(inner).encode()))
    return None


def read_moment(value: object) -> datetime | None:
    """A time in any of Nextflow's shapes: ISO 8601 (also without seconds), nested as an object, or
    milliseconds since 1970."""
    if isinstance(value, dict):
        return _nested(value)
    if isinstance(value, str):
        try:
            moment = datetime.fromisoformat(value.strip().replace("Z", "+00:00"))
        except ValueError:
            return None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment if moment.year in _YEARS else None
    stamp = number(value)
    if stamp is None or not 946_684_800_000 <= stamp < 7_258_118_400_000:  # 2000 to 2200
        return None
    return datetime.fromtimestamp(stamp / 1000, UTC)


def _nested(value: Mapping[str, Any]) -> datetime | None:
    """`{year, monthValue, dayOfMonth, hour, minute, second, nano, offset: {totalSeconds}}`."""
    parts = [number(value.get(key)) for key in ("year", "monthValue", "dayOfMonth")]
    parts += [number(value.get(key, 0)) for key in ("hour", "minute", "second")]
    offset = number(mapping(value.get("offset")).get("totalSeconds", 0))
    if offset is None or any(part is None for part in parts):
        return None
    try:
        year, month, day, hour, minute, second = (int(part or 0) for part in parts)
        zone = timezone(timedelta(seconds=int(offset)))
        moment = datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except (ValueError, OverflowError):
        return None
    return moment if moment.year in _YEARS else None


def _of_weblog(said: Mapping[str, Any]) -> Heard | None:
    metadata = mapping(said.get("metadata"))
    run = mapping(metadata.get("workflow"))
    session = _text(said.get("runId")) or _text(run.get("sessionId"))
    name = _text(said.get("runName")) or _text(run.get("runName"))
    what = _WEBLOG.get(_text(said.get("event")))
    if what is None or not (session or name):
        return None
    trace = mapping(said.get("trace"))
    return Heard(
        what, session=session, name=name, workflow=run,
        parameters=mapping(metadata.get("parameters") or metadata.get("params")),
        tasks=(_task(trace),) if trace else (),
    )  # fmt: skip


def _of_snippet(said: Mapping[str, Any]) -> Heard | None:
    """The message of `workflow.onComplete`: the run's own fields beside `event`."""
    what = _WEBLOG.get(_text(said.get("event")))
    session, name = _text(said.get("sessionId")), _text(said.get("runName"))
    if what is None or not (session or name):
        return None
    card = {key: said[key] for key in ("trello_card",) if key in said}
    return Heard(
        what, session=session, name=name, workflow=dict(said),
        parameters=mapping(said.get("params")) | card,
    )  # fmt: skip


def _task(task: Mapping[str, Any]) -> dict[str, Any]:
    return {_SNAKE.get(key, key): value for key, value in task.items()}


def _json(body: bytes) -> object:
    try:
        return msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def _text(value: object) -> str:
    """Text without what no database takes; ids are sometimes numbers."""
    found = text(value) if not isinstance(value, int) or isinstance(value, bool) else str(value)
    return found.replace("\0", "").encode("utf-8", "replace").decode()[:2000].strip()
