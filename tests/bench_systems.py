"""Six systems with a thousand links, as servers on this machine play them for the bench."""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import Engine

from bot.providers.answers import Limit
from bot.providers.aws_batch import AwsBatch
from bot.providers.databricks import Databricks
from bot.providers.github import GitHub
from bot.providers.github_api import PACE
from bot.providers.posit_connect import PositConnect
from bot.providers.provider import Provider
from bot.providers.s3 import S3
from bot.providers.seqera import Seqera
from tests.bot.providers.loopback import Asked, Told

Clock = Callable[[], float]
_WORKSPACES, _RUNS, _OPEN_RUNS = 4, 400, 100
_SEQERA = "https://cloud.seqera.io/orgs/bench/workspaces"
_CONSOLE = "https://eu-central-1.console.aws.amazon.com/batch/home?region=eu-central-1#jobs/detail"
_WORKSPACE = "https://dbc-bench.cloud.databricks.com"
_CONNECT = "https://connect.bench.example"
_ENDED = {"start": "2026-11-10T08:00:00Z", "complete": "2026-11-10T12:00:00Z"}


class Part(NamedTuple):
    """One system of the bench; `limit` is what its documentation allows, in its own words."""

    system: str
    urls: list[str]
    answers: Callable[[Asked], Told]
    make: Callable[[str, Engine, Clock], Provider]
    limit: str


def seqera() -> Part:
    """400 runs in four workspaces, a hundred of them on their way all the time."""
    urls = [f"{_SEQERA}/ws{n % _WORKSPACES}/watch/{n:014d}" for n in range(_RUNS)]

    def run(number: int) -> dict[str, Any]:
        open_ = number < _OPEN_RUNS
        times = {"start": "2026-11-16T08:00:00Z"} if open_ else _ENDED
        status = "RUNNING" if open_ else "SUCCEEDED"
        return {"workflow": {"id": f"{number:014d}", "runName": "x", "status": status, **times}}

    def answers(asked: Asked) -> Told:
        workspace = int(asked.query.get("workspaceId", "0"))
        if asked.path == "/user-info":
            return Told(200, {"user": {"id": 1, "userName": "bench"}})
        if asked.path == "/user/1/workspaces":
            names = [{"orgName": "bench", "workspaceName": f"ws{n}", "workspaceId": n}
                     for n in range(_WORKSPACES)]  # fmt: skip
            return Told(200, {"orgsAndWorkspaces": names})
        if asked.path == "/workflow":
            mine = [n for n in range(_RUNS) if n % _WORKSPACES == workspace][:100]
            return Told(200, {"workflows": [run(n) for n in mine]})
        return Told(200, run(int(asked.path.rpartition("/")[2])))

    def make(url: str, _engine: Engine, clock: Clock) -> Provider:
        provider = Seqera(endpoint=url, token="bench", web_url="https://cloud.seqera.io")
        provider.calls.limit = Limit(20, 1.0, clock)
        return provider

    return Part("seqera", urls, answers, make, "20 a second")


def github() -> Part:
    """230 open pull requests in 20 repositories, and these."""
    urls = [f"https://github.com/bench/repo{n % 20}/pull/{n}" for n in range(230)]
    urls += [f"https://github.com/bench/repo{n}" for n in range(20)]

    def pull(repository: str, number: int) -> dict[str, Any]:
        page = f"https://github.com/bench/{repository}/pull/{number}"
        return {"number": number, "state": "open", "title": "x", "draft": False, "html_url": page,
                "updated_at": "2026-11-16T08:00:00Z", "head": {"sha": "a" * 40, "ref": "x"},
                "user": {"login": "x"}}  # fmt: skip

    def answers(asked: Asked) -> Told:
        etag = {"etag": '"one"'}
        if asked.headers.get("if-none-match"):
            return Told(304, None, etag)
        parts = asked.path.strip("/").split("/")
        if parts[-1] == "pulls":
            mine = [n for n in range(230) if f"repo{n % 20}" == parts[2]]
            return Told(200, [pull(parts[2], n) for n in mine], etag)
        if parts[-1] in ("issues", "reviews", "topics"):
            return Told(200, [], etag)
        if "pulls" in parts:
            return Told(200, pull(parts[2], int(parts[4])), etag)
        if len(parts) == 3:
            return Told(200, {"full_name": f"{parts[1]}/{parts[2]}", "name": parts[2]}, etag)
        return Told(404)

    def make(url: str, engine: Engine, clock: Clock) -> Provider:
        provider = GitHub(engine, api_url=url, token="bench")
        provider.api.calls.limit = Limit(*PACE, clock)
        return provider

    return Part("github", urls, answers, make, "5,000 an hour")


