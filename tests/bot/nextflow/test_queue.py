"""Events by a queue on SQS, played by moto's server over the wire."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from bot.errors import UserError
from bot.nextflow.drain import Understanding
from bot.nextflow.queue import Queue, region_of, sqs_client
from bot.providers.nextflow import Nextflow
from tests.bot.nextflow.telling import story_of_weblog
from tests.protocol.cards import NOW

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("moto")]
ENV = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing",
       "AWS_DEFAULT_REGION": "eu-west-1", "AWS_EC2_METADATA_DISABLED": "true"}  # fmt: skip


@pytest.fixture(scope="module")
def sqs() -> Iterator[Any]:
    """A client of a queue service on this machine."""
    pytest.importorskip("boto3")
    moto = pytest.importorskip("moto.server")
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as environment:
        for name, value in (ENV | {"AWS_ENDPOINT_URL": f"http://{host}:{port}"}).items():
            environment.setenv(name, value)
        yield sqs_client("")
    server.stop()


@pytest.fixture
def queue_url(sqs: Any, request: pytest.FixtureRequest) -> str:
    name = "".join(sign for sign in request.node.name if sign.isalnum())[:70]
    url: str = sqs.create_queue(QueueName=name)["QueueUrl"]
    return url


def queue(sqs: Any, url: str, engine: Engine, told: list[Any]) -> Queue:
    understanding = Understanding(engine, lambda: NOW, "key", "")
    return Queue(sqs, url, understanding, told.append, lambda: NOW, wait_s=0)


def waiting(sqs: Any, url: str) -> int:
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return sum(int(found[name]) for name in names)


SNIPPET = {"event": "completed", "runName": "acme_b42", "sessionId": "s-1", "success": False,
           "exitStatus": 137, "errorReport": None, "commandLine": "nextflow run x"}  # fmt: skip


def test_a_message_is_deleted_once_its_run_is_kept(
    sqs: Any, queue_url: str, engine: Engine
) -> None:
    told: list[Any] = []
    sqs.send_message(QueueUrl=queue_url, MessageBody=json.dumps(SNIPPET))
    assert queue(sqs, queue_url, engine, told).once() == 1
    assert waiting(sqs, queue_url) == 0
    (seen,) = Nextflow(engine, listens=True).poll([], NOW).values()
    assert (seen.state.state, seen.state.exit_words[:13]) == ("failed", "exit code 137")
    assert seen.state.reference.url == told[0][0]
    assert told[0][0].startswith("nextflow://run/")


def test_bad_messages_do_not_stop_the_queue(sqs: Any, queue_url: str, engine: Engine) -> None:
    told: list[Any] = []
    events = [json.dumps(event) for event in story_of_weblog()]
    for body in ("not json", "[]", "{}", '{"event": 7}', *events, '{"detail": null}'):
        sqs.send_message(QueueUrl=queue_url, MessageBody=body)
    asked = queue(sqs, queue_url, engine, told)
    while asked.once():
        pass
    assert waiting(sqs, queue_url) == 0
    (seen,) = Nextflow(engine, listens=True).poll([], NOW).values()
    assert seen.state.state == "succeeded"


def test_while_the_database_is_away_the_queue_keeps_its_messages(
    sqs: Any, queue_url: str, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqs.send_message(QueueUrl=queue_url, MessageBody=json.dumps(SNIPPET))
    asked = queue(sqs, queue_url, engine, [])

    def fails(*_given: object) -> None:
        raise OperationalError("INSERT", {}, Exception("locked"))

    with monkeypatch.context() as patched:
        patched.setattr(asked._understanding, "take", fails)
        with pytest.raises(OperationalError):
            asked.once()
    assert waiting(sqs, queue_url) == 1


def test_a_message_that_comes_twice_is_one_run(sqs: Any, queue_url: str, engine: Engine) -> None:
    for _ in range(2):
        sqs.send_message(QueueUrl=queue_url, MessageBody=json.dumps(SNIPPET))
    told: list[Any] = []
    asked = queue(sqs, queue_url, engine, told)
    while asked.once():
        pass
    assert len(Nextflow(engine, listens=True).poll([], NOW)) == 1


def test_the_region_is_in_the_address() -> None:
    assert region_of("https://sqs.eu-west-1.amazonaws.com/123/runs") == "eu-west-1"
    assert region_of("http://127.0.0.1:5000/123/runs") is None


def test_without_boto3_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr("bot.nextflow.queue.import_module", missing)
    with pytest.raises(UserError, match="extra 'aws'"):
        sqs_client("https://sqs.eu-west-1.amazonaws.com/1/q")
