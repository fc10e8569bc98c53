"""A real Bolt app over signed HTTP: commands, clicks, modals, shortcuts, response URLs."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

import httpx
import pytest
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier
from slack_sdk.webhook import WebhookClient
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.sandbox.slack import SlackError, SlackStandIn
from bot.sandbox.slack.delivery import sign
from tests.bot.running import wait_for
from tests.bot.sandbox.slack.conftest import (
    ANA,
    BEN,
    QUIET,
    TEAM,
    Clock,
    Heard,
    Serve,
    modal,
    plain,
    section,
)

T = TypeVar("T")
BUTTONS = {
    "type": "actions",
    "block_id": "row",
    "elements": [
        {"type": "button", "action_id": "go", "text": plain("Go"), "value": "7"},
        {"type": "external_select", "action_id": "find"},
    ],
}


def seen(slack: SlackStandIn, user: str = ANA) -> list[str]:
    return [message["text"] for message in slack.client.messages(user, TEAM)]


def wait_for_modal(slack: SlackStandIn, user: str = ANA) -> dict[str, Any]:
    return wait_for_change(slack, lambda: slack.client.modals(user))[-1]


def wait_for_text(slack: SlackStandIn, text: str) -> None:
    wait_for_change(slack, lambda: text in seen(slack))


def wait_for_change(slack: SlackStandIn, condition: Callable[[], T]) -> T:
    """The condition's first true answer; it is asked anew whenever something has changed."""
    deadline = time.monotonic() + 60
    while True:
        version = slack.version  # before asking: what changes meanwhile is not slept through
        answer = condition()
        if answer:
            return answer
        left = deadline - time.monotonic()
        assert left > 0, seen(slack)
        slack.wait_for(version, left)


def test_the_signature_is_the_one_that_slack_sdk_computes() -> None:
    body = '{"a": "ö"}'
    theirs = SignatureVerifier("secret").generate_signature(timestamp="12", body=body)
    assert sign("secret", "12", body.encode()) == theirs


def test_the_request_url_is_verified(over_http: SlackStandIn) -> None:
    assert over_http.events.verify_url().error is None


def test_a_commands_answer_is_seen_only_by_who_asked(over_http: SlackStandIn) -> None:
    assert over_http.client.command(ANA, TEAM, "/card why") == {"ok": True}
    assert seen(over_http) == ["card: why"]
    assert seen(over_http, BEN) == []


def test_mentions_in_a_command_arrive_escaped_as_slack_does_it(
    over_http: SlackStandIn, heard: Heard
) -> None:
    over_http.client.command(ANA, TEAM, "/card @ben & #team @data-team https://x.example/?a=1&b")
    assert heard.bodies[0]["text"] == (
        f"<@{BEN}|ben> &amp; <#{TEAM}|team> <!subteam^S0DATA|@data-team>"
        " <https://x.example/?a=1&amp;b>"
    )


def test_a_command_that_the_app_does_not_have_is_slackbots_to_answer(
    over_http: SlackStandIn,
) -> None:
    assert over_http.client.command(ANA, TEAM, "/nothing")["error"] == "unknown_command"
    assert "/nothing is not a valid command" in seen(over_http)[0]


def test_nobody_acts_in_a_channel_that_they_are_not_in(over_http: SlackStandIn) -> None:
    with pytest.raises(SlackError, match="not_in_channel"):
        over_http.client.command(BEN, QUIET, "/card")


def test_an_app_that_refuses_a_command_is_shown_as_a_failed_dispatch(
    over_http: SlackStandIn,
) -> None:
    url = over_http.workspace.app()["request_url"]
    over_http.use_http(url.replace("/slack/events", "/nowhere"))
    over_http.client.command(ANA, TEAM, "/card")
    assert seen(over_http) == ["/card failed with the error “dispatch_failed”"]


def test_an_app_that_never_acknowledges_is_shown_as_a_timeout(
    over_http: SlackStandIn,
) -> None:
    over_http.http.ack_seconds = 0.3
    over_http.client.command(ANA, TEAM, "/slow")
    assert seen(over_http) == ["/slow failed with the error “operation_timeout”"]