def aws_batch() -> Part:
    """150 jobs, fifty of them on their way."""
    urls = [f"{_CONSOLE}/{n:08d}-1111-2222-3333-444455556666" for n in range(150)]

    def job(job_id: str) -> dict[str, Any]:
        status = "RUNNING" if int(job_id[:8]) < 50 else "SUCCEEDED"
        return {"jobId": job_id, "jobName": "x", "jobQueue": "q", "jobDefinition": "d",
                "status": status, "startedAt": 1_790_000_000_000}  # fmt: skip

    def answers(asked: Asked) -> Told:
        return Told(200, {"jobs": [job(each) for each in json.loads(asked.body)["jobs"]]})

    def make(url: str, engine: Engine, clock: Clock) -> Provider:
        provider = AwsBatch(engine, ["eu-central-1"], endpoint=url)
        provider.aws.limit = Limit(50, 10.0, clock)
        return provider

    return Part("aws-batch", urls, answers, make, "50 a second")


def s3() -> Part:
    """80 objects."""
    urls = [f"s3://bench-results/atlas/{n}.h5ad" for n in range(80)]
    there = {"etag": '"abc"', "last-modified": "Fri, 20 Nov 2026 10:00:00 GMT"}

    def make(url: str, _engine: Engine, clock: Clock) -> Provider:
        provider = S3(["eu-central-1"], endpoint=url)
        provider.aws.limit = Limit(100, 10.0, clock)
        return provider

    return Part("s3", urls, lambda _: Told(200, None, there), make, "5,500 a second")


def databricks() -> Part:
    """60 runs, ten of them on their way."""
    urls = [f"{_WORKSPACE}/jobs/1/runs/{n}" for n in range(1, 61)]

    def answers(asked: Asked) -> Told:
        state = {"life_cycle_state": "TERMINATED", "result_state": "SUCCESS"}
        if int(asked.query["run_id"]) <= 10:
            state = {"life_cycle_state": "RUNNING"}
        return Told(200, {"run_id": 1, "job_id": 1, "run_name": "x", "state": state})

    def make(url: str, _engine: Engine, clock: Clock) -> Provider:
        provider = Databricks(host=_WORKSPACE, token="bench", api_url=url)
        provider.calls.limit = Limit(20, 1.0, clock)
        return provider

    return Part("databricks", urls, answers, make, "100 a second")


def posit_connect() -> Part:
    """60 reports."""
    urls = [f"{_CONNECT}/content/{n:08d}-1111-2222-3333-444455556666" for n in range(60)]
    deployed = {"app_mode": "quarto-static", "bundle_id": "1", "title": "x",
                "last_deployed_time": "2026-11-10T08:00:00Z"}  # fmt: skip

    def answers(asked: Asked) -> Told:
        parts = asked.path.split("/")
        return Told(200, [] if parts[-1] == "jobs" else {"guid": parts[-1], **deployed})

    def make(url: str, _engine: Engine, clock: Clock) -> Provider:
        provider = PositConnect(server=_CONNECT, api_key="bench", api_url=url)
        provider.calls.limit = Limit(30, 15.0, clock)
        return provider

    return Part("posit-connect", urls, answers, make, "")


PARTS: tuple[Callable[[], Part], ...] = (seqera, github, aws_batch, s3, databricks, posit_connect)
