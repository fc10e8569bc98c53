"""AWS Batch: many jobs with one call, jobs that AWS has forgotten, and what is never shown."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.stub import Stubber
from msgspec import structs
from sqlalchemy import Engine

from bot.providers.aws import regions_of, session
from bot.providers.aws_batch import AwsBatch, place_of
from bot.settings import Settings
from protocol.links import LinkReference, LinkState, reference_of
from storage.database import open_database
from storage.links import keep_state
from tests.bot.providers import aws
from tests.bot.providers.conformance import PLANTED, Case, Conformance
from tests.bot.providers.loopback import Asked, Told, loopback
from tests.databases import opened_with_schema
from tests.protocol.cards import NOW

ID = "1b2c3d4e-1111-2222-3333-444455556666"
CONSOLE = "https://eu-central-1.console.aws.amazon.com/batch/home?region=eu-central-1#jobs"
URL = f"{CONSOLE}/ec2/detail/{ID}"
_MEMORY = open_database("sqlite://")  # for cases that remember nothing


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in aws.ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = opened_with_schema(f"sqlite:///{tmp_path / 'kept.db'}")
    yield made
    made.dispose()


def job(status: str = "FAILED", **changes: Any) -> dict[str, Any]:
    """A failed job, with secrets where jobs have them."""
    return {
        "jobId": ID, "jobName": "star-donor-17", "status": status,
        "jobQueue": "q", "jobDefinition": "arn:aws:batch:eu-central-1:1:job-definition/star:3",
        "startedAt": 1_795_000_000_000, "stoppedAt": 1_795_003_600_000, "createdAt": 1,
        "statusReason": f"Essential container in task exited: token={PLANTED}",
        "container": {
            "exitCode": 137, "reason": "OutOfMemoryError: Container killed due to memory usage",
            "command": ["run", "--api-key", PLANTED],
            "environment": [{"name": "DB_PASSWORD", "value": PLANTED}],
            "logStreamName": "star/default/1",
        },
        "parameters": {"api_token": PLANTED}, "tags": {"trello": "AbCd1234"}, **changes,
    }  # fmt: skip


def system(*jobs: dict[str, Any]) -> Any:
    """AWS with these jobs, speaking its wire format."""

    def answer(asked: Asked) -> Told:
        if asked.path == "/v1/describejobs":
            wanted = json.loads(asked.body)["jobs"]
            return Told(200, {"jobs": [each for each in jobs if each["jobId"] in wanted]})
        if asked.headers.get("x-amz-target", "").endswith("GetLogEvents"):
            said = [f"cannot log in with {PLANTED}", "Killed"]
            events = [{"timestamp": 1, "message": line, "ingestionTime": 1} for line in said]
            return Told(200, {"events": events})
        return Told(404, {})

    return answer


def batch(url: str, engine: Engine = _MEMORY, region: str = aws.REGION) -> AwsBatch:
    """The provider on an AWS at this address."""
    return AwsBatch(engine, [region], endpoint=url, timeout_s=0.4)


def link(url: str = URL) -> LinkReference:
    """The job's link."""
    found = reference_of(url)
    assert found is not None
    return found


def fetched(*jobs: dict[str, Any]) -> LinkState:
    """What is said of the job."""
    with loopback(system(*jobs)) as served:
        return batch(served.url).fetch(link(), NOW)


class TestConforms(Conformance):
    """AWS Batch keeps what every provider keeps."""

    case = Case(
        name="aws-batch",
        make=batch,
        without_credentials=lambda: AwsBatch(_MEMORY, []),
        urls=(
            URL,
            f"{CONSOLE}/detail/{ID}",
            f"{CONSOLE}/fargate/detail/{ID}:7",
            f"https://console.aws.amazon.com/batch/home?region=us-east-1#/jobs/detail/{ID}".replace(
                "#/jobs", "#jobs"
            ),
            f"arn:aws:batch:eu-central-1:123456789012:job/{ID}",
            f"arn:aws:batch:eu-central-1:123456789012:job/{ID}:12",
        ),
        not_ours=(
            f"{CONSOLE}",
            f"https://eu-central-1.console.aws.amazon.com/batch/home#queues/detail/{ID}",
            f"arn:aws:batch:eu-central-1:123456789012:job-definition/{ID}",
        ),
        good=system(job()),
        unknown=system(job("HIBERNATING")),
        token=aws.KEY_ID,
        state="failed",
    )


@pytest.mark.parametrize(
    ("status", "ours"),
    [
        ("SUBMITTED", "queued"), ("PENDING", "queued"), ("RUNNABLE", "queued"),
        ("STARTING", "running"), ("RUNNING", "running"), ("SUCCEEDED", "succeeded"),
        ("FAILED", "failed"),
    ],
)  # fmt: skip
def test_every_state_has_its_word(status: str, ours: str) -> None:
    """Through botocore's own reading of an answer, without a server: moto shows no such states."""
    provider = batch("http://127.0.0.1:9")
    stub = Stubber(provider.aws.client(aws.REGION))
    stub.add_response("describe_jobs", {"jobs": [job(status)]}, {"jobs": [ID]})
    with stub:
        assert provider.fetch(link(), NOW).state == ours


def test_a_job_that_a_person_ended_has_not_failed() -> None:
    assert fetched(job(isTerminated=True)).state == "cancelled"


def test_a_failure_tells_its_exit_code_and_last_lines() -> None:
    state = fetched(job())
    assert state.detail == "exit code 137: out of memory or killed"
    assert state.last_lines[-1] == "Killed"
    assert PLANTED not in "".join(state.last_lines)


