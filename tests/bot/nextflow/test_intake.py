"""Whoever has the token is answered 200, whatever is sent and however the service is."""

import base64
import errno
import json
import os
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.nextflow.identity import is_authorised, page_of, run_id
from tests.bot.nextflow.endpoint import BASIC, BEARER, TOKEN, Endpoint, endpoint

CREATE = {"sessionId": "7d0a2c1e-5a0e-4c63-9d0a-0b7a6a7e1c01", "runName": "acme_b42"}


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.mark.parametrize(
    ("header", "may"),
    [
        (f"Bearer {TOKEN}", True),
        (f"bearer {TOKEN}", True),
        (basic("@token", TOKEN), True),
        (basic("nextflow", TOKEN), True),
        (basic("nextflow", f"{TOKEN}x"), False),
        (basic(TOKEN, ""), False),
        (f"Bearer {TOKEN[:-1]}", False),
        ("Bearer ", False),
        ("Basic !!!", False),
        ("Basic /w==", False),
        ("", False),
        (TOKEN, False),
        ("Bearer tökn", False),
    ],
)
def test_the_token_is_bearer_or_the_password_of_basic(header: str, may: bool) -> None:
    assert is_authorised(header, TOKEN) is may


def test_without_a_token_nobody_may() -> None:
    assert not is_authorised("Bearer ", "")
    assert not is_authorised(basic("", ""), "")


def test_a_run_has_the_same_id_whenever_it_is_asked_for() -> None:
    one = run_id(TOKEN, "session", "name")
    assert one == run_id(TOKEN, "session", "name")
    assert len(one) <= 16
    assert one.isalnum()
    others = {run_id("other", "session", "name"), run_id(TOKEN, "session", "name2")}
    assert one not in others
    assert len(others) == 2


def test_a_page_is_where_people_can_open_it() -> None:
    assert page_of("abc", "https://ck.example/") == "https://ck.example/nextflow/runs/abc"
    assert page_of("abc", "", "http://10.0.0.7:8380") == "http://10.0.0.7:8380/nextflow/runs/abc"
    for own in ("", "http://127.0.0.1:8380", "http://localhost:80", "http://[::1]:1"):
        assert page_of("abc", "", own) == "nextflow://run/abc"


def test_the_tower_protocol_is_answered_as_nextflow_wants_it(tmp_path: Path) -> None:
    with endpoint(tmp_path) as served:
        made = served.tower("POST", "/trace/create", CREATE | {"workflowId": None}).json()
        run = made["workflowId"]
        assert 0 < len(run) <= 16
        assert made["watchUrl"].endswith(f"/nextflow/runs/{run}") or run in made["watchUrl"]
        assert served.tower("POST", "/trace/create", CREATE).json()["workflowId"] == run
        begun = served.tower("PUT", f"/trace/{run}/begin", {"workflow": {}}).json()
        assert begun["watchUrl"] == made["watchUrl"]
        for what in ("progress", "heartbeat", "complete"):
            assert served.tower("PUT", f"/trace/{run}/{what}?workspaceId=1", {}).status_code == 200
        assert served.tower("PATCH", f"/workflow/{run}", {"schedRunId": "x"}).status_code == 200
        info = served.tower("GET", "/user-info", b"").json()
        assert info["user"]["userName"]
    paths = [sent.path for sent in served.sealed()]
    assert paths[:2] == [f"/trace/{run}/create"] * 2
    assert paths[2:5] == [
        f"/trace/{run}/begin",
        f"/trace/{run}/progress",
        f"/trace/{run}/heartbeat",
    ]


def test_a_prefix_of_the_endpoint_is_as_good(tmp_path: Path) -> None:
    with endpoint(tmp_path) as served:
        made = served.tower("POST", "/api/trace/create", CREATE).json()
        assert served.tower("PUT", f"/api/trace/{made['workflowId']}/begin", {}).status_code == 200
    assert served.sealed()[0].path == f"/api/trace/{made['workflowId']}/create"


def test_a_run_that_a_platform_launched_keeps_its_id(tmp_path: Path) -> None:
    with endpoint(tmp_path) as served:
        made = served.tower("POST", "/trace/create", CREATE | {"workflowId": "4wJ8kQ2bTz9sRA"})
    assert made.json()["workflowId"] == "4wJ8kQ2bTz9sRA"


