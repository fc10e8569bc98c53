"""The real slack_sdk client against the stand-in's Web API."""

from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from bot.sandbox.slack import SlackStandIn
from tests.bot.sandbox.slack.conftest import ANA, BEN, QUIET, TEAM, WORKSPACE, Clock, section


def refusal(call: Any, **arguments: Any) -> str:
    with pytest.raises(SlackApiError) as refused:
        call(**arguments)
    return str(refused.value.response["error"])


def test_auth_test_names_the_app_and_the_team(api: WebClient, slack: SlackStandIn) -> None:
    answer = api.auth_test()
    assert answer["team"] == "Larkspur"
    assert answer["user_id"] == slack.workspace.app()["bot_user_id"]


def test_a_wrong_token_is_refused(slack: SlackStandIn) -> None:
    stranger = WebClient("xoxb-wrong", base_url=f"{slack.base_url}/api/")
    assert refusal(stranger.auth_test) == "invalid_auth"


def test_an_app_token_opens_nothing_but_sockets(slack: SlackStandIn) -> None:
    client = WebClient(slack.app_token, base_url=f"{slack.base_url}/api/")
    assert refusal(client.auth_test) == "not_allowed_token_type"


def test_a_method_without_its_scope_says_which_one_is_needed(
    api: WebClient, slack: SlackStandIn
) -> None:
    slack.workspace.configure_app(scopes=["users:read"])
    with pytest.raises(SlackApiError) as refused:
        api.chat_postMessage(channel=TEAM, text="hello")
    assert refused.value.response["needed"] == "chat:write"


def test_a_posted_message_is_in_the_history_with_its_blocks(api: WebClient) -> None:
    ts = api.chat_postMessage(channel=TEAM, text="hello", blocks=[section("*hello*")])["ts"]
    newest = api.conversations_history(channel=TEAM)["messages"][0]
    assert newest["ts"] == ts
    assert newest["blocks"][0]["text"]["text"] == "*hello*"
    assert newest["blocks"][0]["block_id"]


def test_history_between_two_times_is_paged(api: WebClient, clock: Clock) -> None:
    stamps = []
    for number in range(5):
        clock.forward(1)
        stamps.append(api.chat_postMessage(channel=TEAM, text=str(number))["ts"])
    first = api.conversations_history(channel=TEAM, oldest=stamps[0], limit=3)
    cursor = first["response_metadata"]["next_cursor"]
    rest = api.conversations_history(channel=TEAM, oldest=stamps[0], limit=3, cursor=cursor)
    texts = [message["text"] for message in first["messages"] + rest["messages"]]
    assert texts == ["4", "3", "2", "1"]


def test_time_stamps_grow_even_when_the_clock_stands(api: WebClient) -> None:
    stamps = [api.chat_postMessage(channel=TEAM, text="x")["ts"] for _ in range(3)]
    assert stamps == sorted(set(stamps))


def test_a_reply_is_in_its_thread_and_not_in_the_channel(api: WebClient) -> None:
    parent = api.chat_postMessage(channel=TEAM, text="parent")["ts"]
    api.chat_postMessage(channel=TEAM, text="reply", thread_ts=parent)
    history = api.conversations_history(channel=TEAM)["messages"]
    thread = api.conversations_replies(channel=TEAM, ts=parent)["messages"]
    assert [message["text"] for message in history] == ["parent"]
    assert history[0]["reply_count"] == 1
    assert [message["text"] for message in thread] == ["parent", "reply"]


def test_an_update_replaces_the_words_and_marks_them_edited(api: WebClient) -> None:
    ts = api.chat_postMessage(channel=TEAM, text="old", blocks=[section("old")])["ts"]
    api.chat_update(channel=TEAM, ts=ts, text="new")
    message = api.conversations_history(channel=TEAM)["messages"][0]
    assert message["text"] == "new"
    assert "blocks" not in message
    assert message["edited"]["user"] == message["user"]


