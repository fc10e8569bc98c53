"""Databricks: states of runs in old and new words, and what is never shown."""

from typing import Any

import pytest

from bot.providers.databricks import Databricks, state_of
from protocol.links import LinkState, reference_of
from tests.bot.providers.conformance import PLANTED, Case, Conformance
from tests.bot.providers.loopback import Asked, Told, loopback
from tests.protocol.cards import NOW

HOST = "https://dbc-a1b2c3d4-e5f6.cloud.databricks.com"
URL = f"{HOST}/?o=7#job/45/run/678"
TOKEN = "dapi0123456789abcdef0123456789abcdef"


def run(**changes: Any) -> dict[str, Any]:
    """A failed run, with secrets where runs have them."""
    return {
        "run_id": 678, "job_id": 45, "run_name": "nightly counts",
        "creator_user_name": "meiling@larkspur.example",
        "start_time": 1_795_000_000_000, "end_time": 1_795_003_600_000,
        "state": {"life_cycle_state": "TERMINATED", "result_state": "FAILED",
                  "state_message": f"Task counts failed: password={PLANTED}"},
        "job_parameters": [{"name": "api_token", "value": PLANTED}],
        "overriding_parameters": {"notebook_params": {"db_password": PLANTED}},
        "tasks": [
            {"task_key": "after", "end_time": 1,
             "state": {"life_cycle_state": "TERMINATED", "result_state": "UPSTREAM_FAILED"}},
            {"task_key": "counts", "end_time": 2,
             "state": {"life_cycle_state": "TERMINATED", "result_state": "FAILED",
                       "state_message": f"no login with {PLANTED}"}},
            {"task_key": "load",
             "state": {"life_cycle_state": "TERMINATED", "result_state": "SUCCESS"}},
        ],
        **changes,
    }  # fmt: skip


def databricks(url: str, token: str = TOKEN) -> Databricks:
    """The provider on a workspace at this address."""
    return Databricks(host=HOST, token=token, api_url=url, timeout_s=0.4)


def system(body: dict[str, Any]) -> Any:
    """The workspace with this one run."""

    def answer(asked: Asked) -> Told:
        is_known = asked.path == "/api/2.1/jobs/runs/get" and asked.query == {"run_id": "678"}
        return Told(200, body) if is_known else Told(404)

    return answer


def fetched(body: dict[str, Any], url: str = URL) -> LinkState:
    """What is said of the run."""
    link = reference_of(url)
    assert link is not None
    with loopback(system(body)) as served:
        return databricks(served.url).fetch(link, NOW)


class TestConforms(Conformance):
    """Databricks keeps what every provider keeps."""

    case = Case(
        name="databricks",
        make=databricks,
        without_credentials=lambda: databricks("http://127.0.0.1:9", ""),
        urls=(
            URL,
            f"{HOST}/#job/45/run/678",
            f"{HOST}/jobs/45/runs/678",
            "https://adb-123.4.azuredatabricks.net/jobs/45/runs/678",
            "https://123.4.gcp.databricks.com/?o=1#job/45/run/678",
        ),
        not_ours=(
            f"{HOST}/#job/45",
            f"{HOST}/#notebook/45/command/1",
            "https://databricks.com.evil.example/jobs/45/runs/678",
        ),
        good=system(run()),
        unknown=system(run(state={"life_cycle_state": "HIBERNATING"})),
        token=TOKEN,
        state="failed",
    )


@pytest.mark.parametrize(
    ("phase", "result", "ours"),
    [
        *((phase, "", "queued") for phase in ("BLOCKED", "PENDING", "QUEUED", "WAITING_FOR_RETRY")),
        ("RUNNING", "", "running"), ("TERMINATING", "", "running"),
        ("SKIPPED", "", "cancelled"), ("INTERNAL_ERROR", "", "failed"),
        ("TERMINATED", "SUCCESS", "succeeded"), ("TERMINATED", "FAILED", "failed"),
        ("TERMINATED", "TIMEDOUT", "failed"), ("TERMINATED", "CANCELED", "cancelled"),
        ("TERMINATED", "SUCCESS_WITH_FAILURES", "succeeded"),
        ("TERMINATED", "MAXIMUM_CONCURRENT_RUNS_REACHED", "failed"),
        ("TERMINATED", "EXCLUDED", "cancelled"), ("TERMINATED", "UPSTREAM_CANCELED", "cancelled"),
        ("TERMINATED", "SOMETHING_NEW", "unknown"), ("TERMINATED", "", "unknown"),
    ],
)  # fmt: skip
def test_every_state_has_its_word(phase: str, result: str, ours: str) -> None:
    told = {"life_cycle_state": phase} | ({"result_state": result} if result else {})
    assert state_of({"state": told}) == ours


@pytest.mark.parametrize(
    ("status", "ours"),
    [
        ({"state": "QUEUED"}, "queued"),
        ({"state": "WAITING"}, "queued"),
        ({"state": "RUNNING"}, "running"),
        ({"state": "TERMINATED", "termination_details": {"code": "SUCCESS"}}, "succeeded"),
        ({"state": "TERMINATED", "termination_details": {"code": "CANCELED"}}, "cancelled"),
        ({"state": "TERMINATED", "termination_details":
          {"code": "RUN_EXECUTION_ERROR", "type": "CLIENT_ERROR"}}, "failed"),
        ({"state": "TERMINATED", "termination_details": {"code": "NEW", "type": "NEW"}}, "unknown"),
    ],
)  # fmt: skip
def test_the_newer_form_is_understood_alone(status: dict[str, Any], ours: str) -> None:
    assert state_of({"status": status}) == ours


def test_the_task_that_failed_is_told_and_not_one_that_waited_for_it() -> None:
    state = fetched(run())
    assert (state.failed_process, state.owner) == ("counts", "meiling@larkspur.example")
    assert state.progress == {"failed": 2, "succeeded": 1}
    assert state.last_lines
    assert state.ended is not None
    assert state.started is not None
    assert (state.ended - state.started).total_seconds() == 3600


def test_a_run_on_its_way_has_no_end() -> None:
    state = fetched(run(state={"life_cycle_state": "RUNNING"}, end_time=0))
    assert (state.state, state.ended) == ("running", None)


def test_another_workspace_is_never_asked() -> None:
    state = fetched(run(), "https://dbc-other.cloud.databricks.com/jobs/45/runs/678")
    assert not state.live