def test_the_last_attempt_tells_when_the_job_itself_does_not() -> None:
    tried = [{"container": {"exitCode": 1}}, {"container": {"exitCode": 127, "reason": "no"}}]
    assert fetched(job(container={}, attempts=tried)).exit_words.startswith("exit code 127")


def test_a_lost_machine_without_an_exit_code_says_so() -> None:
    reason = "Host EC2 (instance i-0123456789) terminated."
    assert fetched(job(container={}, statusReason=reason)).detail == reason


def test_the_jobs_of_an_array_are_counted() -> None:
    state = fetched(job("RUNNING", arrayProperties={"size": 5, "statusSummary":
                        {"SUCCEEDED": 2, "RUNNING": 1, "STARTING": 1, "RUNNABLE": 1}}))  # fmt: skip
    assert state.progress == {"succeeded": 2, "running": 2, "pending": 1}


def test_a_hundred_jobs_cost_one_call() -> None:
    ids = [f"{n:08d}{ID[8:]}" for n in range(250)]
    with loopback(system(*(job("RUNNING", jobId=each) for each in ids))) as served:
        seen = batch(served.url).poll([link(f"{CONSOLE}/detail/{each}") for each in ids], NOW)
        assert (len(seen), len(served.asked)) == (250, 3)
        assert all(each.whole for each in seen.values())


def test_a_job_may_name_its_card_by_its_tags() -> None:
    with loopback(system(job("RUNNING"))) as served:
        (seen,) = batch(served.url).poll([link()], NOW).values()
    assert "AbCd1234" in seen.names
    assert "star-donor-17" in seen.names


def test_a_job_that_aws_has_forgotten_keeps_its_last_state(engine: Engine) -> None:
    with loopback(system(job())) as served:
        provider = batch(served.url, engine)
        known = provider.fetch(link(), NOW)
        keep_state(engine, known, NOW, changed=True)
        served.answers = system()
        again = provider.fetch(link(), NOW)
    assert structs.replace(again, asked=known.asked) == known


@pytest.mark.parametrize("known", ["", "running"])
def test_one_that_was_never_seen_at_its_end_is_told_as_such(engine: Engine, known: str) -> None:
    if known:
        keep_state(engine, LinkState(link(), known, asked=NOW), NOW, changed=True)
    with loopback(system()) as served:
        state = batch(served.url, engine).fetch(link(), NOW)
    assert state.could_not_ask_since == NOW
    assert "forgets them" in state.could_not_ask_why


def test_other_regions_are_never_asked() -> None:
    with loopback(system(job())) as served:
        assert not batch(served.url, region="us-east-1").fetch(link(), NOW).live
        assert served.asked == []


def test_the_region_is_read_from_every_form_of_address() -> None:
    regions = {place_of(link(url)) for url in TestConforms.case.urls[:2]}
    assert regions == {("eu-central-1", ID)}
    assert place_of(link(TestConforms.case.urls[3])) == ("us-east-1", ID)
    assert place_of(link(TestConforms.case.urls[5])) == ("eu-central-1", f"{ID}:12")


def test_without_credentials_on_the_machine_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    session.cache_clear()
    state = batch("http://127.0.0.1:9").fetch(link(), NOW)
    session.cache_clear()
    assert state.could_not_ask_why == "no credentials for AWS were found"


def test_without_boto3_links_are_recognised_and_the_log_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.providers.aws.find_spec", lambda _: None)
    regions = regions_of(Settings(aws_regions="eu-central-1, us-east-1,eu-central-1"))
    provider = AwsBatch(_MEMORY, regions)
    assert regions == ("eu-central-1", "us-east-1")
    assert "cardkeeper[aws]" in caplog.text
    assert not provider.is_live
    assert provider.match(URL)
    assert not provider.fetch(link(), NOW).live


def test_throttling_shuts_the_limit() -> None:
    body = {"__type": "TooManyRequestsException", "message": "slow down"}
    headers = {"x-amzn-errortype": "TooManyRequestsException"}
    with loopback(lambda _: Told(400, body, headers)) as served:
        provider = batch(served.url)
        assert "fewer calls" in provider.fetch(link(), NOW).could_not_ask_why
        assert provider.calls_left == 0


def test_jobs_of_a_real_queue_are_understood() -> None:
    """Against moto's server: submitted with boto3, read by the provider."""
    with aws.moto() as url:
        role = aws.client("iam", url).create_role(RoleName="x", AssumeRolePolicyDocument="{}")
        made: Any = aws.client("batch", url)
        compute = made.create_compute_environment(
            computeEnvironmentName="machines", type="UNMANAGED", state="ENABLED",
            serviceRole=role["Role"]["Arn"],
        )  # fmt: skip
        queue = made.create_job_queue(
            jobQueueName="queue", state="ENABLED", priority=1,
            computeEnvironmentOrder=[
                {"order": 1, "computeEnvironment": compute["computeEnvironmentArn"]}
            ],
        )  # fmt: skip
        kind = made.register_job_definition(
            jobDefinitionName="star", type="container",
            containerProperties={"image": "busybox", "vcpus": 1, "memory": 128},
        )  # fmt: skip
        job_id = made.submit_job(
            jobName="star-donor-17", jobQueue=queue["jobQueueArn"],
            jobDefinition=kind["jobDefinitionArn"],
        )["jobId"]  # fmt: skip
        provider = AwsBatch(_MEMORY, [aws.REGION], endpoint=url)
        state = provider.fetch(link(f"{CONSOLE}/detail/{job_id}"), NOW)
    assert (state.state, state.title) == ("succeeded", "star-donor-17")
    assert state.facts["pipeline"] == "star"
