"""One run as its events have told of it so far. Each event is folded in; what is kept is redacted.

Events may come twice, late, or never: what has ended stays ended, and no count is trusted that a
later sum corrects.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any, Literal

from msgspec import Struct, structs

from bot.providers.answers import mapping, number
from bot.providers.answers import text as text_in
from bot.providers.nextflow_events import Heard, read_moment
from bot.providers.redaction import is_secret_name, last_lines, redact, secret_values
from bot.providers.seqera_reading import resume_command
from protocol.error_report import read_error_report, split_name
from protocol.exit_codes import exit_words, read_exit
from protocol.ties_by_name import addresses_in, parameter_names

_COUNTS = ("pending", "submitted", "running", "succeeded", "cached", "failed", "aborted", "ignored",
           "retries")  # fmt: skip
_STATS = {
    "succeeded": "succeededCount", "cached": "cachedCount", "failed": "failedCount",
    "aborted": "abortedCount", "ignored": "ignoredCount", "retries": "retriesCount",
}  # fmt: skip
_FATAL = ("TERMINATE", "FINISH")  # of a task's error action: these end the run
_SHORT_LINK = re.compile(r"[0-9A-Za-z]{8}")
_ON_THEIR_WAY = ("pending", "submitted", "running")
_MOST_NAMES = 20
_MOST_OPEN = 20_000
_NO_WORD = "it ended without success and told no error; was it stopped by hand?"


class PushedRun(Struct, frozen=True):
    """What is known; `PushedRun(id, session, name)` is a run of which nothing was told."""

    id: str
    session: str
    name: str
    heard: datetime | None = None  # the last word, whatever way
    beat: datetime | None = None  # of a sender that is heard every minute
    first: datetime | None = None
    has_begun: bool = False
    outcome: Literal["", "succeeded", "failed"] = ""
    started: datetime | None = None
    ended: datetime | None = None
    pipeline: str = ""
    revision: str = ""
    commit: str = ""
    repository: str = ""
    owner: str = ""
    resume: str = ""
    names: tuple[str, ...] = ()  # in which a card may be named
    counts: dict[str, int] = {}
    is_summed: bool = False  # the counts are the sender's own sums
    open_tasks: dict[str, str] = {}  # by number: submitted or running
    process: str = ""  # of the task that ended it, and what follows
    tag: str = ""
    exit: str = ""  # in words
    lines: tuple[str, ...] = ()
    detail: str = ""


def folded(run: PushedRun, heard: Heard, at: datetime) -> PushedRun:
    """The run after this event, which came at that moment."""
    hidden = _hidden(heard)
    run = structs.replace(
        run,
        session=run.session or heard.session,
        name=run.name or redact(heard.name, hidden),
        first=run.first or at,
        heard=_later(run.heard, at),
        beat=_later(run.beat, at) if heard.beats else run.beat,
    )
    run = _with_workflow(run, heard, hidden)
    if heard.what != "created":
        run = structs.replace(run, has_begun=True)
    if run.outcome and heard.what != "completed":
        return run  # a straggler; the run is over
    run = _with_tasks(run, heard, hidden)
    run = _with_counts(run, heard)
    if heard.what == "error" and not run.outcome:
        return structs.replace(run, outcome="failed", ended=run.ended or at)
    return _completed(run, heard, at, hidden) if heard.what == "completed" else run


def _with_workflow(run: PushedRun, heard: Heard, hidden: tuple[str, ...]) -> PushedRun:
    flow = heard.workflow

    def told(key: str, before: str, most: int = 300) -> str:
        return redact(clean(flow.get(key)), hidden)[:most] or before

    given = {**flow, "sessionId": heard.session or run.session}
    return structs.replace(
        run,
        started=read_moment(flow.get("start")) or run.started,
        pipeline=told("projectName", run.pipeline),
        revision=told("revision", run.revision),
        commit=told("commitId", run.commit),
        repository=told("repository", run.repository),
        owner=told("userName", run.owner),
        resume=clean(resume_command(given, hidden)) or run.resume,
        names=_names(run, heard, hidden),
    )


def _names(run: PushedRun, heard: Heard, hidden: tuple[str, ...]) -> tuple[str, ...]:
    """Texts in which a card may be named; nothing else of parameters and command is kept."""
    command = clean(heard.workflow.get("commandLine"))
    parameters = heard.parameters
    found = [*parameter_names(parameters, command), *addresses_in(command)]
    found += [
        value for key, value in parameters.items()
        if isinstance(value, str) and _SHORT_LINK.fullmatch(value) and not is_secret_name(str(key))
    ]  # fmt: skip
    found += [heard.name]
    kept = [redact(clean(each), hidden)[:200] for each in found]
    return tuple(dict.fromkeys(each for each in (*run.names, *kept) if each))[:_MOST_NAMES]


def _with_tasks(run: PushedRun, heard: Heard, hidden: tuple[str, ...]) -> PushedRun:
    """Counts from single tasks, until a sum is told; and the first task whose failure is fatal.
    One that is tried again alarms nobody."""
    counts, waiting = dict(run.counts), dict(run.open_tasks)
    for task in heard.tasks:
        status = clean(task.get("status")).upper()
        number_of = clean(task.get("task_id"))
        if heard.what == "progress" and not run.is_summed and not heard.progress:
            _count(task, status, number_of, counts, waiting)
        action = clean(task.get("error_action")).upper()
        is_fatal = action in _FATAL or heard.what == "error"
        if status == "FAILED" and is_fatal and not run.process:
            run = _with_failure(run, task, (*hidden, *secret_values(text_in(task.get("env")))))
    return structs.replace(run, counts=counts, open_tasks=waiting)


def _count(
    task: Mapping[str, Any], status: str, number_of: str, counts: dict[str, int],
    waiting: dict[str, str],
) -> None:  # fmt: skip
    def add(key: str, more: int) -> None:
        counts[key] = max(0, counts.get(key, 0) + more)

    before = waiting.pop(number_of, "")
    if before:
        add(before, -1)
    if status in ("SUBMITTED", "RUNNING"):
        if len(waiting) < _MOST_OPEN:
            waiting[number_of] = status.lower()
            add(status.lower(), 1)
    elif status in ("COMPLETED", "CACHED"):
        add("succeeded" if status == "COMPLETED" else "cached", 1)
    elif status == "FAILED":
        is_retried = clean(task.get("error_action")).upper() == "RETRY"
        add("retries" if is_retried else "failed", 1)
    elif status == "ABORTED":
        add("aborted", 1)


def _with_failure(run: PushedRun, task: Mapping[str, Any], hidden: tuple[str, ...]) -> PushedRun:
    process, tag = split_name(clean(task.get("name")))
    code = read_exit(task.get("exit"))
    wrote = clean(task.get("error_message"), 20_000)
    return structs.replace(
        run,
        process=redact(clean(task.get("process")) or process, hidden),
        tag=redact(clean(task.get("tag")) or tag, hidden),
        exit=exit_words(code),
        lines=last_lines(wrote, secrets=hidden) if wrote else run.lines,
    )


def _with_counts(run: PushedRun, heard: Heard) -> PushedRun:
    stats = mapping(heard.workflow.get("stats")) or mapping(heard.workflow.get("workflowStats"))
    told = {key: number(stats.get(name)) for key, name in _STATS.items()}
    told |= {key: number(heard.progress.get(key)) for key in _COUNTS if key in heard.progress}
    counts = {key: int(value) for key, value in told.items() if value and 0 < value < 1e9}
    if "failed" in counts:  # a task that was tried again counts as failed, too
        counts["failed"] = max(0, counts["failed"] - counts.get("retries", 0))
    if heard.progress or (heard.what == "completed" and counts):
        return structs.replace(run, counts=counts, is_summed=True, open_tasks={})
    return run


def _completed(run: PushedRun, heard: Heard, at: datetime, hidden: tuple[str, ...]) -> PushedRun:
    flow = heard.workflow
    success = flow.get("success")
    if run.outcome and success is None:
        return run
    run = structs.replace(
        run,
        outcome="succeeded" if _is_true(success) else "failed",
        ended=read_moment(flow.get("complete")) or run.ended or at,
        counts={key: n for key, n in run.counts.items() if key not in _ON_THEIR_WAY},
        open_tasks={},
    )  # fmt: skip
    if run.outcome == "succeeded":
        return structs.replace(run, process="", tag="", exit="", lines=(), detail="")
    report = read_error_report(clean(flow.get("errorReport"), 200_000))
    message = clean(flow.get("errorMessage"), 20_000)
    code = report.exit_code if report.exit_code is not None else read_exit(flow.get("exitStatus"))
    cause = redact(" ".join((report.cause or message).split()), hidden)
    wrote = last_lines(report.wrote or message, secrets=hidden)
    return structs.replace(
        run,
        process=redact(report.process, hidden) or run.process,
        tag=redact(report.tag, hidden) if report.process else run.tag,
        exit=exit_words(code) or run.exit,
        lines=wrote or run.lines,
        detail=(cause if len(cause) <= 200 else f"{cause[:199]}…") or run.detail or _NO_WORD,
    )


def _hidden(heard: Heard) -> tuple[str, ...]:
    """Secrets that this event holds under their names; they are secret wherever else they are."""
    command = clean(heard.workflow.get("commandLine"), 100_000)
    words = command.replace("=", " ").split()
    in_command = [
        word.strip("'\"") for before, word in pairwise(words)
        if before.startswith("-") and is_secret_name(before.lstrip("-"))
    ]  # fmt: skip
    named = {key: heard.workflow.get(key) for key in ("configText", "manifest") if heard.workflow}
    tasks = [value for task in heard.tasks for value in secret_values(dict(task))]
    env = [value for task in heard.tasks for value in secret_values(text_in(task.get("env")))]
    return (*secret_values(heard.parameters), *in_command, *secret_values(named), *tasks, *env)


def _is_true(value: object) -> bool:
    return value is True or (isinstance(value, str) and value.strip().lower() == "true")


def _later(one: datetime | None, other: datetime) -> datetime:
    return max(one, other) if one is not None else other


def clean(value: object, most: int = 5000) -> str:
    """Text as a database and a page take it; numbers as text, anything else as nothing."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    found = text_in(value).replace("\0", "")
    return found.encode("utf-8", "replace").decode()[-most:] if most > 5000 else (
        found.encode("utf-8", "replace").decode()[:most]
    )  # fmt: skip
