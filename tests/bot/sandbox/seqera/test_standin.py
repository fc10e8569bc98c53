"""The stand-in speaks Seqera Platform's own shapes, and its runs become what they are told."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import httpx
import pytest
import yaml
from jsonschema import Draft4Validator
from referencing import Registry
from referencing.jsonschema import DRAFT4

from bot.sandbox.seqera import SeqeraStandIn
from bot.sandbox.seqera.shapes import USER_ID, WORKSPACE_ID
from bot.sandbox.seqera.team import sample_runs
from bot.sandbox.serving import ServerThread
from bot.sandbox.team.outside import RUNS
from tests.shared import SHARED, needs_shared

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
WHERE = {"workspaceId": str(WORKSPACE_ID)}


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def stand_in() -> SeqeraStandIn:
    made = SeqeraStandIn(None, Clock())
    made.runs.put_all(sample_runs(NOW))
    return made


@pytest.fixture
def client(stand_in: SeqeraStandIn) -> Iterator[httpx.Client]:
    with ServerThread(stand_in.app) as server:
        headers = {"Authorization": f"Bearer {stand_in.token}"}
        with httpx.Client(base_url=server.url, headers=headers) as opened:
            yield opened


def of(outcome: str) -> str:
    """The id of a run of the sample team in this state."""
    return next(run.workflow_id for run in RUNS if run.state == outcome)


def validated(answer: httpx.Response, path: str, method: str = "get") -> Any:
    """The body, which must be what the specification says of this route."""
    spec = _spec()
    schema = spec["paths"][path][method]["responses"]["200"]["content"]["application/json"][
        "schema"
    ]
    assert answer.status_code == 200
    body = answer.json()
    whole = {"$ref": f"urn:seqera{schema['$ref']}"}
    registry = Registry().with_resource("urn:seqera", DRAFT4.create_resource(spec))
    Draft4Validator(whole, registry=registry).validate(body)
    assert unknown_keys(body, schema, spec) == []
    return body


def unknown_keys(value: Any, schema: dict[str, Any], spec: dict[str, Any]) -> list[str]:
    """Keys that the specification does not have; a schema alone lets every key pass."""
    if "$ref" in schema:
        schema = spec["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if isinstance(value, list):
        return [key for each in value for key in unknown_keys(each, schema.get("items", {}), spec)]
    known = schema.get("properties")
    if not isinstance(value, dict) or not known:
        return []
    found = [key for key in value if key not in known]
    for key in value.keys() & known.keys():
        found += [f"{key}.{inner}" for inner in unknown_keys(value[key], known[key], spec)]
    return found


@cache
def _spec() -> dict[str, Any]:
    text = (SHARED / "specs" / "seqera-openapi.yml").read_text(encoding="utf-8")
    spec: dict[str, Any] = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    schemas = spec["components"]["schemas"]
    # the file says that each parameter is an object; in real answers they are any value
    for schema in (schemas["WorkflowDbDto"], *schemas["WorkflowMaxDbDto"].get("allOf", ())):
        if "params" in schema.get("properties", {}):
            schema["properties"]["params"] = {"type": "object"}
    # of the alternatives the discriminator chooses one, which JSON Schema does not know
    chosen = schemas["ComputeConfig"]["discriminator"]["mapping"]["aws-batch"]
    schemas["ComputeConfig"] = {"$ref": chosen}
    return spec


@needs_shared
@pytest.mark.parametrize("outcome", ["running", "succeeded", "failed"])
def test_every_answer_is_what_the_specification_says(client: httpx.Client, outcome: str) -> None:
    run = of(outcome)
    validated(client.get("/user-info"), "/user-info")
    validated(client.get(f"/user/{USER_ID}/workspaces"), "/user/{userId}/workspaces")
    listed = client.get("/workflow", params={**WHERE, "attributes": "labels"})
    assert validated(listed, "/workflow")["totalSize"] > len(RUNS)
    validated(client.get("/workflow", params={**WHERE, "attributes": "minimal"}), "/workflow")
    one = "/workflow/{workflowId}"
    validated(client.get(f"/workflow/{run}", params={**WHERE, "attributes": "labels"}), one)
    validated(client.get(f"/workflow/{run}/progress", params=WHERE), f"{one}/progress")
    validated(client.get(f"/workflow/{run}/tasks", params=WHERE), f"{one}/tasks")
    validated(client.get(f"/workflow/{run}/launch", params=WHERE), f"{one}/launch")


@needs_shared
def test_a_launch_is_what_the_specification_says(client: httpx.Client) -> None:
    run = of("failed")
    launch = client.get(f"/workflow/{run}/launch", params=WHERE).json()["launch"]
    body = {
        "id": launch["id"], "computeEnvId": launch["computeEnv"]["id"],
        "pipeline": launch["pipeline"], "workDir": launch["workDir"],
    }  # fmt: skip
    made = client.post("/workflow/launch", params=WHERE, json={"launch": body})
    validated(made, "/workflow/launch", "post")


@pytest.mark.parametrize("header", ["", "Bearer wrong", "Basic x"])
def test_without_its_token_nothing_is_told(client: httpx.Client, header: str) -> None:
    answer = client.get("/workflow", params=WHERE, headers={"Authorization": header})
    assert answer.status_code == 401


def test_another_workspace_is_refused(client: httpx.Client) -> None:
    assert client.get("/workflow", params={"workspaceId": "1"}).status_code == 403


def test_a_run_progresses_in_time(stand_in: SeqeraStandIn) -> None:
    run = stand_in.start_run(stand_in.runs.latest_first()[0])
    moments = [run.submit, run.start + timedelta(seconds=1), run.complete]
    assert [run.status(moment) for moment in moments] == ["SUBMITTED", "RUNNING", "SUCCEEDED"]
    done = [run.counts(moment)["succeeded"] for moment in moments]
    assert done == sorted(done)
    assert done[-1] == run.tasks


@pytest.mark.parametrize(
    ("do", "status"),
    [("succeed", "SUCCEEDED"), ("fail", "FAILED"), ("cancel", "CANCELLED"), ("silence", "UNKNOWN")],
)
def test_a_run_becomes_what_it_is_told(client: httpx.Client, do: str, status: str) -> None:
    run = of("running")
    client.post(f"/control/runs/{run}", json={"do": do})
    told = client.get(f"/workflow/{run}", params=WHERE).json()
    assert told["workflow"]["status"] == status


def test_a_run_that_was_silent_comes_back(client: httpx.Client) -> None:
    run = of("running")
    for do in ("silence", "wake"):
        client.post(f"/control/runs/{run}", json={"do": do})
    told = client.get(f"/workflow/{run}", params=WHERE).json()
    assert told["workflow"]["status"] == "RUNNING"


def test_another_start_finds_the_runs_as_they_were(tmp_path: Any) -> None:
    path = tmp_path / "seqera.json"
    first = SeqeraStandIn(path, Clock())
    first.runs.put_all(sample_runs(NOW))
    first.tell(of("running"), "cancel")
    again = SeqeraStandIn(path, Clock())
    assert again.runs.latest_first() == first.runs.latest_first()


def test_the_sample_teams_runs_are_what_its_cards_say(stand_in: SeqeraStandIn) -> None:
    for run in RUNS:
        kept = stand_in.runs.get(run.workflow_id)
        assert kept is not None
        assert kept.status(NOW).casefold() == run.state
