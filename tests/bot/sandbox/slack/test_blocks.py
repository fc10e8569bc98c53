"""What Slack would take and what it would refuse, told by the stand-in in Slack's words."""

import json
from typing import Any

import pytest
from jsonschema import Draft7Validator
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox.slack import SlackStandIn
from bot.sandbox.slack.block_check import check_blocks, check_view
from tests.bot.sandbox.slack.conftest import ANA, TEAM, modal, plain, section
from tests.shared import SHARED, needs_shared

Json = dict[str, Any]


def option(value: str = "v", text: str = "Words") -> Json:
    return {"text": plain(text), "value": value}


def button(**changes: Any) -> Json:
    return {"type": "button", "text": plain("Go"), "action_id": "go", **changes}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def select(**changes: Any) -> Json:
    return {"type": "static_select", "action_id": "s", "options": [option()], **changes}


def cell(text: str = "x") -> Json:
    return {"type": "raw_text", "text": text}


def chart(**changes: Any) -> Json:
    series = [{"name": "load", "data": [{"label": "a", "value": 1}]}]
    data = {"type": "bar", "series": series, "axis_config": {"categories": ["a"]}, **changes}
    return {"type": "data_visualization", "title": "Load", "chart": data}


def pie(*values: float) -> Json:
    segments = [{"label": str(index), "value": value} for index, value in enumerate(values)]
    chart = {"type": "pie", "segments": segments}
    return {"type": "data_visualization", "title": "Load", "chart": chart}


TABLE = {"type": "table", "rows": [[cell(), cell()]]}
DATA_TABLE = {"type": "data_table", "caption": "Cards", "rows": [[cell()], [cell()]]}
RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "user", "user_id": ANA}]}
            ],
        }
    ],
}
CONFIRM = {
    "title": plain("Sure?"),
    "text": plain("Really?"),
    "confirm": plain("Yes"),
    "deny": plain("No"),
}
INPUT = {"type": "input", "label": plain("L"), "element": {"type": "plain_text_input"}}

GOOD: dict[str, Json] = {
    "a section with fields": {"type": "section", "fields": [plain("a"), plain("b")]},
    "a section with a picture": section("x")
    | {"accessory": {"type": "image", "image_url": "https://x.example/a.png", "alt_text": "a"}},
    "a header": {"type": "header", "text": plain("x" * 150)},
    "a divider": {"type": "divider"},
    "a context": {"type": "context", "elements": [plain("x")]},
    "buttons": actions(button(style="primary", value="1", confirm=CONFIRM)),
    "a menu": actions({"type": "overflow", "action_id": "o", "options": [option()]}),
    "a select": actions(select(placeholder=plain("Pick"))),
    "people": actions({"type": "users_select", "action_id": "u"}),
    "an input": INPUT,
    "rich text": RICH,
    "markdown": {"type": "markdown", "text": "# Hello"},
    "a table": TABLE,
    "a data table": DATA_TABLE,
}
BAD: dict[str, tuple[Json, str]] = {
    "an unknown block": ({"type": "banner"}, "/blocks/0/type"),
    "an unknown key": (section("x") | {"colour": "red"}, "invalid additional property: colour"),
    "a section with nothing": ({"type": "section"}, "either text or fields"),
    "an empty text": (section(""), "/blocks/0/text/text"),
    "a long text": (section("x" * 3001), "less than 3001"),
    "eleven fields": ({"type": "section", "fields": [plain("x")] * 11}, "no more than 10"),
    "a long field": ({"type": "section", "fields": [plain("x" * 2001)]}, "less than 2001"),
    "a long header": ({"type": "header", "text": plain("x" * 151)}, "less than 151"),
    "mrkdwn in a header": ({"type": "header", "text": section("x")["text"]}, "unsupported type"),
    "eleven in a context": ({"type": "context", "elements": [plain("x")] * 11}, "no more than 10"),
    "no buttons": (actions(), "no less than 1"),
    "twenty-six buttons": (
        actions(*(button(action_id=str(n)) for n in range(26))),
        "no more than 25",
    ),
    "two of one action_id": (actions(button(), button()), "used more than once"),
    "a long button": (actions(button(text=plain("x" * 76))), "less than 76"),
    "a long value": (actions(button(value="x" * 2001)), "less than 2001"),
    "a strange style": (actions(button(style="green")), "must be one of primary, danger"),
    "no options": (actions(select(options=[])), "no less than 1"),
    "options and groups": (actions(select(option_groups=[])), "exactly one of"),
    "101 options": (actions(select(options=[option(str(n)) for n in range(101)])), "than 100"),
    "six in a menu": (
        actions({"type": "overflow", "options": [option(str(n)) for n in range(6)]}),
        "no more than 5",
    ),
    "a text input among buttons": (actions({"type": "plain_text_input"}), "unsupported type"),
    "a confirm without a no": (
        actions(button(confirm={k: v for k, v in CONFIRM.items() if k != "deny"})),
        "missing required field: deny",
    ),
    "a picture without words": (
        {"type": "image", "image_url": "https://x.example"},
        "missing required field: alt_text",
    ),
    "long markdown": ({"type": "markdown", "text": "x" * 12_001}, "12001"),
    "101 rows": ({"type": "table", "rows": [[cell()]] * 101}, "no more than 100"),
    "21 columns": ({"type": "table", "rows": [[cell()] * 21]}, "no more than 20"),
    "a data table without rows": (DATA_TABLE | {"rows": [[cell()]]}, "no less than 2"),
    "a big data table": (DATA_TABLE | {"rows": [[cell("x" * 2600)]] * 4}, "less than 10001"),
    "a ragged data table": (DATA_TABLE | {"rows": [[cell()], [cell()] * 2]}, "same number"),
    "a pie of nothing": (pie(0), "must be more than 0"),
    "a pie of seven": (pie(*range(1, 8)), "no more than 6"),
    "a chart with a missing point": (
        chart(axis_config={"categories": ["a", "b"]}),
        "one point per category",
    ),
    "an alert in a message": ({"type": "alert", "text": plain("x")}, "unsupported type: alert"),
}