def test_a_forged_and_a_stale_request_are_refused_by_bolt(
    over_http: SlackStandIn, heard: Heard
) -> None:
    url, body = over_http.workspace.app()["request_url"], "command=%2Fcard&text=x"
    for secret, age_s in (("wrong", 0), (over_http.signing_secret, 301)):
        stamp = str(int(time.time()) - age_s)
        headers = {
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": sign(secret, stamp, body.encode()),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        assert httpx.post(url, content=body, headers=headers).status_code == 401
    assert heard.bodies == []


def test_a_response_url_speaks_after_the_acknowledgement(over_http: SlackStandIn) -> None:
    over_http.client.command(ANA, TEAM, "/card later")
    wait_for_text(over_http, "afterwards")
    assert seen(over_http, BEN) == []


def test_a_response_url_works_five_times_within_half_an_hour(
    over_http: SlackStandIn, heard: Heard, clock: Clock
) -> None:
    over_http.client.command(ANA, TEAM, "/card x")
    hook = WebhookClient(heard.bodies[0]["response_url"])
    answers = [hook.send(text="again", response_type="in_channel").status_code for _ in range(6)]
    assert answers == [200] * 5 + [404]
    over_http.client.command(ANA, TEAM, "/card y")
    clock.forward(30 * 60 + 1)
    assert "expired_url" in WebhookClient(heard.bodies[1]["response_url"]).send(text="x").body
    assert seen(over_http, BEN) == ["again"] * 5


def test_a_click_is_told_complete_and_its_answer_replaces_the_message(
    over_http: SlackStandIn, api: WebClient, heard: Heard
) -> None:
    ts = api.chat_postMessage(channel=TEAM, text="press", blocks=[BUTTONS])["ts"]
    assert over_http.client.click(ANA, TEAM, ts, "go") == {"ok": True}
    wait_for_text(over_http, "gone")
    told = heard.bodies[0]
    assert told["actions"][0] | {"action_ts": ""} == {
        "type": "button",
        "action_id": "go",
        "block_id": "row",
        "action_ts": "",
        "text": plain("Go"),
        "value": "7",
    }
    assert told["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": TEAM,
        "is_ephemeral": False,
    }
    assert told["message"]["ts"] == ts
    assert (told["user"]["id"], told["channel"]["id"]) == (ANA, TEAM)
    assert {"trigger_id", "response_url", "state", "team", "api_app_id"} < set(told)
    assert seen(over_http) == ["gone"]


def test_options_are_asked_from_the_app(over_http: SlackStandIn, api: WebClient) -> None:
    ts = api.chat_postMessage(channel=TEAM, text="x", blocks=[BUTTONS])["ts"]
    options = over_http.client.suggest(ANA, "find", "qc", channel=TEAM, ts=ts)
    assert options == [{"text": plain("QC"), "value": "qc"}]


def test_a_modal_is_opened_filled_refused_and_closed(over_http: SlackStandIn, heard: Heard) -> None:
    over_http.client.command(ANA, TEAM, "/card new")
    view = wait_for_modal(over_http)
    client = over_http.client
    assert "title" in client.submit(ANA, view["id"], {"title": ""})["errors"]
    assert len(heard.bodies) == 1, "Slack's own client refuses an empty required field"
    refused = client.submit(ANA, view["id"], {"title": "no"})
    assert refused["errors"] == {"title": "Say more."}
    assert client.submit(ANA, view["id"], {"title": "A card"}) == {"ok": True}
    assert client.modals(ANA) == []


def test_answers_to_a_submission_push_and_update_views(over_http: SlackStandIn) -> None:
    over_http.client.command(ANA, TEAM, "/card new")
    view = wait_for_modal(over_http)
    over_http.client.submit(ANA, view["id"], {"title": "push"})
    bottom, top = over_http.client.modals(ANA)
    assert top["previous_view_id"] == bottom["id"]
    over_http.client.close(ANA, top["id"])
    over_http.client.submit(ANA, view["id"], {"title": "update"})
    assert over_http.client.modals(ANA)[0]["title"]["text"] == "Changed"


def test_closing_a_modal_is_told_when_the_app_asked_for_it(
    over_http: SlackStandIn, api: WebClient, heard: Heard
) -> None:
    trigger = over_http.views.make_trigger(ANA)
    view = api.views_open(trigger_id=trigger, view=modal(notify_on_close=True))["view"]
    over_http.client.close(ANA, view["id"])
    assert heard.wait(1)[0]["type"] == "view_closed"


def test_a_trigger_opens_one_view_within_three_seconds(
    slack: SlackStandIn, api: WebClient, clock: Clock
) -> None:
    trigger, late = slack.views.make_trigger(ANA), slack.views.make_trigger(ANA)
    api.views_open(trigger_id=trigger, view=modal())
    clock.forward(3.5)
    for used, error in ((trigger, "exchanged_trigger_id"), (late, "expired_trigger_id")):
        answer = httpx.post(
            f"{slack.base_url}/api/views.open",
            json={"trigger_id": used, "view": modal()},
            headers={"Authorization": f"Bearer {slack.bot_token}"},
        ).json()
        assert answer["error"] == error


def test_no_more_than_three_modals_are_stacked(slack: SlackStandIn, api: WebClient) -> None:
    api.views_open(trigger_id=slack.views.make_trigger(ANA), view=modal())
    for _ in range(2):
        api.views_push(trigger_id=slack.views.make_trigger(ANA), view=modal())
    with pytest.raises(Exception, match="push_limit_reached"):
        api.views_push(trigger_id=slack.views.make_trigger(ANA), view=modal())


def test_an_update_with_an_old_hash_is_refused(slack: SlackStandIn, api: WebClient) -> None:
    view = api.views_open(trigger_id=slack.views.make_trigger(ANA), view=modal())["view"]
    api.views_update(view_id=view["id"], hash=view["hash"], view=modal())
    with pytest.raises(Exception, match="hash_conflict"):
        api.views_update(view_id=view["id"], hash=view["hash"], view=modal())


def test_a_message_shortcut_brings_the_message(over_http: SlackStandIn, heard: Heard) -> None:
    ts = over_http.client.post(BEN, TEAM, "make me a card")["ts"]
    over_http.client.message_shortcut(ANA, TEAM, ts, "make")
    told = [body for body in heard.bodies if body.get("type") == "message_action"]
    assert told[0]["message"]["text"] == "make me a card"


def test_an_opened_home_is_told_and_published(over_http: SlackStandIn, heard: Heard) -> None:
    over_http.client.open_home(ANA)
    assert heard.wait(1)[0]["event"]["tab"] == "home"
    home = over_http.client.home(ANA)
    assert home is not None
    assert home["blocks"][0]["text"]["text"] == "Your cards"


def test_a_mention_is_told_as_message_and_as_mention(over_http: SlackStandIn, heard: Heard) -> None:
    over_http.client.post(ANA, TEAM, "@cardkeeper hello")
    kinds = sorted(body["event"]["type"] for body in heard.wait(2))
    assert kinds == ["app_mention", "message"]


def test_an_event_that_is_not_acknowledged_is_told_three_times_more(
    slack: SlackStandIn, serve: Serve
) -> None:
    headers: list[tuple[str | None, str | None]] = []

    async def failing(request: Request) -> Response:
        got = request.headers
        headers.append((got.get("X-Slack-Retry-Num"), got.get("X-Slack-Retry-Reason")))
        return JSONResponse({}, status_code=500)

    slack.use_http(serve(failing))
    slack.client.post(ANA, TEAM, "hello")
    assert slack.events.wait_until_idle(5)
    assert headers == [(None, None), *((str(n), "http_error") for n in (1, 2, 3))]


def test_an_app_can_say_that_it_wants_no_retries(slack: SlackStandIn, serve: Serve) -> None:
    async def refusing(_request: Request) -> Response:
        return Response(status_code=400, headers={"X-Slack-No-Retry": "1"})

    slack.use_http(serve(refusing))
    slack.client.post(ANA, TEAM, "hello")
    wait_for(lambda: slack.events.deliveries, 5)
    assert slack.events.wait_until_idle(5)
    assert [delivery.attempt for delivery in slack.events.deliveries] == [0]


def test_an_event_can_come_twice(over_http: SlackStandIn, heard: Heard) -> None:
    over_http.faults.duplicate_events = 1.0
    over_http.client.post(ANA, TEAM, "hello")
    first, second = heard.wait(2)
    assert first["event_id"] == second["event_id"]


def test_an_event_left_by_a_killed_stand_in_is_told_by_the_next(
    slack: SlackStandIn, clock: Clock, heard: Heard, bolt: App, over_http: SlackStandIn
) -> None:
    url = over_http.workspace.app()["request_url"]
    slack.use_http(url.replace("/slack/events", "/nobody"))
    slack.events.retry_scale = 1000.0
    slack.client.post(ANA, TEAM, "kept")
    deadline = time.monotonic() + 60
    while len(slack.events.deliveries) < 2:
        assert time.monotonic() < deadline
        slack.wait_for(slack.version, 0.05)
    slack.events.close()
    slack.use_http(url)
    again = SlackStandIn(slack.database.path, clock)
    again.events.retry_scale = 0.001
    again.events.resume()
    assert heard.wait(1)[0]["event"]["text"] == "kept"
    again.close()


def test_invalid_blocks_in_an_answer_are_refused(over_http: SlackStandIn, heard: Heard) -> None:
    over_http.client.command(ANA, TEAM, "/card x")
    hook = WebhookClient(heard.bodies[0]["response_url"])
    answer = hook.send(text="x", blocks=[section("x" * 3001)])
    assert (answer.status_code, "invalid_blocks" in answer.body) == (400, True)
