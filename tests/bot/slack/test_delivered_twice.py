"""What Slack delivers twice, or what nobody at Slack has sent, over both of its ways."""

import json
import threading
import time
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from bot.card_actions import NotDone
from bot.sandbox.slack.delivery import sign
from storage.effects import recent_effects
from tests.bot.slack.conftest import MakeOffice
from tests.bot.slack.office import ANA, TEAM, Office, text_of

Sent = list[tuple[str, dict[str, Any]]]


@pytest.fixture
def sent_twice(office: Office, monkeypatch: pytest.MonkeyPatch) -> Sent:
    """Everything is delivered twice from here on: at first, and as the first retry."""
    transport, sent = office.slack.transport(), Sent()
    once = transport.send

    def twice(kind: str, payload: dict[str, Any], attempt: int = 0, reason: str = "") -> Any:
        sent.append((kind, payload))
        answer = once(kind, payload, 0, "")
        again = once(kind, payload, 1, "http_timeout")
        assert again.error is None, "also what came before is acknowledged"
        return answer

    monkeypatch.setattr(transport, "send", twice)
    return sent


def quiet(office: Office) -> None:
    """Until nothing is on its way: what is asked for later is answered later."""
    office.wait(lambda: "How to use" in text_of(office.ask(ANA, "/workload help")))


def test_a_command_is_answered_once(office: Office, sent_twice: Sent) -> None:
    office.ask(ANA, "/card tune")
    quiet(office)

    cards = [m for m in office.seen(ANA) if "Tune the filter" in text_of(m)]
    assert sent_twice[0][0] == "slash_commands"
    assert len(cards) == 1


def test_a_dialog_makes_one_card(office: Office, sent_twice: Sent) -> None:
    office.slack.client.command(ANA, TEAM, "/card new Compare two aligners")
    office.modal(ANA, "new_card")
    quiet(office)  # nobody fills in a dialog before it has been drawn to its end
    view = office.modal(ANA, "new_card")
    office.slack.client.submit(ANA, view["id"], {"kind": "analysis"})
    office.modal(ANA, "new_card_end")  # even where an answer to the second comes after it
    quiet(office)

    assert made(office) == 1


def filled_in(office: Office, title: str) -> dict[str, Any]:
    """The dialog for a new card, drawn to its end."""
    office.slack.client.command(ANA, TEAM, f"/card new {title}")
    view = office.modal(ANA, "new_card")
    quiet(office)
    return {**view, "values": {"kind": "analysis"}}


def page(office: Office) -> str:
    return text_of(office.slack.client.modals(ANA)[-1])


def made(office: Office) -> int:
    return len(recent_effects(office.engine, office.clock().replace(hour=0)))


def test_a_dialog_sent_again_after_its_end_shows_its_end(office: Office) -> None:
    view = filled_in(office, "Compare two aligners")
    office.slack.client.submit(ANA, view["id"], view["values"])
    end = office.modal(ANA, "new_card_end")

    again = office.slack.client.submit_again(ANA)

    assert again["response_action"] == "update", "it is answered, with a page"
    assert page(office) == text_of(end)
    assert "Made" in page(office)
    assert made(office) == 1
    assert "You own 2 open cards" in text_of(office.ask(ANA, "/card mine"))


@pytest.fixture
def slow(office: Office, monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Making a card lasts until this is set, which is longer than any answer waits."""
    let_go, create = threading.Event(), type(office.tools.actions).create

    def waiting(*args: Any, **kwargs: Any) -> Any:
        assert let_go.wait(60)
        return create(*args, **kwargs)

    monkeypatch.setattr(type(office.tools.actions), "create", waiting)
    monkeypatch.setattr("bot.slack.modals.ending.SOON_S", 0.05)
    return let_go


def test_a_dialog_sent_again_while_it_is_worked_on_ends_with_its_end(
    office: Office, slow: threading.Event
) -> None:
    view = filled_in(office, "Compare two aligners")
    office.slack.client.submit(ANA, view["id"], view["values"])
    assert "Making the card" in page(office)

    office.slack.client.submit_again(ANA)
    assert "Making the card" in page(office), "a second delivery does not close the dialog"
    slow.set()

    assert "Made" in text_of(office.modal(ANA, "new_card_end"))
    assert made(office) == 1


def test_a_dialog_that_made_nothing_keeps_saying_so(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_args: Any, **_kwargs: Any) -> Any:
        asked.append(None)
        raise NotDone("Trello refuses the card: no such list.")

    asked: list[None] = []
    monkeypatch.setattr(type(office.tools.actions), "create", refused)
    view = filled_in(office, "Compare two aligners")
    office.slack.client.submit(ANA, view["id"], view["values"])
    first = text_of(office.modal(ANA, "new_card_end"))

    office.slack.client.submit_again(ANA)

    assert page(office) == first
    assert "Not made: Trello refuses the card" in first
    assert "What you wrote: Compare two aligners" in first
    assert len(asked) == 1


def test_who_closes_a_dialog_meanwhile_hears_of_its_end_in_a_message(
    office: Office, slow: threading.Event
) -> None:
    view = filled_in(office, "Compare two aligners")
    office.slack.client.submit(ANA, view["id"], view["values"])
    office.slack.client.close(ANA, view["id"])

    office.slack.client.submit_again(ANA)
    slow.set()

    told = office.wait(lambda: office.messages(ANA))
    assert "Made" in text_of(told[0])
    quiet(office)
    assert len(office.messages(ANA)) == 1
    assert office.slack.client.modals(ANA) == []


def test_a_dialog_sent_to_two_processes_ends_alike_in_both(office: Office) -> None:
    view = filled_in(office, "Compare two aligners")
    office.slack.client.submit(ANA, view["id"], view["values"])
    first = text_of(office.modal(ANA, "new_card_end"))

    with office.over_http():  # another process takes over, with nothing but the database in common
        office.slack.client.submit_again(ANA)

    assert page(office) == first
    assert made(office) == 1


def test_a_shortcut_opens_one_dialog(office: Office, sent_twice: Sent) -> None:
    ts = office.slack.client.post(ANA, TEAM, "The index of batch 7 is stale")["ts"]
    office.slack.client.message_shortcut(ANA, TEAM, ts, "card_of_message")
    office.modal(ANA, "new_card")
    quiet(office)

    assert len(office.slack.client.modals(ANA)) == 1


def test_the_home_tab_is_there_however_often_its_opening_is_told(
    office: Office, sent_twice: Sent
) -> None:
    office.slack.client.open_home(ANA)

    shown = office.wait(lambda: office.slack.client.home(ANA))
    assert "Hello Ana Lima" in json.dumps(shown)


@pytest.mark.parametrize(
    ("seconds_ago", "secret"), [(0, "another secret"), (301, ""), (-330, "")],
    ids=["forged", "stale", "from the future"],
)  # fmt: skip
def test_what_slack_has_not_signed_just_now_is_refused(
    make_office: MakeOffice, seconds_ago: int, secret: str
) -> None:
    office = make_office(way="http")
    form = {"command": "/card", "text": "tune", "user_id": ANA, "trigger_id": "1.2"}
    answer_at = office.slack.response_urls.make(TEAM, ANA)
    body = urlencode({**form, "channel_id": TEAM, "response_url": answer_at}).encode()
    stamp = str(int(time.time()) - seconds_ago)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": sign(secret or office.slack.signing_secret, stamp, body),
    }

    answer = httpx.post(office.slack.workspace.app()["request_url"], content=body, headers=headers)

    assert answer.status_code == 401
    quiet(office)
    assert not [m for m in office.seen(ANA) if "Tune the filter" in text_of(m)]
