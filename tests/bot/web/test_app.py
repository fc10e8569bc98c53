"""The HTTP surface: whom it believes, what it answers, and what it never answers."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from slack_bolt import Ack, App
from slack_sdk.signature import SignatureVerifier

import bot.scribe
from bot.sandbox.serving import ServerThread
from bot.slack.reception import Reception
from bot.trello.webhook import sign
from bot.web.app import build_web
from storage.looks import waiting
from tests.bot.place import BOARD, Place, place
from tests.bot.running import wait_for
from tests.bot.trello import scene

CALLBACK = "https://cardkeeper.example/webhooks/trello"
SIGNING_SECRET = "a-signing-secret"


class Site:
    """The web app on a real port, beside a board."""

    def __init__(self, team: Place) -> None:
        self.team = team
        self.state: dict[str, Any] = {"ok": True, "boards": 1}
        self.hold = threading.Event()
        self.read: list[str] = []
        self.web = build_web(
            health=lambda: self.state, ear=team.ear, webhook_secret=scene.SECRET,
            callback_url=CALLBACK, slack=self._slack(),
        )  # fmt: skip
        self.server = ServerThread(self.web).start()

    def _slack(self) -> Reception:
        app = App(
            name="tests", client=self.team.slack_client(), signing_secret=SIGNING_SECRET,
            token_verification_enabled=False,
        )  # fmt: skip

        @app.command("/slow")
        def slow(ack: Ack) -> None:
            self.hold.wait(5)
            ack("done")

        @app.command("/known")
        def known(ack: Ack) -> None:
            self.hold.wait(5)
            ack()
            self.read.append("known")

        return Reception(app, ["/known"], signing_secret=SIGNING_SECRET)

    def tell(self, body: bytes, **headers: str) -> requests.Response:
        """Post to Trello's endpoint."""
        url = f"{self.server.url}/webhooks/trello"
        return requests.post(url, data=body, headers=headers, timeout=60)

    def tell_signed(self, body: bytes, callback: str = CALLBACK) -> requests.Response:
        return self.tell(body, **{"X-Trello-Webhook": sign(body, scene.SECRET, callback)})

    def ask_slack(
        self, body: str, secret: str = SIGNING_SECRET, age_s: int = 0
    ) -> requests.Response:
        stamp = str(int(time.time()) - age_s)
        signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body)
        return requests.post(
            f"{self.server.url}/slack/events",
            data=body.encode(),
            headers={
                "X-Slack-Request-Timestamp": stamp,
                "X-Slack-Signature": signature or "",
                "Content-Type": "application/x-www-form-urlencoded",
            },
            timeout=10,
        )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One for all: each test sends bodies of its own."""
    folder: Path = tmp_path_factory.mktemp("web")
    with place(folder, owner_missing="advise") as team:
        running = Site(team)
        yield running
        running.hold.set()
        running.server.stop()


def body(number: int, kind: str = "updateCard", card: str = scene.ALIGN) -> bytes:
    return (
        f'{{"action": {{"id": "69a5f0f0f0f0f0f0f0f0{number:04}", "type": "{kind}", '
        f'"date": "2026-03-02T09:00:00.000Z", "idMemberCreator": "{scene.ADA}", '
        f'"data": {{"card": {{"id": "{card}"}}, "board": {{"id": "{BOARD}"}}}}}}, "model": {{}}}}'
    ).encode()


def marks(site: Site) -> int:
    return waiting(site.team.engine)[0]


# Trello


def test_trello_is_told_that_we_are_here(site: Site) -> None:
    answer = requests.head(f"{site.server.url}/webhooks/trello", timeout=60)

    assert (answer.status_code, answer.content) == (200, b"")


def test_a_signed_event_is_on_the_disk_when_it_is_answered(site: Site) -> None:
    before = marks(site)

    assert site.tell_signed(body(1)).status_code == 200
    assert marks(site) == before + 1
    assert site.tell_signed(body(1)).status_code == 200  # Trello tells it again
    assert marks(site) == before + 1


@pytest.mark.parametrize(
    "signature", ["", "bm9uc2Vuc2U=", "é", sign(b"another body", scene.SECRET, CALLBACK)]
)
def test_an_event_with_a_wrong_signature_is_refused(site: Site, signature: str) -> None:
    before = marks(site)

    answer = site.tell(body(2), **{"X-Trello-Webhook": signature.encode().decode("latin-1")})
    assert answer.status_code == 401
    assert marks(site) == before


def test_an_event_without_a_signature_is_refused(site: Site) -> None:
    assert site.tell(body(2)).status_code == 401


def test_an_event_signed_for_another_address_is_refused(site: Site) -> None:
    assert site.tell_signed(body(2), "https://other.example/webhooks/trello").status_code == 401


def test_what_a_proxy_makes_of_the_address_does_not_matter(site: Site) -> None:
    told = body(3)
    answer = site.tell(
        told,
        **{
            "X-Trello-Webhook": sign(told, scene.SECRET, CALLBACK),
            "Host": "inside.example",
            "X-Forwarded-Host": "other.example",
        },
    )
    assert answer.status_code == 200


@pytest.mark.parametrize("unreadable", [b"", b"not json", b"[]", b'{"action": {"id": 7}}', b"\xff"])
def test_a_signed_body_that_cannot_be_read_is_taken_and_never_sent_again(
    site: Site, unreadable: bytes
) -> None:
    assert site.tell_signed(unreadable).status_code == 200


def test_a_body_beyond_any_reason_is_refused_before_it_is_read(site: Site) -> None:
    assert site.tell_signed(b"x" * 1_000_001).status_code == 413


def test_a_body_without_a_length_is_limited_too(site: Site) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(40):
            yield b"x" * 50_000

    try:
        answer = requests.post(f"{site.server.url}/webhooks/trello", data=endless(), timeout=10)
    except requests.ConnectionError:
        return  # hung up on in the midst of it
    assert answer.status_code == 413


def test_a_database_that_fails_is_answered_so_that_trello_tells_it_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_engine: object, _events: object) -> set[str]:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(bot.scribe, "hear_new", fail)
    assert site.tell_signed(body(4)).status_code == 500


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
@pytest.mark.parametrize("path", ["/webhooks/trello", "/webhooks/", "/", "/slack/events", "/x"])
def test_nothing_is_ever_answered_with_gone(site: Site, method: str, path: str) -> None:
    """At a 410 Trello would delete the webhook."""
    answer = requests.request(method, f"{site.server.url}{path}", timeout=60)

    assert answer.status_code in (200, 401, 404, 405)


# Health


def test_health_is_told_to_machines(site: Site) -> None:
    answer = requests.get(f"{site.server.url}/healthz", timeout=60)
    assert (answer.status_code, answer.json()) == (200, {"ok": True, "boards": 1})

    site.state["ok"] = False
    assert requests.get(f"{site.server.url}/healthz", timeout=60).status_code == 503
    site.state["ok"] = True


# Slack


def test_a_signed_command_is_answered(site: Site) -> None:
    site.hold.set()
    answer = site.ask_slack("command=%2Fslow&user_id=U1&team_id=T1")

    assert (answer.status_code, answer.text) == (200, "done")


def test_a_stale_or_wrongly_signed_request_of_slacks_is_refused(site: Site) -> None:
    asked = "command=%2Fslow&user_id=U1&team_id=T1"

    assert site.ask_slack(asked, age_s=301).status_code == 401
    assert site.ask_slack(asked, secret="another").status_code == 401
    assert requests.post(f"{site.server.url}/slack/events", asked, timeout=60).status_code == 401
    known = "command=%2Fknown&user_id=U1&team_id=T1"
    assert site.ask_slack(known, age_s=301).status_code == 401
    assert site.ask_slack(known, secret="another").status_code == 401
    assert requests.post(f"{site.server.url}/slack/events", known, timeout=60).status_code == 401
    assert not site.read


def test_one_of_our_commands_is_acknowledged_before_it_is_read(site: Site) -> None:
    site.hold.clear()
    answer = site.ask_slack("command=%2Fknown&user_id=U1&team_id=T1")

    assert (answer.status_code, answer.content) == (200, b"")
    assert not site.read
    site.hold.set()
    wait_for(lambda: site.read == ["known"], 60)


def test_a_request_of_slacks_beyond_any_reason_or_no_text_is_refused(site: Site) -> None:
    url = f"{site.server.url}/slack/events"

    assert requests.post(url, b"x" * 1_000_001, timeout=60).status_code == 413
    dated = {"X-Slack-Request-Timestamp": "1764579600"}
    assert requests.post(url, b"\xff\xfe", headers=dated, timeout=60).status_code == 400


def test_while_a_command_is_slow_others_are_heard(site: Site) -> None:
    site.hold.clear()
    asking = threading.Thread(
        target=site.ask_slack, args=("command=%2Fslow&user_id=U1&team_id=T1",)
    )
    asking.start()
    wait_for(asking.is_alive, 5)

    for _ in range(5):
        assert requests.get(f"{site.server.url}/healthz", timeout=60).status_code == 200
    assert asking.is_alive()
    site.hold.set()
    asking.join(10)


# What is not configured is not there


def test_without_a_secret_and_without_slack_their_endpoints_are_not_there(site: Site) -> None:
    web = build_web(
        health=lambda: {"ok": True}, ear=site.team.ear, webhook_secret="", callback_url="",
        slack=None,
    )  # fmt: skip
    with ServerThread(web) as server:
        for path in ("/webhooks/trello", "/slack/events", "/docs", "/openapi.json"):
            assert requests.post(f"{server.url}{path}", timeout=60).status_code == 404
