"""Whatever Slack sends is acknowledged, and whoever typed or pressed hears something."""

import json
from itertools import count
from typing import Any

import pytest

from bot.sandbox.slack.delivery import Answer
from bot.slack.spoken import plain_words
from tests.bot.slack.office import ANA, BEN, BOARD, TEAM, TUNE, Json, Office, text_of

NUMBERS = count(1)


def send(office: Office, kind: str, payload: Json) -> Answer:
    answer = office.slack.transport().send(kind, payload)
    assert answer.error is None, payload
    return answer


def pressed(**parts: Any) -> Json:
    """A press as a workspace of an enterprise tells it: no team, no name of the user."""
    return {
        "type": "block_actions", "team": None, "enterprise": {"id": "E0", "name": "Larkspur"},
        "user": {"id": ANA}, "trigger_id": f"1.{next(NUMBERS)}", "api_app_id": "A0", "token": "x",
        **parts,
    }  # fmt: skip


def action(name: str, **parts: Any) -> Json:
    return {"action_id": name, "type": "button", "action_ts": f"{next(NUMBERS)}.0", **parts}


def test_what_nobody_listens_to_any_more_is_answered_in_a_sentence(office: Office) -> None:
    url = office.slack.response_urls.make(TEAM, ANA)
    send(office, "interactive", pressed(actions=[action("of_an_older_version")], response_url=url))
    office.wait(lambda: "I do not know that any more" in str(office.seen(ANA)))

    form = {"command": "/unknown", "user_id": ANA, "channel_id": TEAM, "text": ""}
    answer = send(office, "slash_commands", {**form, "trigger_id": "1", "response_url": url})
    assert "I do not know that any more" in str(answer.body)


def test_without_an_address_to_answer_at_the_person_is_told_in_a_message(office: Office) -> None:
    send(
        office, "slash_commands",
        {"command": "/card", "text": "help", "user_id": ANA, "trigger_id": f"2.{next(NUMBERS)}"},
    )  # fmt: skip
    office.wait(lambda: "How to use /card" in str(office.messages(ANA)))


def test_every_wild_shape_is_acknowledged(office: Office) -> None:
    event = {"type": "event_callback", "team_id": None, "event_id": "Ev1"}
    modal = {"type": "modal", "blocks": [{"type": "input", "block_id": "title"}]}
    wild = [
        pressed(),
        pressed(actions=[]),
        pressed(actions=[action("card_fix", value="🧬" * 900)]),
        pressed(actions=[action("card_move", selected_option=None)], channel=None, container=None),
        pressed(actions=[action("point_fix", block_id=f"card:{BOARD}")]),
        pressed(actions=[action("workload_open", value=f"person|{BOARD}|~<!channel>|99999999999")]),
        pressed(type="view_closed", view=modal),
        pressed(type="block_suggestion", action_id="x", block_id="b", value="a"),
        pressed(type="workflow_step_edit", callback_id="x"),
        pressed(type="shortcut", callback_id="unknown"),
        pressed(type="message_action", callback_id="card_of_message", message=None, channel=None),
    ]
    for callback in ("new_card", "exempt_card", "preferences", "meeting_topic", "unknown"):
        view = {**modal, "id": f"V{callback}", "hash": "h", "callback_id": callback}
        wild += [
            pressed(type="view_submission", view={**view, **parts})
            for parts in (
                {}, {"state": None}, {"state": {"values": {}}, "private_metadata": "{no json"},
                {"state": {"values": {"title": {"title": {"value": None}}}}, "blocks": []},
                {"private_metadata": json.dumps({"board": BOARD, "card": TUNE, "url": ""})},
            )
        ]  # fmt: skip
    for payload in wild:
        send(office, "interactive", payload)
    for told in (
        {"type": "app_home_opened"}, {"type": "app_home_opened", "user": None, "tab": "home"},
        {"type": "user_change", "user": ANA}, {"type": "nonsense"},
        {"type": "message", "channel_type": "im", "user": ANA, "text": "hello"},
    ):  # fmt: skip
        send(office, "events_api", {**event, "event": told})
    assert "How to use" in text_of(office.ask(ANA, "/card help")), "it goes on answering"


def test_a_message_where_the_bot_is_no_member_becomes_a_card_all_the_same(office: Office) -> None:
    said = {"ts": "1790000000.000100", "text": f"<@{BEN}> see <https://x.example/a|the plot>"}
    send(
        office, "interactive",
        pressed(
            type="message_action", callback_id="card_of_message", action_ts="5.1", message=said,
            channel={"id": "D0PRIVATE"}, team={"id": "T0", "domain": "larkspur"},
            trigger_id=office.slack.views.make_trigger(ANA),
        ),
    )  # fmt: skip

    view = office.modal(ANA, "new_card")

    by_id = {block.get("block_id"): block for block in view["blocks"]}
    title = by_id["title"]["element"]["initial_value"]
    assert title == "@Ben Ode see the plot (https://x.example/a)"
    back = "https://larkspur.slack.com/archives/D0PRIVATE/p1790000000000100"
    assert back in by_id["notes"]["element"]["initial_value"]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("<@U0ANA> &lt;now&gt;", "@Ana <now>"),
        ("<@U0NONE|eve> <@U0NONE>", "@eve @U0NONE"),
        ("<#C0TEAM|team> <!channel> <!subteam^S0|@wet-lab>", "#team @channel @wet-lab"),
        ("<https://x.example> <https://x.example|https://x.example>", "https://x.example " * 2),
        ("<!date^1790000000^{date}|21 Sep>", "21 Sep"),
        ("3 < 4 > 2 *bold* <", "3 < 4 > 2 *bold* <"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_people_write_is_read_in_words(written: str, said: str) -> None:
    read = plain_words(written, {"U0ANA": "Ana"}.get)  # type: ignore[arg-type]  # unknown is falsy
    assert read == said.strip()