def test_without_the_token_nothing_is_taken(tmp_path: Path) -> None:
    with endpoint(tmp_path) as served:
        for headers in ({}, {"Authorization": "Bearer wrong"}):
            assert served.weblog({"event": "started"}, headers).status_code == 401
            assert (
                served.send("PUT", "/nextflow/tower/trace/x/begin", {}, headers).status_code == 401
            )
    assert served.sealed() == []


def test_tower_is_only_there_when_it_is_wanted(tmp_path: Path) -> None:
    with endpoint(tmp_path, tower=False) as served:
        assert served.tower("POST", "/trace/create", CREATE).status_code == 404
        assert served.weblog({"event": "started"}, BEARER).status_code == 200


JUNK = st.one_of(
    st.binary(max_size=200),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner),
        max_leaves=12,
    ).map(lambda value: json.dumps(value).encode()),
)  # fmt: skip
PATHS = st.sampled_from(
    ["/trace/create", "/trace/abc/begin", "/trace/abc/progress", "/trace/abc/heartbeat",
     "/trace/abc/complete", "/trace/not known/begin", "/trace/" + "x" * 300 + "/begin",
     "/trace/abc/new-in-a-later-version", "/workflow/abc", "/", "", "/%00", "/user-info",
     "/ephemeral", "/trace/abc/begin/"]
)  # fmt: skip
METHODS = st.sampled_from(["POST", "PUT", "PATCH", "DELETE", "GET", "HEAD"])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with endpoint(tmp_path_factory.mktemp("journal"), most_bytes=100_000) as one:
        yield one


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(method=METHODS, path=PATHS, body=JUNK)
def test_whatever_is_sent_is_answered_200(
    served: Endpoint, method: str, path: str, body: bytes
) -> None:
    answer = served.tower(method, path, body)
    assert answer.status_code == 200
    if method == "POST" and path == "/trace/create":
        assert 0 < len(answer.json()["workflowId"]) <= 16
    assert served.weblog(body).status_code == 200


def test_more_than_any_run_sends_is_answered_200_and_not_kept(tmp_path: Path) -> None:
    with endpoint(tmp_path, most_bytes=1000) as served:
        assert served.tower("PUT", "/trace/abc/complete", b"x" * 2_000_000).status_code == 200
        assert served.weblog(b"x" * 5000).status_code == 200
    assert [sent.body for sent in served.sealed()] == [b"", b""]


def test_a_disk_that_does_not_answer_holds_up_no_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = threading.Event()

    def write(handle: int, content: bytes) -> int:
        if b"slow" in content:
            answers.wait(30)
        return os.write(handle, content)

    monkeypatch.setattr("bot.nextflow.intake._WAIT_S", 0.1)
    with endpoint(tmp_path, write=write) as served:
        answer = served.tower("PUT", "/trace/abc/begin", {"slow": True})
        assert answer.status_code == 200
        assert not answers.is_set()
        answers.set()
    assert [json.loads(sent.body) for sent in served.sealed()] == [{"slow": True}]


def test_a_disk_that_fails_altogether_holds_up_no_run(tmp_path: Path) -> None:
    broken = threading.Event()

    def write(handle: int, content: bytes) -> int:
        if broken.is_set():
            raise OSError(errno.EIO, "broken")
        return os.write(handle, content)

    with endpoint(tmp_path, write=write) as served:
        broken.set()
        for number in range(5):
            assert served.tower("PUT", "/trace/abc/progress", {"n": number}).status_code == 200
            assert served.weblog({"n": number}).status_code == 200
        assert served.journal.held == 10
        broken.clear()
    assert len(served.sealed()) == 10


def test_the_answer_does_not_come_before_the_record_is_on_the_disk(tmp_path: Path) -> None:
    with endpoint(tmp_path) as served:
        assert served.weblog({"event": "started"}, BASIC).text == "kept"
        (path,) = [*tmp_path.glob("*.open"), *tmp_path.glob("*.sealed")]
        assert b'"started"' in path.read_bytes()
