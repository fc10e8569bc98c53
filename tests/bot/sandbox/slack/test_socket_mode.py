"""The real Bolt app over Socket Mode: slack_bolt's builtin handler against the stand-in."""

import json
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from slack_bolt import Ack, App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from websockets.sync.client import connect

from bot.sandbox.slack import SlackStandIn
from bot.slack.reception import Reception
from bot.slack.sockets import Sockets, hang_up
from tests.bot.running import wait_for
from tests.bot.sandbox.slack.conftest import ANA, TEAM, Heard
from tests.bot.sandbox.slack.test_over_http import seen, wait_for_modal


@pytest.fixture
def over_socket(slack: SlackStandIn, bolt: App) -> Iterator[SlackStandIn]:
    slack.use_socket_mode()
    handler = SocketModeHandler(bolt, slack.app_token)
    handler.connect()
    assert slack.sockets.wait_for_connections(1, 5)
    yield slack
    hang_up(handler.client)


def socket_url(slack: SlackStandIn) -> str:
    client = WebClient(base_url=f"{slack.base_url}/api/")
    return str(client.apps_connections_open(app_token=slack.app_token)["url"])


def test_a_command_goes_through_the_socket_and_back(over_socket: SlackStandIn) -> None:
    assert over_socket.client.command(ANA, TEAM, "/card why") == {"ok": True}
    assert seen(over_socket) == ["card: why"]


def test_a_modal_works_through_the_socket(over_socket: SlackStandIn, heard: Heard) -> None:
    over_socket.client.command(ANA, TEAM, "/card new")
    view = wait_for_modal(over_socket)
    refused = over_socket.client.submit(ANA, view["id"], {"title": "no"})
    assert refused["errors"] == {"title": "Say more."}
    assert over_socket.client.submit(ANA, view["id"], {"title": "A card"}) == {"ok": True}


def test_a_first_delivery_carries_retry_number_zero_as_bolt_passes_it_on(
    over_socket: SlackStandIn, heard: Heard
) -> None:
    over_socket.client.post(ANA, TEAM, "hello")
    heard.wait(1)
    assert heard.headers[0]["x-slack-retry-num"] == ["0"]


def test_a_command_without_acknowledgement_times_out(over_socket: SlackStandIn) -> None:
    over_socket.sockets.ack_seconds = 0.3
    assert over_socket.client.command(ANA, TEAM, "/slow")["error"] == "operation_timeout"


def test_without_any_connection_a_command_fails_at_once(slack: SlackStandIn) -> None:
    slack.use_socket_mode()
    assert slack.client.command(ANA, TEAM, "/card")["error"] == "dispatch_failed"


@pytest.mark.slow
def test_a_refreshed_connection_is_made_anew_by_the_client(over_socket: SlackStandIn) -> None:
    over_socket.sockets.disconnect("refresh_requested")
    assert over_socket.sockets.wait_for_connections(1, 15)
    assert over_socket.client.command(ANA, TEAM, "/card again") == {"ok": True}


def test_a_ticket_opens_one_connection(slack: SlackStandIn) -> None:
    slack.use_socket_mode()
    url = socket_url(slack)
    with connect(url) as socket:
        hello = json.loads(socket.recv(5))
        assert (hello["type"], hello["num_connections"]) == ("hello", 1)
        with pytest.raises(Exception, match="403"), connect(url):
            pass


def test_each_payload_goes_to_one_of_several_connections(slack: SlackStandIn) -> None:
    slack.use_socket_mode()
    with connect(socket_url(slack)) as first, connect(socket_url(slack)) as second:
        first.recv(5)
        second.recv(5)
        slack.client.post(ANA, TEAM, "one")
        slack.client.post(ANA, TEAM, "two")
        texts = []
        for socket in (first, second):
            envelope = json.loads(socket.recv(5))
            socket.send(json.dumps({"envelope_id": envelope["envelope_id"]}))
            texts.append(envelope["payload"]["event"]["text"])
        assert sorted(texts) == ["one", "two"]
        assert slack.events.wait_until_idle(5)


def test_an_eleventh_connection_is_turned_away(slack: SlackStandIn) -> None:
    slack.use_socket_mode()
    with ExitStack() as opened:
        for _ in range(10):
            opened.enter_context(connect(socket_url(slack))).recv(5)
        extra = opened.enter_context(connect(socket_url(slack)))
        assert json.loads(extra.recv(5))["reason"] == "too_many_websockets"


def test_an_unacknowledged_event_comes_again_with_its_number(slack: SlackStandIn) -> None:
    slack.use_socket_mode()
    slack.sockets.ack_seconds = 0.2
    with connect(socket_url(slack)) as socket:
        socket.recv(5)
        slack.client.post(ANA, TEAM, "hello")
        attempts = []
        for _ in range(2):
            envelope = json.loads(socket.recv(60))
            attempts.append((envelope["retry_attempt"], envelope["retry_reason"]))
        assert attempts == [(0, ""), (1, "http_timeout")]
        slack.sockets.ack_seconds = 60  # from here on no thanks are late
        slack.events.retry_scale = 0.001
        socket.send(json.dumps({"envelope_id": envelope["envelope_id"]}))
        while not slack.events.wait_until_idle(1):  # those were, on a busy machine
            socket.send(json.dumps({"envelope_id": json.loads(socket.recv(60))["envelope_id"]}))


def listening(slack: SlackStandIn, heard: list[str]) -> Sockets:
    """What one process opens; the commands that it is given come into `heard`."""
    client = WebClient(slack.bot_token, base_url=f"{slack.base_url}/api/")
    app = App(
        name="tests", client=client, signing_secret="unused", token_verification_enabled=False
    )

    @app.command("/card")
    def card(ack: Ack, command: dict[str, str]) -> None:
        ack()
        heard.append(command["text"])

    sockets = Sockets(Reception(app, ["/card"]), slack.app_token)
    sockets.start()
    return sockets


def test_what_is_no_message_of_slacks_closes_nothing(slack: SlackStandIn) -> None:
    slack.use_socket_mode()
    heard: list[str] = []
    sockets = listening(slack, heard)
    assert slack.sockets.wait_for_connections(1, 60)

    for garbage in ('{"slash_commands"', '["slash_commands"]', '{"type": "slash_commands"}'):
        sockets._handler.client.enqueue_message(garbage)
    assert slack.client.command(ANA, TEAM, "/card still here") == {"ok": True}
    wait_for(lambda: heard == ["still here"], 60)
    sockets.stop()


def test_two_processes_share_what_people_do_and_one_alone_hears_all(slack: SlackStandIn) -> None:
    slack.use_socket_mode()
    by_first: list[str] = []
    by_second: list[str] = []
    first, second = listening(slack, by_first), listening(slack, by_second)
    assert slack.sockets.wait_for_connections(2, 60)

    told = [f"word {number}" for number in range(6)]
    for words in told:
        assert slack.client.command(ANA, TEAM, f"/card {words}") == {"ok": True}
    wait_for(lambda: len(by_first) + len(by_second) >= len(told), 60)
    assert sorted(by_first + by_second) == told  # each once
    assert len(by_first) == len(by_second)

    second.stop()
    wait_for(lambda: slack.sockets.connections == 1, 60)
    by_first.clear()
    for words in told:
        assert slack.client.command(ANA, TEAM, f"/card {words}") == {"ok": True}
    wait_for(lambda: len(by_first) >= len(told), 60)
    assert by_first == told
    first.stop()
