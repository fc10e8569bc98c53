"""Our own HTTP surface against its OpenAPI description: whatever is sent to whatever address, it
answers, in the declared ways, and never with an error of its own.

Addresses come from the description itself, so that one that is added is fuzzed too.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)

from bot.web.receiving import add_receiver
from tests.bot.chaos.soak import IS_SOAK
from tests.bot.place import BOARD, place
from tests.bot.providers.test_github import github
from tests.bot.trello import scene
from tests.bot.web.test_app import Site
from tests.fuzz.parsers import TRELLO_BODIES
from tests.fuzz.wild import bodies, texts

CASES = 2000 if IS_SOAK else 10
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)
quickly = settings(
    max_examples=CASES, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
pytestmark = [pytest.mark.soak] if IS_SOAK else []


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The whole surface on a real port; beside Trello and Slack a system that sends webhooks."""
    folder: Path = tmp_path_factory.mktemp("surface")
    with place(folder, owner_missing="advise") as team:
        running = Site(team)
        running.hold.set()
        hub = github("http://127.0.0.1:9", team.engine, secret="a secret of GitHub's")
        add_receiver(running.web, hub.name, hub, team.clock, lambda _urls: None)
        yield running
        running.server.stop()
        hub.close()


def test_every_address_answers_as_it_declares(site: Site) -> None:
    schema = schemathesis.openapi.from_dict(site.web.openapi())
    seen = set()
    for found in schema.get_all_operations():
        operation = found.ok()
        seen.add(operation.label)
        answers_as_it_declares(operation, site)
    assert {"GET /healthz", "POST /webhooks/trello", "POST /slack/events"} <= seen


def answers_as_it_declares(operation: schemathesis.APIOperation, site: Site) -> None:
    @quickly
    @given(case=operation.as_strategy())
    def whatever_is_asked(case: schemathesis.Case) -> None:
        answer = case.call(base_url=site.server.url)
        case.validate_response(answer, checks=CHECKS)
        assert answer.status_code != 410, "Trello would delete the webhook"
        assert "Traceback" not in answer.text

    whatever_is_asked()


def test_every_receiver_of_ours_is_in_the_description(site: Site) -> None:
    told = set(site.web.openapi()["paths"])

    assert {"/healthz", "/webhooks/trello", "/slack/events", "/webhooks/github"} <= told


@quickly
@given(body=bodies(TRELLO_BODIES))
def test_whatever_trello_signs_is_taken_and_not_asked_for_again(site: Site, body: bytes) -> None:
    assert site.tell_signed(body).status_code == 200


@pytest.mark.parametrize(
    "date", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-03-02T09:00:00.1Z"]
)
def test_a_moment_that_no_calendar_holds_is_taken_too(site: Site, date: str) -> None:
    body = (
        f'{{"action": {{"id": "at {date}", "type": "updateCard", "date": "{date}", "data": '
        f'{{"card": {{"id": "{scene.ALIGN}"}}, "board": {{"id": "{BOARD}"}}}}}}}}'
    )

    assert site.tell_signed(body.encode()).status_code == 200


@quickly
@given(body=texts("command=%2Fslow", "payload=", "{", "}", "&", "=", "text=", "%zz", "type", '"'))
def test_whatever_slack_signs_is_answered(site: Site, body: str) -> None:
    answer = site.ask_slack(body.encode("utf-8", "replace").decode())

    assert answer.status_code < 500


@given(path=st.text(max_size=40), method=st.sampled_from(["GET", "POST", "PUT", "PATCH", "HEAD"]))
@quickly
def test_an_address_that_is_not_there_is_refused(site: Site, path: str, method: str) -> None:
    url = f"{site.server.url}/{requests.utils.quote(path, safe='')}"

    assert requests.request(method, url, timeout=10).status_code in (200, 404, 405)