def test_a_message_of_somebody_else_cannot_be_updated(api: WebClient, slack: SlackStandIn) -> None:
    ts = slack.client.post(ANA, TEAM, "mine")["ts"]
    assert refusal(api.chat_update, channel=TEAM, ts=ts, text="x") == "cant_update_message"
    assert refusal(api.chat_delete, channel=TEAM, ts=ts) == "cant_delete_message"


def test_a_deleted_message_is_gone(api: WebClient) -> None:
    ts = api.chat_postMessage(channel=TEAM, text="oops")["ts"]
    api.chat_delete(channel=TEAM, ts=ts)
    assert api.conversations_history(channel=TEAM)["messages"] == []
    assert refusal(api.chat_delete, channel=TEAM, ts=ts) == "message_not_found"


def test_an_ephemeral_message_is_seen_by_its_reader_only(
    api: WebClient, slack: SlackStandIn
) -> None:
    api.chat_postEphemeral(channel=TEAM, user=ANA, text="psst")
    assert [m["text"] for m in slack.client.messages(ANA, TEAM)] == ["psst"]
    assert slack.client.messages(BEN, TEAM) == []
    assert api.conversations_history(channel=TEAM)["messages"] == []


def test_posting_to_a_person_opens_the_conversation(api: WebClient, slack: SlackStandIn) -> None:
    channel = api.chat_postMessage(channel=BEN, text="for you")["channel"]
    assert channel.startswith("D")
    assert api.conversations_open(users=BEN)["channel"]["id"] == channel
    assert [m["text"] for m in slack.client.messages(BEN, channel)] == ["for you"]


def test_places_that_are_not_there_or_not_joined_are_named_as_slack_names_them(
    api: WebClient,
) -> None:
    assert refusal(api.chat_postMessage, channel="C0NONE", text="x") == "channel_not_found"
    assert refusal(api.chat_postMessage, channel=QUIET, text="x") == "not_in_channel"
    api.conversations_join(channel=QUIET)
    assert api.chat_postMessage(channel="#quiet", text="x")["ok"]


def test_a_message_without_any_words_is_refused(api: WebClient) -> None:
    with pytest.warns(UserWarning, match="text"):
        assert refusal(api.chat_postMessage, channel=TEAM, text="") == "no_text"


def test_too_long_a_text_is_cut_when_posted_and_refused_when_updated(api: WebClient) -> None:
    posted = api.chat_postMessage(channel=TEAM, text="x" * 40_001)
    assert len(posted["message"]["text"]) == 40_000
    long = {"channel": TEAM, "ts": posted["ts"], "text": "x" * 4_001}
    assert refusal(api.chat_update, **long) == "msg_too_long"


def test_people_are_found_by_address_with_their_time_zone(api: WebClient) -> None:
    user = api.users_lookupByEmail(email="BEN@larkspur.example")["user"]
    assert (user["id"], user["tz"], user["tz_offset"]) == (BEN, "America/New_York", -5 * 3600)
    assert refusal(api.users_lookupByEmail, email="no@one.example") == "users_not_found"


def test_the_address_is_hidden_without_the_scope_for_it(
    api: WebClient, slack: SlackStandIn
) -> None:
    slack.workspace.configure_app(scopes=["users:read"])
    assert "email" not in api.users_info(user=ANA)["user"]["profile"]


def test_lists_are_paged_to_their_end(api: WebClient) -> None:
    seen = [user["id"] for page in api.users_list(limit=1) for user in page["members"]]
    assert {ANA, BEN} < set(seen)
    assert len(seen) == len(set(seen)) == 4


def test_groups_and_do_not_disturb_are_answered(api: WebClient, slack: SlackStandIn) -> None:
    slack.workspace.set_user(ANA, dnd={"dnd_enabled": True, "next_dnd_start_ts": 5})
    assert api.usergroups_users_list(usergroup="S0DATA")["users"] == [ANA, BEN]
    assert api.dnd_info(user=ANA)["dnd_enabled"] is True
    assert api.dnd_teamInfo(users=[ANA, BEN])["users"][BEN]["dnd_enabled"] is False


