"""`cardkeeper webhooks`: seen, registered once, removed."""

import json
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.sandbox.serving import ServerThread
from bot.trello.gateway import TrelloGateway
from tests.bot.cli.deployment import Deployment
from tests.bot.trello import scene


def answers(_request: Request) -> Response:
    return Response(status_code=200)


@pytest.fixture
def reachable(deployment: Deployment) -> Iterator[Deployment]:
    """The deployment with a service that answers at its public address."""
    app = Starlette(routes=[Route("/webhooks/trello", answers, methods=["HEAD", "POST"])])
    with ServerThread(app) as service:
        deployment.set("PUBLIC_URL", service.url)
        deployment.set("TRELLO_SECRET", scene.SECRET)
        yield deployment


def test_a_missing_webhook_is_told(reachable: Deployment) -> None:
    ran = reachable.run("webhooks", "list")

    assert ran.status == 1
    assert "missing  Genomes" in ran.out
    assert "cardkeeper webhooks register" in ran.err


def test_registering_twice_leaves_one(reachable: Deployment, gateway: TrelloGateway) -> None:
    first, second = reachable.run("webhooks", "register"), reachable.run("webhooks", "register")

    assert (first.status, second.status) == (0, 0)
    assert "registered for" in first.out
    assert "registered already" in second.out
    assert len(gateway.webhooks()) == 1


def test_a_healthy_webhook_ends_with_0(reachable: Deployment) -> None:
    reachable.run("webhooks", "register")

    ran = reachable.run("webhooks")

    assert ran.status == 0
    assert ran.out.startswith("ok       Genomes -> http://")


def test_a_webhook_that_trello_stopped_is_told_and_switched_on_again(
    reachable: Deployment, gateway: TrelloGateway
) -> None:
    reachable.run("webhooks", "register")
    hook = gateway.webhooks()[0]
    gateway.client.fetch_json(
        f"/webhooks/{hook['id']}", http_method="PUT", post_args={"active": False}
    )

    stopped = reachable.run("webhooks", "list")
    assert stopped.status == 1
    assert stopped.out.startswith("off  ")

    assert reachable.run("webhooks", "register").status == 0
    assert gateway.webhooks()[0]["active"] is True
    assert gateway.webhooks()[0]["id"] == hook["id"]


def test_a_failing_webhook_is_told_with_its_failures(reachable: Deployment) -> None:
    reachable.run("webhooks", "register")
    reachable.stand_in.world.store.change(
        "UPDATE webhooks SET body = json_set(body, '$.consecutiveFailures', 7,"
        " '$.firstConsecutiveFailDate', '2026-11-20T08:00:00.000Z')"
    )

    ran = reachable.run("webhooks", "list")

    assert ran.status == 1
    assert ran.out.startswith("failing  Genomes")
    assert "7 failures in a row, the first on Fri 20 Nov 2026, 08:00" in ran.out


def test_a_dry_run_registers_nothing(reachable: Deployment, gateway: TrelloGateway) -> None:
    ran = reachable.run("webhooks", "register", "--dry-run")

    assert ran.status == 1
    assert "would be registered" in ran.out
    assert gateway.webhooks() == []


def test_removing_leaves_those_of_other_addresses(
    reachable: Deployment, gateway: TrelloGateway
) -> None:
    reachable.run("webhooks", "register")
    former = gateway.webhooks()[0]["callbackURL"]
    with ServerThread(
        Starlette(routes=[Route("/webhooks/trello", answers, methods=["HEAD"])])
    ) as other:
        reachable.set("PUBLIC_URL", other.url)
        reachable.run("webhooks", "register")
        assert len(gateway.webhooks()) == 2

        ran = reachable.run("webhooks", "remove")

    assert ran.status == 0
    assert [hook["callbackURL"] for hook in gateway.webhooks()] == [former]


def test_all_are_removed_when_asked_for(reachable: Deployment, gateway: TrelloGateway) -> None:
    reachable.run("webhooks", "register")
    reachable.set("PUBLIC_URL", "http://elsewhere.example")

    assert reachable.run("webhooks", "remove", "--all", "--dry-run").status == 0
    assert len(gateway.webhooks()) == 1

    assert reachable.run("webhooks", "remove", "--all").status == 0
    assert gateway.webhooks() == []


def test_an_address_that_does_not_answer_is_not_registered(deployment: Deployment) -> None:
    deployment.set("PUBLIC_URL", "http://127.0.0.1:9")
    deployment.set("TRELLO_SECRET", scene.SECRET)

    ran = deployment.run("webhooks", "register")

    assert ran.status == 1
    assert "the service must be running, and reachable from outside" in ran.out


def test_a_deployment_that_polls_wants_none(deployment: Deployment) -> None:
    listed, registered = deployment.run("webhooks"), deployment.run("webhooks", "register")

    assert listed.status == 0
    assert "the boards are polled every 30 s" in listed.err
    assert registered.status == 2
    assert "set CARDKEEPER_PUBLIC_URL" in registered.err


def test_a_program_can_read_them(reachable: Deployment) -> None:
    reachable.run("webhooks", "register")

    told = json.loads(reachable.run("webhooks", "list", "--format", "json").out)

    assert told["missing"] == []
    assert told["webhooks"][0]["state"] == "ok"
    assert told["webhooks"][0]["is_ours"] is True


def test_an_unknown_action_is_refused_with_the_known_ones(deployment: Deployment) -> None:
    ran = deployment.run("webhooks", "regster")

    assert ran.status == 2
    assert "did you mean 'register'" in ran.err
