"""What Seqera Platform says of a run, in our words. No call is made here.

Shapes: Seqera Platform API 1.187 (OpenAPI). Fields and states that are not known yet are left out
or unknown; many fields are null, numbers may be text, and labels stand where a version put them.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from msgspec import structs

from bot.providers.answers import mapping, number, read_moment, sequence, text
from bot.providers.redaction import HIDDEN, last_lines, redact, secret_values
from protocol.error_report import ErrorReport, read_error_report, split_name
from protocol.exit_codes import exit_words, read_exit
from protocol.links import LinkReference, LinkState
from protocol.ties_by_name import parameter_names

_STATES = {
    "SUBMITTED": "queued",
    "RUNNING": "running",
    "SUCCEEDED": "succeeded",
    "FAILED": "failed",
    "CANCELLED": "cancelled",
    "UNKNOWN": "unknown",  # its heartbeat is lost; it may go back to running
}
_COUNTS = ("pending", "submitted", "running", "succeeded", "cached", "failed", "aborted", "ignored",
           "retries")  # fmt: skip
_RESUME = re.compile(r"\s-resume(?:\s+(?:last|[0-9a-fA-F]{8}-[0-9a-fA-F-]+))?(?=\s|$)")
_FATAL = ("TERMINATE", "FINISH")  # of a task's `errorAction`: these end a run


def read_run(
    reference: LinkReference, answer: Mapping[str, Any], now: datetime, secrets: Iterable[str] = ()
) -> LinkState | None:
    """A run from an element of the list or from the description; None when it holds no run."""
    run = mapping(answer.get("workflow"))
    if not text(run.get("status")) and not text(run.get("runName")):
        return None
    hidden = (*secrets, *secret_values(mapping(run.get("params"))))
    state = _state_of(run)
    started, ended = read_moment(run.get("start")), read_moment(run.get("complete"))
    made = read_moment(run.get("submit")) or read_moment(run.get("dateCreated"))
    if state == "queued":
        started = None
    if state in ("queued", "running"):
        ended = None
    progress = mapping(mapping(answer.get("progress")).get("workflowProgress"))
    pipeline = redact(text(run.get("projectName")), hidden)
    name = redact(text(run.get("runName")), hidden)
    found = LinkState(
        reference,
        state,
        asked=now,
        title=" ".join(part for part in (pipeline, name) if part),
        changed=ended or started or made,
        owner=text(run.get("userName")),
        started=started or (made if ended else None),
        ended=ended,
        cost_usd=_cost(answer, progress),
        progress={key: int(count) for key in _COUNTS if (count := number(progress.get(key)))},
        labels=labels_of(answer),
        facts=_facts(run, hidden),
    )
    return _with_failure(found, run, hidden) if state == "failed" else found


def _state_of(run: Mapping[str, Any]) -> str:
    """The state; older lists leave the status out and tell it by the times alone."""
    status = text(run.get("status")).upper()
    if status:
        return _STATES.get(status, "unknown")
    if run.get("complete"):
        success = run.get("success")
        return "unknown" if success is None else "succeeded" if success else "failed"
    if run.get("start"):
        return "running"
    return "queued" if run.get("submit") else "unknown"


def names_of(answer: Mapping[str, Any]) -> tuple[str, ...]:
    """Texts in which a run may name its card: its own name, labels, and what a parameter says."""
    run = mapping(answer.get("workflow"))
    told = parameter_names(mapping(run.get("params")), text(run.get("commandLine")))
    return tuple(each for each in (*told, text(run.get("runName")), *labels_of(answer)) if each)


def labels_of(answer: Mapping[str, Any]) -> tuple[str, ...]:
    """Labels as `name` or `name=value`; older versions have them beside the progress."""
    listed = answer.get("labels") or mapping(answer.get("progress")).get("labels")
    found = []
    for label in map(mapping, sequence(listed)):
        name, value = text(label.get("name")), text(label.get("value"))
        if name:
            found.append(redact(f"{name}={value}" if value else name))
    return tuple(found)


def fatal_task(answer: object) -> dict[str, Any]:
    """The failed task that ended the run, of a list of tasks; empty when none is told.

    Tries that were made again, and failures that were ignored, alarm nobody.
    """
    tasks = [mapping(mapping(each).get("task")) for each in sequence(mapping(answer).get("tasks"))]
    failed = [task for task in tasks if text(task.get("status")).upper() == "FAILED"]
    ended_it = [task for task in failed if text(task.get("errorAction")).upper() in _FATAL]
    left = ended_it or [task for task in failed if not task.get("errorAction")]
    # the first that failed is the cause; others fail after it because the run is ending
    return min(left, key=lambda task: text(task.get("complete")) or "~", default={})


def with_task(state: LinkState, task: Mapping[str, Any], log: object = None) -> LinkState:
    """The state with what its failed task says; `log` is the answer of the task's log, if asked."""
    if not task:
        return state
    hidden = secret_values(text(task.get("env")))
    process, tag = split_name(text(task.get("name")))
    entries = sequence(mapping(mapping(log).get("log")).get("entries"))
    said = "\n".join(str(line) for line in entries) or text(task.get("errorMessage"))
    code = read_exit(task.get("exitStatus"))
    code = read_exit(task.get("exit")) if code is None else code
    kept = tuple(redact(line, hidden) for line in state.last_lines)
    found = structs.replace(
        state,
        failed_process=text(task.get("process")) or process or state.failed_process,
        failed_task=redact(text(task.get("tag")) or tag or state.failed_task, hidden),
        exit_words=exit_words(code) or state.exit_words,
        last_lines=kept or last_lines(said, secrets=hidden),
        detail=redact(state.detail, hidden),
    )
    return structs.replace(found, detail=failure_words(found))


