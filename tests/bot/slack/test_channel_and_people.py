"""The small parts on the way to Slack: which calls are made twice, channels, administrators."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from slack_sdk import WebClient

from bot.errors import UserError
from bot.sandbox.slack import SlackStandIn
from bot.slack.administrators import Administrators
from bot.slack.opening import check_slack
from bot.slack.people import channel_id, email_lookup
from protocol.agreement_file import read_agreement
from tests.bot.place import BOARD, Place, place
from tests.bot.slack.taken import assert_taken

ADA, BEA = "U0ADA00000", "U0BEA00000"


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Place]:
    """Ada and Bea; Bea is an administrator."""
    with place(tmp_path, owner_missing="advise") as made:
        made._agreement += (
            f'[people.Ada]\ntrello = "ada"\nslack = "{ADA}"\nlead = true\n'
            f'[people.Bea]\ntrello = "bea"\nslack = "{BEA}"\nadmin = true\n'
        )
        made.start()
        made.slack.load_workspace({"users": [{"id": BEA, "name": "bea", "email": "b@x.example"}]})
        yield made


def told(slack: SlackStandIn, user: str) -> list[str]:
    """What the bot has told somebody in their own conversation."""
    direct = [channel for channel in slack.workspace.channels() if channel.get("user") == user]
    return [
        str(message["text"])
        for channel in direct
        for message in slack.messages.history(channel["id"])
    ]


# Calls that are made twice


def test_a_post_whose_answer_is_lost_is_not_made_again(team: Place) -> None:
    team.slack.faults.order("dropped_answer", "chat.postMessage")
    with pytest.raises(OSError):
        team.slack_client().chat_postMessage(channel="team", text="once")

    assert [message["text"] for message in team.messages()] == ["once"]


def test_a_question_whose_answer_is_lost_is_asked_again(team: Place) -> None:
    team.slack.faults.order("dropped_answer", "users.info")

    assert team.slack_client().users_info(user=ADA)["ok"] is True


def test_a_limit_is_waited_for(team: Place) -> None:
    team.slack.faults.retry_after_seconds = 0
    team.slack.faults.order("rate_limited", "chat.postMessage", 2)
    team.slack_client().chat_postMessage(channel="team", text="once")

    assert len(team.messages()) == 1


# Channels


@pytest.mark.parametrize("name", ["team", "#team"])
def test_a_channel_is_found_by_its_name(team: Place, name: str) -> None:
    assert channel_id(team.slack_client(), name) == "C0TEAM00000"


def test_a_channel_named_by_its_id_needs_no_question_and_no_scope(team: Place) -> None:
    team.slack.workspace.configure_app(scopes=["chat:write"])

    assert check_slack(team.slack_client(), "C0TEAM00000") == "C0TEAM00000"


def test_a_missing_scope_is_told_with_what_helps(team: Place) -> None:
    team.slack.workspace.configure_app(scopes=["chat:write"])

    with pytest.raises(UserError, match=r"lacks the scope channels:read; add it .* by its id\.$"):
        check_slack(team.slack_client(), "team")


def test_a_channel_among_many_is_found_on_a_later_page(team: Place) -> None:
    team.slack.load_workspace(
        {"channels": [{"id": f"C0OTHER{n:04}", "name": f"other-{n}"} for n in range(1200)]}
    )
    team.slack.load_workspace({"channels": [{"id": "C0LAST00000", "name": "last"}]})

    assert channel_id(team.slack_client(), "last") == "C0LAST00000"


def test_an_address_of_mail_is_asked_for_once(team: Place) -> None:
    client = team.slack_client()
    email_of = email_lookup(client)

    assert email_of(BEA) == "b@x.example"
    team.slack.faults.order("server_error", "users.info", 9)
    assert email_of(BEA) == "b@x.example"


def test_somebody_whom_slack_does_not_know_has_no_address(team: Place) -> None:
    assert email_lookup(team.slack_client())("U0NOBODY00") is None


# Administrators


def administrators(team: Place, client: WebClient | None = None) -> Administrators:
    return Administrators(team.engine, client or team.slack_client(), team.boards, team.clock)


def test_a_stopped_sweep_is_told_to_administrators_once_a_day(team: Place) -> None:
    for _ in range(3):
        administrators(team).tell_of_ceiling(BOARD, 64)

    (said,) = told(team.slack, BEA)
    assert "would have written 64 times, and the agreement allows 50" in said
    assert told(team.slack, ADA) == []

    team.clock.pass_by(days=1)
    administrators(team).tell_of_ceiling(BOARD, 64)
    assert len(told(team.slack, BEA)) == 2


def test_without_administrators_the_leads_are_told(team: Place) -> None:
    team._agreement = team._agreement.replace("admin = true\n", "")
    team.start()
    administrators(team).tell_of_ceiling(BOARD, 64)

    assert len(told(team.slack, ADA)) == 1


def test_an_administrator_who_cannot_be_told_stops_nothing(
    team: Place, caplog: pytest.LogCaptureFixture
) -> None:
    team.slack.faults.order("dropped_request", "chat.postMessage")
    administrators(team).tell_of_ceiling(BOARD, 64)

    assert "could not be told" in caplog.text


def test_what_administrators_are_told_is_taken_by_slack(team: Place) -> None:
    administrators(team).tell_of_ceiling(BOARD, 1)
    (direct,) = [c for c in team.slack.workspace.channels() if c.get("user") == BEA]
    (message,) = team.slack.messages.history(direct["id"])

    assert_taken(message)
    assert "written 1 time," in message["text"]
    assert "Why am I seeing this?" in str(message["blocks"])


def test_administrators_are_told_in_their_hours_or_when_these_begin(team: Place) -> None:
    team.clock.pass_by(hours=12)
    assert administrators(team).tell_stuck("The queue stands still.", "Look.") == []

    team.clock.pass_by(hours=12)
    assert administrators(team).tell_stuck("The queue stands still.", "Look.")
    assert len(told(team.slack, BEA)) == 1


def test_the_team_can_switch_alerts_off(team: Place) -> None:
    team.boards.agreement = read_agreement(
        team._agreement.replace("[slack]", "[slack]\nalerts = false"), "protocol.toml"
    )
    assert administrators(team).tell_stuck("The queue stands still.", "Look.") == []
    assert told(team.slack, BEA) == []


def test_a_name_in_what_is_stuck_calls_nobody(team: Place) -> None:
    administrators(team).tell_stuck("The board '<!channel>' is not there any more.", "Look.")
    assert "<!channel>" not in told(team.slack, BEA)[0]


def test_the_sweep_goes_on_to_be_checked_while_it_is_stopped(team: Place) -> None:
    """The note carries the day: as long as nobody acts, it comes once a day, not once an hour."""
    teller = administrators(team)
    for _ in range(24):
        teller.tell_of_ceiling(BOARD, 64)
        team.clock.now += timedelta(minutes=30)

    assert len(told(team.slack, BEA)) == 1
