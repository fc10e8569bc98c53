"""GitHub's webhooks: signed, kept once, and understood whatever is in them."""

import hashlib
import hmac
import json
import logging
import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from bot.providers.github import GitHub
from bot.providers.github_events import heard_in, read_event
from bot.providers.provider import Received
from bot.seldom import Seldom
from bot.web import receiving
from protocol.links import reference_of
from storage.github import deliveries_waiting
from tests.bot.providers.loopback import loopback
from tests.bot.providers.test_github import PULL, REPOSITORY, github, pull, system
from tests.databases import opened_with_schema
from tests.protocol.cards import NOW

SECRET = "a secret that only GitHub and we know"
_EXAMPLES = Path("node_modules/@octokit/webhooks-examples/api.github.com/index.json")


def octokit_examples() -> list[tuple[str, dict[str, Any]]]:
    """Every example payload of npm's @octokit/webhooks-examples, when that package is present."""
    given = os.environ.get("CARDKEEPER_OCTOKIT_EXAMPLES", "")
    root = Path(__file__).parents[3]
    for path in (Path(given) / _EXAMPLES, Path(given), root / _EXAMPLES):
        if (given or path == root / _EXAMPLES) and path.is_file():
            events = json.loads(path.read_text(encoding="utf-8"))
            return [(event["name"], each) for event in events for each in event["examples"]]
    return []


EXAMPLES = octokit_examples()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = opened_with_schema(f"sqlite:///{tmp_path / 'kept.db'}")
    yield made
    made.dispose()


@pytest.fixture
def provider(engine: Engine) -> GitHub:
    return github("http://127.0.0.1:9", engine, secret=SECRET)


def signed(body: bytes, kind: str = "pull_request", delivery: str = "") -> dict[str, str]:
    """The headers of a delivery, names in lower case."""
    digest = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    return {
        "x-hub-signature-256": f"sha256={digest}",
        "x-github-event": kind,
        "x-github-delivery": delivery or str(uuid.uuid4()),
    }


def opened(**changes: Any) -> bytes:
    return json.dumps({"action": "opened", "number": 12, "pull_request": pull(**changes)}).encode()


def test_a_signed_delivery_is_kept_and_tells_its_link(provider: GitHub, engine: Engine) -> None:
    body = opened()
    assert provider.receive(signed(body), body, NOW) == Received(200, "kept", (PULL,))
    assert [row.event for row in deliveries_waiting(engine)] == ["pull_request"]


@pytest.mark.parametrize("wrong", ["", "sha256=", "sha256=00", "sha1=ab", "sha256=ä"])
def test_a_wrong_signature_is_refused_and_nothing_is_kept(
    provider: GitHub, engine: Engine, wrong: str
) -> None:
    body = opened()
    headers = signed(body) | {"x-hub-signature-256": wrong}
    assert provider.receive(headers, body, NOW).status == 401
    assert provider.receive(signed(body), body + b" ", NOW).status == 401
    assert deliveries_waiting(engine) == []


def test_without_a_secret_there_are_no_webhooks(engine: Engine) -> None:
    body = opened()
    assert github("http://127.0.0.1:9", engine).receive(signed(body), body, NOW).status == 404


def test_a_redelivery_is_known_and_acted_on_no_more(provider: GitHub, engine: Engine) -> None:
    body = opened()
    headers = signed(body, delivery="72d3162e-cc78-11e3-81ab-4c9367dc0958")
    assert provider.receive(headers, body, NOW).touched == (PULL,)
    assert provider.receive(headers, body, NOW) == Received(200, "known")
    assert len(deliveries_waiting(engine)) == 1


def test_what_a_delivery_names_is_polled_until_the_poll_was_taken(engine: Engine) -> None:
    with loopback(system()) as served:
        provider = github(served.url, engine, secret=SECRET)
        provider.receive(signed(opened()), opened(), NOW)
        seen = provider.poll([], NOW)
        again = github(served.url, engine, secret=SECRET).poll([], NOW)  # after a crash
        assert list(seen) == list(again) == [PULL]
        assert provider.poll([], NOW) == {}
    assert "https://trello.com/c/AbCd1234" in seen[PULL].names


def test_a_delivery_that_cannot_be_asked_about_is_asked_again(engine: Engine) -> None:
    body = opened()
    provider = github("http://127.0.0.1:9", engine, secret=SECRET)
    provider.receive(signed(body), body, NOW)
    assert provider.poll([], NOW) == provider.poll([], NOW) == {}
    assert len(deliveries_waiting(engine)) == 1


def test_a_payload_that_nobody_understands_is_taken_all_the_same(provider: GitHub) -> None:
    for body in (b"payload=%7B%7D", b"[]", b'{"pull_request": 7}', b"\xff"):
        received = provider.receive(signed(body), body, NOW)
        assert (received.status, received.touched) == (200, ()), body