def wants_log(state: LinkState) -> bool:
    """Whether a failed run has not said what its task wrote last."""
    return not state.last_lines


def failure_words(state: LinkState) -> str:
    """Why a run failed, in one line: `STAR_ALIGN (sample 3), exit code 137: out of memory`."""
    process = state.failed_process.rpartition(":")[2]
    where = f"{process} ({state.failed_task})" if process and state.failed_task else process
    return ", ".join(part for part in (where, state.exit_words) if part) or state.detail


def _with_failure(state: LinkState, run: Mapping[str, Any], hidden: tuple[str, ...]) -> LinkState:
    report = read_error_report(text(run.get("errorReport")))
    code = report.exit_code if report.exit_code is not None else read_exit(run.get("exitStatus"))
    message = text(run.get("errorMessage"))
    found = structs.replace(
        state,
        failed_process=report.process,
        failed_task=redact(report.tag, hidden),
        exit_words=exit_words(code),
        last_lines=last_lines(report.wrote or message, secrets=hidden),
        detail=redact(_cause(report, message), hidden),
    )
    return structs.replace(found, detail=failure_words(found))


def _cause(report: ErrorReport, message: str) -> str:
    told = report.cause or " ".join(message.split())
    return told if len(told) <= 200 else told[:199] + "…"


def _cost(answer: Mapping[str, Any], progress: Mapping[str, Any]) -> float | None:
    """In US dollars; zero is told by systems that know no prices, and counts as not known."""
    own = number(answer.get("cost"))
    if own and text(answer.get("costCurrency")).upper() in ("", "USD", "$"):
        return own
    return number(progress.get("cost")) or None


def _facts(run: Mapping[str, Any], hidden: tuple[str, ...]) -> dict[str, str]:
    """What groups a run with others of its kind, and how it can be gone on with."""
    known = {
        "session": text(run.get("sessionId")),
        "pipeline": redact(text(run.get("projectName")), hidden),
        "run": redact(text(run.get("runName")), hidden),
        "revision": text(run.get("revision")),
        "launch": text(run.get("launchId")),
        "resume": resume_command(run, hidden),
    }
    start, end = read_moment(run.get("start")), read_moment(run.get("complete"))
    if start and end and end - start >= timedelta(0):
        known["seconds"] = str(int((end - start).total_seconds()))
    return {key: value for key, value in known.items() if value}


def resume_command(run: Mapping[str, Any], hidden: tuple[str, ...]) -> str:
    """The command that goes on with the run, secrets taken out; empty when it is not known."""
    command, session = text(run.get("commandLine")).strip(), text(run.get("sessionId"))
    if not command or not session:
        return ""
    command = _without_name(_RESUME.sub("", command), text(run.get("runName")))
    shown = redact(f"{command} -resume {session}", hidden)
    return shown.replace(HIDDEN, "...") if len(shown) <= 1000 else ""


def _without_name(command: str, name: str) -> str:
    """The command without `-name` and the run's own name: Nextflow refuses a name a second time."""
    if not name:
        return command
    return re.sub(rf"""\s-name\s+(['"]?){re.escape(name)}\1(?=\s|$)""", "", command)
