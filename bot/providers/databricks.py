"""Runs of Databricks jobs, by `jobs/runs/get`.

API: https://docs.databricks.com/api/workspace/jobs/getrun; documented at 100 calls a second for a
workspace. Older versions tell the state as `state.life_cycle_state` and `state.result_state`, newer
ones beside it as `status`. A failed run's message stands with the task that failed.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from bot.providers.answers import Answer, Limit, mapping, number, sequence, text
from bot.providers.one_host import OneHost, address_of, moment_of
from bot.providers.redaction import last_lines, redact, secret_values
from bot.settings import Settings
from protocol.links import LinkReference, LinkState

NAME = "databricks"
TITLE = "Databricks"
_RUN = re.compile(r"(?:/run/|/runs/)(\d+)$")
_WAITS = frozenset({"BLOCKED", "PENDING", "QUEUED", "WAITING_FOR_RETRY", "WAITING"})
_WORKS = frozenset({"RUNNING", "TERMINATING"})
_ENDS: Mapping[str, str] = {
    "SUCCESS": "succeeded",
    "SUCCESS_WITH_FAILURES": "succeeded",
    "FAILED": "failed",
    "TIMEDOUT": "failed",
    "UPSTREAM_FAILED": "failed",
    "MAXIMUM_CONCURRENT_RUNS_REACHED": "failed",
    "CANCELED": "cancelled",
    "UPSTREAM_CANCELED": "cancelled",
    "EXCLUDED": "cancelled",
    "DISABLED": "cancelled",
}
_ENDED_AS: Mapping[str, str] = {  # `status.termination_details.code`, where no result is told
    "SUCCESS": "succeeded",
    "CANCELED": "cancelled",
    "USER_CANCELED": "cancelled",
    "SKIPPED": "cancelled",
}
_FOLLOWS = "UPSTREAM_FAILED"  # of a task: another one is to blame
_MS = 1000


class Databricks(OneHost):
    """One workspace of Databricks."""

    name = NAME
    title = TITLE

    def __init__(
        self, *, host: str, token: str, api_url: str = "", timeout_s: float = 10.0
    ) -> None:
        super().__init__(
            web_url=host,
            api_url=api_url or host,
            token=token,
            headers={"Authorization": f"Bearer {token}"},
            limit=Limit(20, 1.0),
            timeout_s=timeout_s,
        )

    def _ask(self, reference: LinkReference, now: datetime) -> LinkState:
        """One call."""
        found = _RUN.search(reference.url)
        answer = self.calls.get("/api/2.1/jobs/runs/get", {"run_id": found[1] if found else None})
        body = mapping(answer.body) if isinstance(answer, Answer) else {}
        if not (mapping(body.get("state")) or mapping(body.get("status"))):
            return self._not_asked(reference, now, answer)
        return read_run(reference, body, now, (self._token,))


def read_run(
    reference: LinkReference, body: Mapping[str, Any], now: datetime, secrets: tuple[str, ...] = ()
) -> LinkState:
    """A run as Databricks tells it, in our words."""
    hidden = (*secrets, *_secrets_in(body))
    state = state_of(body)
    is_over = state not in ("queued", "running", "unknown")
    started, ended = moment_of(body.get("start_time"), _MS), moment_of(body.get("end_time"), _MS)
    name = redact(text(body.get("run_name")), hidden)
    failed = _failed_task(body) if state == "failed" else {}
    said = _message(failed) or _message(body)
    told = " ".join(redact(said, hidden).split())
    facts = {"pipeline": f"job {body['job_id']}" if body.get("job_id") else "", "run": name}
    return LinkState(
        reference,
        state,
        asked=now,
        title=name,
        changed=(ended if is_over else None) or started,
        detail=(told if len(told) <= 200 else told[:199] + "…") if state == "failed" else "",
        owner=text(body.get("creator_user_name")),
        started=None if state == "queued" else started,
        ended=ended if is_over else None,
        failed_process=text(failed.get("task_key")),
        last_lines=last_lines(said, secrets=hidden) if state == "failed" else (),
        progress=_progress(body),
        facts={key: value for key, value in facts.items() if value},
    )


def state_of(body: Mapping[str, Any]) -> str:
    """The state in one of our words; the older form first, for it tells results more finely."""
    old, new = mapping(body.get("state")), mapping(body.get("status"))
    result = text(old.get("result_state")).upper()
    if result:
        return _ENDS.get(result, "unknown")
    phase = (text(old.get("life_cycle_state")) or text(new.get("state"))).upper()
    if phase in _WAITS:
        return "queued"
    if phase in _WORKS:
        return "running"
    if phase == "SKIPPED":
        return "cancelled"
    if phase == "INTERNAL_ERROR":
        return "failed"
    if phase != "TERMINATED":
        return "unknown"
    details = mapping(new.get("termination_details"))
    kind, code = text(details.get("type")).upper(), text(details.get("code")).upper()
    if code in _ENDED_AS:
        return _ENDED_AS[code]
    return "failed" if code and kind in ("CLIENT_ERROR", "CLOUD_FAILURE", "INTERNAL_ERROR") else (
        "unknown"
    )  # fmt: skip


def _failed_task(body: Mapping[str, Any]) -> dict[str, Any]:
    """The task that failed first, not one that failed because another had."""
    tasks = [
        task for task in map(mapping, sequence(body.get("tasks"))) if state_of(task) == "failed"
    ]
    own = [
        t for t in tasks if text(mapping(t.get("state")).get("result_state")) != "UPSTREAM_FAILED"
    ]
    return min(own or tasks, key=lambda task: number(task.get("end_time")) or 0, default={})


def _message(part: Mapping[str, Any]) -> str:
    details = mapping(mapping(part.get("status")).get("termination_details"))
    return text(mapping(part.get("state")).get("state_message")) or text(details.get("message"))


def _progress(body: Mapping[str, Any]) -> dict[str, int]:
    found: dict[str, int] = {}
    for task in map(mapping, sequence(body.get("tasks"))):
        word = {"queued": "pending", "cancelled": "aborted"}.get(state_of(task), state_of(task))
        found[word] = found.get(word, 0) + 1
    found.pop("unknown", None)
    return found


def _parameters(body: Mapping[str, Any]) -> dict[str, object]:
    """What the run was given, by name, of the whole and of the job alike."""
    given: dict[str, object] = {}
    for each in map(mapping, sequence(body.get("job_parameters"))):
        given[text(each.get("name"))] = each.get("value") or each.get("default")
    overriding = mapping(body.get("overriding_parameters"))
    for key in ("notebook_params", "python_named_params", "job_parameters"):
        given |= mapping(overriding.get(key))
    return given


def _secrets_in(body: Mapping[str, Any]) -> tuple[str, ...]:
    return (*secret_values(dict(body)), *secret_values(_parameters(body)))


def from_settings(settings: Settings, _engine: Engine) -> Databricks:
    """The workspace that the settings name."""
    return Databricks(
        host=address_of(settings.databricks_host),
        token=settings.databricks_token.get_secret_value(),
    )
