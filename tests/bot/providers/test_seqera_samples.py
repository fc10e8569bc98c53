"""Real answers of Seqera Platform, of several years, are understood by the code that gets them."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.providers.seqera_launch import _body
from bot.providers.seqera_reading import fatal_task, labels_of, names_of, read_run, with_task
from protocol.links import LinkState
from tests.protocol.cards import NOW
from tests.protocol.link_states import RUN, link
from tests.shared import SHARED, needs_shared

FOLDER = SHARED / "samples" / "seqera"
FILES = sorted(FOLDER.glob("*.json")) if FOLDER.exists() else []
STATES = {"queued", "running", "succeeded", "failed", "cancelled"}

pytestmark = needs_shared


def having(*keys: str) -> list[Any]:
    """The samples that hold all these keys at the top, by name."""
    found = [path for path in FILES if keys[0] in _read(path)]
    return [pytest.param(path, id=path.stem) for path in found]


def _read(path: Path) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return answer


def read(answer: dict[str, Any]) -> LinkState:
    found = read_run(link(RUN), answer, NOW)
    assert found is not None
    return found


@pytest.mark.parametrize("path", having("workflow"))
def test_a_description_is_understood(path: Path) -> None:
    answer = _read(path)
    state = read(answer)
    assert state.state in STATES
    assert state.facts["run"] == answer["workflow"]["runName"]
    assert state.changed is not None
    assert state.owner
    if state.state in ("queued", "running"):
        assert state.ended is None
    else:
        assert state.ended is not None


@pytest.mark.parametrize("path", having("workflows"))
def test_a_list_is_understood(path: Path) -> None:
    elements = _read(path)["workflows"]
    states = [read(element) for element in elements]
    assert len(states) == len(elements) > 0
    assert {state.state for state in states} <= STATES
    assert all(names_of(element) for element in elements)


@pytest.mark.parametrize("path", having("progress"))
def test_progress_is_counted(path: Path) -> None:
    load = _read(path)["progress"]["workflowProgress"]
    state = read({"workflow": {"runName": "x", "status": "RUNNING"}, **_read(path)})
    assert state.progress.get("succeeded", 0) == load["succeeded"]
    assert state.progress.get("running", 0) == load["running"]


@pytest.mark.parametrize("path", having("tasks"))
def test_tasks_without_a_failure_name_no_reason(path: Path) -> None:
    assert all(each["task"]["status"] != "FAILED" for each in _read(path)["tasks"])
    assert fatal_task(_read(path)) == {}


@pytest.mark.parametrize("path", having("tasks"))
def test_any_of_the_tasks_is_named_when_it_fails(path: Path) -> None:
    for each in _read(path)["tasks"]:
        failed = {"tasks": [{"task": {**each["task"], "status": "FAILED", "exit": "137"}}]}
        failed["tasks"][0]["task"]["exitStatus"] = 2147483647
        state = with_task(read({"workflow": {"runName": "x", "status": "FAILED"}}),
                          fatal_task(failed))  # fmt: skip
        assert state.failed_process == each["task"]["process"]
        assert state.exit_words == "exit code 137: out of memory or killed"


@pytest.mark.parametrize("path", having("labels"))
def test_labels_are_read(path: Path) -> None:
    answer = _read(path)
    assert len(labels_of(answer)) == len(answer["labels"] or ())


@pytest.mark.parametrize("path", having("launch"))
def test_a_launch_can_be_launched_again(path: Path) -> None:
    launch = _read(path)["launch"]
    body = _body({"launchId": launch["id"]}, launch, NOW, resume=False)
    assert body["computeEnvId"] == launch["computeEnv"]["id"]
    assert (body["pipeline"], body["workDir"]) == (launch["pipeline"], launch["workDir"])
    assert "sessionId" not in body


def test_every_sample_is_looked_at() -> None:
    looked_at = ("workflow", "workflows", "progress", "tasks", "labels", "launch")
    rest = {path.stem for path in FILES if not set(looked_at) & _read(path).keys()}
    others = {"datasets", "organizations", "metrics", "serviceInfo", "task", "user", "workflowId",
              "pipelines", "orgsAndWorkspaces"}  # fmt: skip
    assert FILES
    assert all(set(_read(FOLDER / f"{name}.json")) & others for name in rest)