@pytest.mark.parametrize("name", GOOD)
def test_what_slack_takes_is_taken(name: str) -> None:
    assert check_blocks([GOOD[name]], "message") == []


@needs_shared
@pytest.mark.parametrize("name", GOOD)
def test_what_is_taken_here_also_fits_the_published_types(name: str) -> None:
    schema = json.loads((SHARED / "specs" / "slack-blocks.schema.json").read_text())
    assert list(Draft7Validator(schema).iter_errors([GOOD[name]])) == []


@pytest.mark.parametrize("name", BAD)
def test_what_slack_refuses_is_refused_with_the_place(name: str) -> None:
    block, words = BAD[name]
    problems = check_blocks([block], "message")
    assert any(words in problem for problem in problems), problems
    assert all("[json-pointer:/blocks" in problem for problem in problems)


def test_a_message_holds_fifty_blocks_and_a_modal_a_hundred() -> None:
    divider = {"type": "divider"}
    assert check_blocks([divider] * 50, "message") == []
    assert "no more than 50" in check_blocks([divider] * 51, "message")[0]
    assert check_blocks([divider] * 100, "modal") == []
    assert "no more than 100" in check_blocks([divider] * 101, "home")[0]


def test_sums_over_a_whole_message_are_held() -> None:
    assert "only_one_table_allowed" in check_blocks([TABLE, TABLE], "message")[0]
    markdown = {"type": "markdown", "text": "x" * 7_000}
    assert "14000 characters" in check_blocks([markdown, markdown], "message")[0]
    assert "no more than 2" in check_blocks([chart()] * 3, "message")[0]


@pytest.mark.parametrize("block", [TABLE, DATA_TABLE, GOOD["markdown"], chart()])
def test_blocks_for_messages_are_refused_in_modals_and_homes(block: Json) -> None:
    for surface in ("modal", "home"):
        assert f"in {surface}" in check_blocks([block], surface)[0]


def test_block_ids_are_unique_within_a_message() -> None:
    twice = [section("a") | {"block_id": "x"}, section("b") | {"block_id": "x"}]
    assert "`block_id` x is used more than once" in check_blocks(twice, "message")[0]


def test_a_modals_title_metadata_and_submit_are_checked() -> None:
    assert check_view(modal()) == []
    assert "/view/title/text" in check_view(modal(title=plain("x" * 25)))[0]
    assert "/view/private_metadata" in check_view(modal(private_metadata="x" * 3001))[0]
    without = {key: value for key, value in modal().items() if key != "submit"}
    assert "missing required field: submit" in check_view(without)[0]


def test_the_refusal_over_the_wire_has_slacks_shape(api: WebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        api.chat_postMessage(channel=TEAM, text="x", blocks=[section("x" * 3001)])
    answer = refused.value.response
    assert answer["error"] == "invalid_blocks"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    ]


def test_blocks_validate_answers_with_pointers(api: WebClient) -> None:
    assert api.blocks_validate(blocks=[section("fine")])["errors"] == []
    with pytest.raises(SlackApiError) as refused:
        api.blocks_validate(blocks=[section("")])
    assert refused.value.response["errors"][0]["pointer"] == "/blocks/0/text/text"


def test_a_home_that_slack_would_refuse_is_not_published(
    api: WebClient, slack: SlackStandIn
) -> None:
    with pytest.raises(SlackApiError) as refused:
        api.views_publish(user_id=ANA, view={"type": "home", "blocks": [TABLE]})
    assert refused.value.response["error"] == "invalid_arguments"
    assert slack.client.home(ANA) is None
