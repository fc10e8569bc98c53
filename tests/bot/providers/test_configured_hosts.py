"""No request goes to an address that somebody wrote on a card."""

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import SecretStr
from sqlalchemy import Engine

from bot.providers import providers
from bot.providers.named_only import SYSTEMS
from bot.providers.provider import Closes, Polls, Provider
from bot.sandbox.serving import ServerThread
from bot.settings import read_settings
from protocol.links import references_in

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
GUID = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"


class Trap:
    """A port of this machine that counts who comes."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self.came = 0
        self._thread = threading.Thread(target=self._wait, daemon=True)
        self._thread.start()

    def _wait(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.came += 1
            connection.close()

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def trap() -> Iterator[Trap]:
    made = Trap()
    yield made
    made.close()


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """The configured host, and what it was asked for; it knows nothing and says so."""
    paths: list[str] = []
    web = FastAPI()

    @web.api_route("/{path:path}", methods=["GET", "POST"])
    def answer(request: Request) -> JSONResponse:
        paths.append(request.url.path)
        return JSONResponse({"message": "not here"}, status_code=404)

    with ServerThread(web) as server:
        yield server.url, paths


@pytest.fixture
def live(
    asked: tuple[str, list[str]], engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Provider, ...]]:
    monkeypatch.chdir(tmp_path)
    url = asked[0]
    settings = read_settings().model_copy(
        update={
            "seqera_access_token": SecretStr("seqera-never-to-be-seen"),
            "seqera_api_endpoint": url, "github_url": url,
            "github_token": SecretStr("github-never-to-be-seen"),
            "nextflow_token": SecretStr("nextflow-never-to-be-seen"),
            "aws_regions": "eu-west-2", "aws_endpoint": url,
            "databricks_host": url, "databricks_token": SecretStr("databricks-never-to-be-seen"),
            "connect_server": url, "connect_api_key": SecretStr("connect-never-to-be-seen"),
            "code_ocean_domain": url, "code_ocean_token": SecretStr("ocean-never-to-be-seen"),
            "deep_origin_org": "lab", "deep_origin_url": url,
            "deep_origin_token": SecretStr("origin-never-to-be-seen"),
        }
    )  # fmt: skip
    made = providers(settings, engine)
    yield made
    for each in made:
        if isinstance(each, Closes):
            each.close()


def addresses_at(host: str) -> list[str]:
    """What a card may say, in the shapes that are recognised, and some that are not."""
    return [
        f"http://{host}/orgs/lab/workspaces/main/watch/2kZqG7x1AbCdEf",
        f"http://{host}/user/ada/watch/2kZqG7x1AbCdEf",
        f"https://github.com@{host}/lab/pipeline/pull/1",
        f"https://github.com.{host}/lab/pipeline/pull/1",
        f"http://{host}/lab/pipeline/pull/1",
        f"https://github.com/lab/..%2f..%2f@{host}/pull/1",
        f"https://github.com/lab/pipeline/pull/1?next=http://{host}/",
        f"https://cloud.seqera.io@{host}/orgs/lab/workspaces/main/watch/2kZqG7x1AbCdEf",
        f"http://{host}/latest/meta-data/iam/security-credentials/",
        f"http://{host}/jobs/7/runs/8",
        f"http://{host}/#job/7/run/8",
        f"https://lab.cloud.databricks.com@{host}/jobs/7/runs/8",
        f"http://{host}/connect/#/apps/{GUID}",
        f"http://{host}/content/{GUID}/",
        f"http://{host}/capsule/1234567/tree",
        f"https://os.deeporigin.io@{host}/org/lab/executions/{GUID}",
        f"https://eu-west-2.console.aws.amazon.com@{host}/batch/home#jobs/detail/{GUID}",
        f"https://bucket.s3.eu-west-2.amazonaws.com@{host}/key",
        f"nextflow://{host}/nextflow/runs/AbCdEfGhIjKlMnOp",
    ]


def test_links_to_other_hosts_are_never_called(
    live: tuple[Provider, ...], trap: Trap, asked: tuple[str, list[str]]
) -> None:
    text = "\n".join(addresses_at(trap.address))
    found = references_in(text)
    assert found, "some of them look like links"

    assert {each.name for each in live if not each.is_live} == set(SYSTEMS), "all others are asked"
    for provider in live:
        mine = provider.match(text)
        for reference in mine:
            provider.fetch(reference, NOW)
        if isinstance(provider, Polls):
            provider.poll(mine, NOW)

    assert trap.came == 0


def test_a_redirect_to_another_host_is_not_followed(
    engine: Engine, trap: Trap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even where the configured host asks for it: headers with secrets would go along."""
    monkeypatch.chdir(tmp_path)
    web = FastAPI()

    @web.api_route("/{path:path}", methods=["GET", "POST"])
    def answer() -> JSONResponse:
        return JSONResponse({}, status_code=302, headers={"Location": f"http://{trap.address}/x"})

    with ServerThread(web) as server:
        settings = read_settings().model_copy(
            update={
                "seqera_access_token": SecretStr("seqera-never-to-be-seen"),
                "seqera_api_endpoint": server.url, "github_url": server.url,
                "github_token": SecretStr("github-never-to-be-seen"),
            }
        )  # fmt: skip
        text = (
            "https://github.com/lab/pipeline/pull/1 and "
            "https://cloud.seqera.io/orgs/lab/workspaces/main/watch/2kZqG7x1AbCdEf"
        )
        for provider in providers(settings, engine):
            for reference in provider.match(text):
                provider.fetch(reference, NOW)
            if isinstance(provider, Closes):
                provider.close()

    assert trap.came == 0