def test_a_commit_that_names_a_card_in_its_message_is_told(provider: GitHub) -> None:
    commits = [
        {"url": f"{REPOSITORY}/commit/{'a' * 40}", "message": "[AbCd1234] filter"},
        {"url": f"{REPOSITORY}/commit/{'b' * 40}", "message": "pipeline tidied"},
    ]
    body = json.dumps({"ref": "refs/heads/x", "commits": commits}).encode()
    assert provider.receive(signed(body, "push"), body, NOW).touched == (commits[0]["url"],)


def test_checks_tell_of_their_pull_requests(provider: GitHub) -> None:
    body = json.dumps(
        {
            "action": "completed",
            "check_suite": {"conclusion": "success", "pull_requests": [{"number": 12}]},
            "repository": {"full_name": "larkspur-bio/tool-doublets", "html_url": REPOSITORY},
        }
    ).encode()
    assert provider.receive(signed(body, "check_suite"), body, NOW).touched == (PULL,)


@pytest.mark.skipif(not EXAMPLES, reason="npm's @octokit/webhooks-examples is not here")
def test_every_example_of_octokit_is_accepted(provider: GitHub) -> None:
    told = 0
    for kind, payload in EXAMPLES:
        body = json.dumps(payload).encode()
        read_event(body)
        received = provider.receive(signed(body, kind), body, NOW)
        assert (received.status, received.says) == (200, "kept"), kind
        told += len(received.touched)
    assert len(EXAMPLES) >= 329
    assert told > 100


@pytest.mark.skipif(not EXAMPLES, reason="npm's @octokit/webhooks-examples is not here")
@pytest.mark.parametrize("kind", ["pull_request", "pull_request_review", "issues", "workflow_run"])
def test_every_example_that_concerns_a_link_tells_it(kind: str) -> None:
    for name, payload in EXAMPLES:
        if name == kind:
            heard = heard_in(kind, read_event(json.dumps(payload).encode()))
            assert heard
            assert all(reference_of(each.url) for each in heard)


@pytest.fixture
def web(provider: GitHub) -> tuple[TestClient, list[tuple[str, ...]]]:
    """The web app with GitHub's endpoint, and what was heard through it."""
    heard: list[tuple[str, ...]] = []
    app = FastAPI()
    receiving.add_receiver(app, "github", provider, lambda: NOW, heard.append)
    return TestClient(app), heard


def test_the_endpoint_answers_and_tells_what_it_heard(
    web: tuple[TestClient, list[tuple[str, ...]]],
) -> None:
    client, heard = web
    body = opened()
    assert client.post("/webhooks/github", content=body, headers=signed(body)).status_code == 200
    assert heard == [(PULL,)]


def test_a_body_that_is_too_large_is_refused_before_it_is_read(
    web: tuple[TestClient, list[tuple[str, ...]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, heard = web
    monkeypatch.setattr(receiving, "MOST_BYTES", 100)
    body = opened()
    assert client.post("/webhooks/github", content=body, headers=signed(body)).status_code == 413
    assert heard == []


def test_what_fails_after_the_answer_does_not_undo_it(provider: GitHub) -> None:
    def fail(_: tuple[str, ...]) -> None:
        raise RuntimeError("the database is away")

    app = FastAPI()
    receiving.add_receiver(app, "github", provider, lambda: NOW, fail)
    body = opened()
    answer = TestClient(app).post("/webhooks/github", content=body, headers=signed(body))
    assert answer.status_code == 200


def test_bodies_on_their_way_have_a_bound_together(
    provider: GitHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "MOST_AT_ONCE", 100)
    app = FastAPI()
    receiving.add_receiver(app, "github", provider, lambda: NOW, lambda _urls: None)
    client = TestClient(app)

    for _ in range(2):  # what was refused holds no room
        assert client.post("/webhooks/github", content=b"x" * 101).status_code == 503
    assert client.post("/webhooks/github", content=b"x" * 99).status_code == 401


def test_what_cannot_be_kept_is_said_seldom_and_answered_503(
    provider: GitHub, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_args: object) -> bool:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    monkeypatch.setattr("storage.github.keep_delivery", full)
    log = logging.getLogger(receiving.__name__)
    monkeypatch.setattr(receiving, "_REFUSED", Seldom(log, logging.ERROR))
    app = FastAPI()
    receiving.add_receiver(app, "github", provider, lambda: NOW, lambda _urls: None)
    client = TestClient(app)

    for _ in range(5):
        answer = client.post("/webhooks/github", content=opened(), headers=signed(opened()))
        assert answer.status_code == 503

    said = [line for line in caplog.messages if "could not be kept" in line]
    assert len(said) == 1
    assert said[0].startswith("A webhook at /webhooks/github could not be kept (database or disk ")
