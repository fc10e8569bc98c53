"""Jobs of AWS Batch: a hundred with one call (`describe_jobs`).

Batch forgets jobs about a week after their end, and answers then as if they had never been: what
was known of one stays. AWS names 50 calls a second for an account; a tenth of them is used.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import structs
from sqlalchemy import Engine

from bot.providers.answers import (
    CouldNotAsk,
    Limit,
    could_not_ask,
    mapping,
    no_live_status,
    number,
    sequence,
    text,
)
from bot.providers.aws import AwsCalls, regions_of
from bot.providers.one_host import moment_of
from bot.providers.provider import Seen
from bot.providers.redaction import last_lines, redact, secret_values
from bot.settings import Settings
from protocol.exit_codes import exit_words, read_exit
from protocol.links import LinkReference, LinkState, references_in
from protocol.ties_by_name import parameter_names
from storage.links import link_of, state_in

NAME = "aws-batch"
TITLE = "AWS Batch"
MOST = 100  # jobs in one call
_PLACE = re.compile(
    r"arn:aws[a-z-]*:batch:(?P<arn>[\w-]+):\d+:job/(?P<a>[0-9a-f:-]+)"
    r"|https?://(?:(?P<host>[a-z]{2}-[\w-]+)\.)?console\.aws\.amazon\.com/batch/home"
    r"(?:\?(?:[^#\s]*?region=(?P<region>[\w-]+))?[^#\s]*)?#jobs/\S*?"
    r"(?P<b>[0-9a-f]{8}-[0-9a-f-]{27}(?::\d+)?)$"
)
_STATES: Mapping[str, str] = {
    "SUBMITTED": "queued",
    "PENDING": "queued",
    "RUNNABLE": "queued",
    "STARTING": "running",
    "RUNNING": "running",
    "SUCCEEDED": "succeeded",
    "FAILED": "failed",
}
_COUNTS: Mapping[str, str] = {
    "SUBMITTED": "submitted", "PENDING": "pending", "RUNNABLE": "pending", "STARTING": "running",
    "RUNNING": "running", "SUCCEEDED": "succeeded", "FAILED": "failed",
}  # fmt: skip
_LOG_GROUP = "/aws/batch/job"
_LOG_LINES = 50
_FORGOTTEN = "AWS Batch knows no such job (any more: it forgets them a week after their end)"
_MS = 1000


class AwsBatch:
    """AWS Batch in the regions of the settings."""

    name = NAME
    title = TITLE

    def __init__(
        self, engine: Engine, regions: Sequence[str], *, endpoint: str = "", timeout_s: float = 10.0
    ) -> None:
        self._engine = engine
        self.aws = AwsCalls(
            "batch", TITLE, regions, limit=Limit(50, 10.0), endpoint=endpoint, timeout_s=timeout_s
        )

    @property
    def is_live(self) -> bool:
        """Whether there are regions to ask in, and boto3."""
        return self.aws.can_ask

    @property
    def calls_left(self) -> int:
        """Of those that may be made now."""
        return self.aws.limit.left

    def match(self, text: str) -> tuple[LinkReference, ...]:
        """Jobs in the text, as pages of the console or ARNs."""
        return tuple(each for each in references_in(text) if each.system == NAME)

    def fetch(self, reference: LinkReference, now: datetime) -> LinkState:
        """One call; one more for the last lines of a job that failed."""
        place = place_of(reference)
        if not self.is_live or place is None or place[0] not in self.aws.regions:
            return no_live_status(reference, now)
        region, job_id = place
        jobs = self._described(region, [job_id])
        if isinstance(jobs, CouldNotAsk):
            return could_not_ask(reference, now, jobs.why)
        if job_id not in jobs:
            return self._forgotten(reference, now)
        state = read_job(reference, jobs[job_id], now)
        return self._with_log(state, jobs[job_id], region) if state.state == "failed" else state

    def poll(self, references: Sequence[LinkReference], now: datetime) -> Mapping[str, Seen]:
        """The jobs of each region by the hundred."""
        if not self.is_live:
            return {}
        asked: dict[str, dict[str, list[LinkReference]]] = {}
        for reference in references:
            place = place_of(reference)
            if place is not None and place[0] in self.aws.regions:
                asked.setdefault(place[0], {}).setdefault(place[1], []).append(reference)
        found: dict[str, Seen] = {}
        for region, wanted in asked.items():
            for part in _parts(list(wanted)):
                jobs = self._described(region, part)
                for job_id in part:
                    for reference in wanted[job_id]:
                        if isinstance(jobs, CouldNotAsk):
                            found[reference.url] = Seen(could_not_ask(reference, now, jobs.why))
                        elif job_id in jobs:
                            state = read_job(reference, jobs[job_id], now)
                            whole = state.state != "failed"
                            names = names_of(jobs[job_id])
                            found[reference.url] = Seen(state, names, whole)
        return found

    def close(self) -> None:
        """Close the connections."""
        self.aws.close()

    def _described(self, region: str, ids: list[str]) -> dict[str, dict[str, Any]] | CouldNotAsk:
        answer = self.aws.call(region, "describe_jobs", jobs=ids)
        if isinstance(answer, CouldNotAsk):
            return answer
        jobs = mapping(answer).get("jobs")
        if not isinstance(jobs, list):
            return CouldNotAsk(f"{TITLE} gave an answer that cannot be read")
        return {text(job.get("jobId")): job for job in map(mapping, jobs)}

    def _forgotten(self, reference: LinkReference, now: datetime) -> LinkState:
        """A job that Batch does not tell of: what it said at its end stays true."""
        link = link_of(self._engine, reference.url)
        known = state_in(link) if link is not None and link.state else None
        if known is not None and known.state in ("succeeded", "failed", "cancelled"):
            return structs.replace(known, asked=now, could_not_ask_since=None, could_not_ask_why="")
        return could_not_ask(reference, now, _FORGOTTEN)

    def _with_log(self, state: LinkState, job: Mapping[str, Any], region: str) -> LinkState:
        """With what the job wrote last; without it where the credentials may not read logs."""
        stream = _log_stream(job)
        if not stream:
            return state
        answer = self.aws.call(
            region, "get_log_events", service="logs", logGroupName=_LOG_GROUP,
            logStreamName=stream, limit=_LOG_LINES, startFromHead=False,
        )  # fmt: skip
        if isinstance(answer, CouldNotAsk):
            return state
        events = map(mapping, sequence(mapping(answer).get("events")))
        said = "\n".join(text(event.get("message")) for event in events)
        lines = last_lines(said, secrets=_hidden(job))
        return structs.replace(state, last_lines=lines) if lines else state


def place_of(reference: LinkReference) -> tuple[str, str] | None:
    """Region and id of the job; None when the address names no region."""
    found = _PLACE.match(reference.url)
    if found is None:
        return None
    region = found["arn"] or found["region"] or found["host"] or ""
    return (region, found["a"] or found["b"]) if region else None


def read_job(reference: LinkReference, job: Mapping[str, Any], now: datetime) -> LinkState:
    """A job as `describe_jobs` tells it, in our words."""
    hidden = _hidden(job)
    state = _STATES.get(text(job.get("status")).upper(), "unknown")
    if state == "failed" and (job.get("isCancelled") is True or job.get("isTerminated") is True):
        state = "cancelled"
    started, stopped = moment_of(job.get("startedAt"), _MS), moment_of(job.get("stoppedAt"), _MS)
    is_over = state in ("succeeded", "failed", "cancelled")
    code = read_exit(_container(job).get("exitCode"))
    words = exit_words(code) if state == "failed" else ""
    reasons = (text(_container(job).get("reason")), text(job.get("statusReason")))
    told = [redact(" ".join(reason.split()), hidden)[:200] for reason in reasons if reason]
    name = redact(text(job.get("jobName")), hidden)
    definition = text(job.get("jobDefinition")).rpartition("/")[2].partition(":")[0]
    counts: dict[str, int] = {}
    summary = mapping(mapping(job.get("arrayProperties")).get("statusSummary"))
    for status, count in summary.items():
        word, many = _COUNTS.get(str(status).upper(), ""), number(count)
        if word and many:
            counts[word] = counts.get(word, 0) + int(many)
    facts = {"pipeline": redact(definition, hidden), "run": name}
    return LinkState(
        reference,
        state,
        asked=now,
        title=name,
        changed=(stopped if is_over else None) or started or moment_of(job.get("createdAt"), _MS),
        detail=(words or next(iter(told), "")) if state == "failed" else "",
        started=None if state == "queued" else started,
        ended=stopped if is_over else None,
        failed_process=name if state == "failed" else "",
        exit_words=words,
        last_lines=tuple(dict.fromkeys(told)) if state == "failed" else (),
        progress=counts,
        labels=tuple(redact(f"{key}={value}", hidden) for key, value in _tags(job)),
        facts={key: value for key, value in facts.items() if value},
    )


def names_of(job: Mapping[str, Any]) -> tuple[str, ...]:
    """Texts in which a job may name its card: its name, its tags, a parameter."""
    tags = (value for _, value in _tags(job))
    given = parameter_names(mapping(job.get("parameters")))
    return tuple(each for each in (*given, text(job.get("jobName")), *tags) if each)


def _container(job: Mapping[str, Any]) -> dict[str, Any]:
    """The container of the last attempt, or of the job while it runs."""
    own = mapping(job.get("container"))
    if own.get("exitCode") is not None or own.get("reason"):
        return own
    attempts = [mapping(mapping(each).get("container")) for each in sequence(job.get("attempts"))]
    return attempts[-1] if attempts else own


def _log_stream(job: Mapping[str, Any]) -> str:
    last = text(_container(job).get("logStreamName"))
    return last or text(mapping(job.get("container")).get("logStreamName"))


def _tags(job: Mapping[str, Any]) -> list[tuple[str, str]]:
    tags = mapping(job.get("tags")).items()
    return [(str(key), str(value)) for key, value in tags if not str(key).startswith("aws:")]


def _hidden(job: Mapping[str, Any]) -> tuple[str, ...]:
    """Values that the job's environment and parameters hold under names of secrets."""
    named = {
        text(each.get("name")): each.get("value")
        for each in map(mapping, sequence(mapping(job.get("container")).get("environment")))
    }
    return (*secret_values(named), *secret_values(mapping(job.get("parameters"))))


def _parts(ids: list[str]) -> Iterator[list[str]]:
    for first in range(0, len(ids), MOST):
        yield ids[first : first + MOST]


def from_settings(settings: Settings, engine: Engine) -> AwsBatch:
    """AWS Batch as the settings name it."""
    return AwsBatch(engine, regions_of(settings), endpoint=settings.aws_endpoint)