def test_reactions_pins_and_bookmarks_are_kept_once(api: WebClient) -> None:
    ts = api.chat_postMessage(channel=TEAM, text="x")["ts"]
    api.reactions_add(channel=TEAM, timestamp=ts, name="eyes")
    again = {"channel": TEAM, "timestamp": ts}
    assert refusal(api.reactions_add, name="eyes", **again) == "already_reacted"
    api.pins_add(**again)
    assert refusal(api.pins_add, **again) == "already_pinned"
    link = "https://example.org"
    added = api.bookmarks_add(channel_id=TEAM, title="Board", type="link", link=link)
    assert added["bookmark"]["link"] == link


def test_an_uploaded_file_is_shown_in_the_channel(api: WebClient, slack: SlackStandIn) -> None:
    api.files_upload_v2(
        channel=TEAM, content="<svg/>", filename="load.svg", initial_comment="The load"
    )
    message = slack.client.messages(ANA, TEAM)[-1]
    assert message["text"] == "The load"
    assert message["files"][0]["mimetype"] == "image/svg+xml"


def test_the_permalink_of_a_message_is_slacks(api: WebClient) -> None:
    ts = api.chat_postMessage(channel=TEAM, text="x")["ts"]
    link = api.chat_getPermalink(channel=TEAM, message_ts=ts)["permalink"]
    assert link == f"https://larkspur.slack.com/archives/{TEAM}/p{ts.replace('.', '')}"


def test_an_unknown_method_says_so(api: WebClient) -> None:
    assert refusal(api.api_call, api_method="chat.sing") == "unknown_method"


def test_a_second_start_finds_messages_tokens_and_people(
    api: WebClient, slack: SlackStandIn, tmp_path: Path, clock: Clock
) -> None:
    ts = api.chat_postMessage(channel=TEAM, text="kept")["ts"]
    before = slack.version
    again = SlackStandIn(tmp_path / "slack.db", clock)
    again.load_workspace(WORKSPACE)
    assert again.bot_token == slack.bot_token
    assert [m["ts"] for m in again.client.messages(ANA, TEAM)] == [ts]
    assert again.version >= before
    again.close()


def test_the_version_grows_with_changes_and_stands_still_for_reading(
    api: WebClient, slack: SlackStandIn
) -> None:
    before = slack.version
    api.users_info(user=ANA)
    assert slack.version == before
    api.chat_postMessage(channel=TEAM, text="x")
    assert slack.wait_for(before, timeout=0) > before


def test_a_burst_beyond_the_channels_rate_is_told_to_wait(
    api: WebClient, slack: SlackStandIn
) -> None:
    slack.rate_limits.on = True

    def burst() -> None:
        for number in range(20):
            api.chat_postMessage(channel=TEAM, text=str(number))

    with pytest.raises(SlackApiError) as refused:
        burst()
    assert refused.value.response.status_code == 429
    assert int(refused.value.response.headers["Retry-After"]) >= 1


@pytest.mark.slow
def test_slack_sdk_waits_and_tries_again_when_told_to(api: WebClient, slack: SlackStandIn) -> None:
    slack.faults.order("rate_limited", "chat.postMessage")
    api.retry_handlers.append(RateLimitErrorRetryHandler(max_retry_count=1))
    assert api.chat_postMessage(channel=TEAM, text="in the end")["ok"]


def test_a_lost_answer_leaves_the_message_and_a_lost_request_does_not(
    api: WebClient, slack: SlackStandIn
) -> None:
    for kind in ("dropped_request", "dropped_answer"):
        slack.faults.order(kind, "chat.postMessage")
        with pytest.raises(OSError):
            api.chat_postMessage(channel=TEAM, text=kind)
    assert [m["text"] for m in slack.client.messages(ANA, TEAM)] == ["dropped_answer"]


def test_no_secret_is_ever_in_what_the_page_is_told(slack: SlackStandIn) -> None:
    slack.client.post(ANA, TEAM, "hello")
    told = str(slack.client.messages(ANA, TEAM)) + str(slack.client.channels(ANA))
    for secret in (slack.bot_token, slack.app_token, slack.signing_secret):
        assert secret not in told
