"""Texts, options and the things one can click or fill in, with Slack's limits.

Source of the limits: the doc comments of npm @slack/types 3.2.0 and slack_sdk.models 3.47.
"""

from typing import Any

from bot.sandbox.slack.shapes import (
    Check,
    Problems,
    Shape,
    anything,
    boolean,
    by_type,
    exactly_one,
    listing,
    number,
    one_of,
    report,
    string,
)


def plain(most: int) -> Check:
    """A plain_text object of at most `most` characters."""
    shape = Shape({"type": anything, "text": string(most)}, {"emoji": boolean})
    return by_type({"plain_text": shape})


def text(most: int) -> Check:
    """A plain_text or mrkdwn object of at most `most` characters."""
    mrkdwn = Shape({"type": anything, "text": string(most)}, {"verbatim": boolean})
    return by_type({"plain_text": plain(most), "mrkdwn": mrkdwn})


COLOUR = one_of("primary", "danger")
CONFIRM = Shape(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": COLOUR},
)
PLAIN_OPTION = Shape(
    {"text": plain(75), "value": string(150)}, {"description": plain(75), "url": string(3000)}
)
RICH_OPTION = Shape({"text": text(75), "value": string(150)}, {"description": text(75)})
OPTION_GROUP = Shape({"label": plain(75), "options": listing(PLAIN_OPTION, 1, 100)})
ACTION = {"action_id": string(255)}
ASKED = ACTION | {"confirm": CONFIRM, "focus_on_load": boolean}
WRITTEN = ACTION | {
    "placeholder": plain(150),
    "focus_on_load": boolean,
    "dispatch_action_config": Shape(
        {},
        {"trigger_actions_on": listing(one_of("on_enter_pressed", "on_character_entered"), 1, 2)},
    ),
}
PICKED = ASKED | {"placeholder": plain(150)}
SEVERAL = PICKED | {"max_selected_items": number(1)}
IDS = listing(string(255), 0, 100)
OPTIONS = {
    "options": listing(PLAIN_OPTION, 1, 100),
    "option_groups": listing(OPTION_GROUP, 1, 100),
}
FILTER = Shape(
    {},
    {
        "include": listing(one_of("im", "mpim", "private", "public"), 1, 4),
        "exclude_bot_users": boolean,
        "exclude_external_shared_channels": boolean,
    },
)


def _ordered_lengths(value: Any, pointer: str, problems: Problems) -> None:
    least, most = value.get("min_length"), value.get("max_length")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        report(problems, "min_length must not be above max_length", pointer)


IMAGE = Shape(
    {"alt_text": string(2000)},
    {"image_url": string(3000), "slack_file": Shape({}, {"url": string(3000), "id": string(255)})},
    exactly_one("image_url", "slack_file"),
)
BUTTON = Shape(
    {"text": plain(75)},
    ACTION
    | {
        "url": string(3000),
        "value": string(2000),
        "style": COLOUR,
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
)
FEEDBACK = Shape({"text": plain(75), "value": string(2000)}, {"accessibility_label": string(75)})
ELEMENTS: dict[str, Check] = {
    "image": IMAGE,
    "button": BUTTON,
    "workflow_button": Shape(
        {"text": plain(75), "workflow": anything},
        ACTION | {"style": COLOUR, "confirm": CONFIRM, "accessibility_label": string(75)},
    ),
    "overflow": Shape({"options": listing(PLAIN_OPTION, 1, 5)}, ACTION | {"confirm": CONFIRM}),
    "checkboxes": Shape(
        {"options": listing(RICH_OPTION, 1, 10)},
        ASKED | {"initial_options": listing(RICH_OPTION, 1, 10)},
    ),
    "radio_buttons": Shape(
        {"options": listing(RICH_OPTION, 1, 10)}, ASKED | {"initial_option": RICH_OPTION}
    ),
    "datepicker": Shape({}, PICKED | {"initial_date": string(10, 10)}),
    "timepicker": Shape({}, PICKED | {"initial_time": string(5, 5), "timezone": string(64)}),
    "datetimepicker": Shape({}, ASKED | {"initial_date_time": number(1_000_000_000)}),
    "static_select": Shape(
        {},
        PICKED | OPTIONS | {"initial_option": PLAIN_OPTION},
        exactly_one("options", "option_groups"),
    ),
    "multi_static_select": Shape(
        {},
        SEVERAL | OPTIONS | {"initial_options": listing(PLAIN_OPTION, 1, 100)},
        exactly_one("options", "option_groups"),
    ),
    "external_select": Shape(
        {}, PICKED | {"initial_option": PLAIN_OPTION, "min_query_length": number(0)}
    ),
    "multi_external_select": Shape(
        {},
        SEVERAL | {"initial_options": listing(PLAIN_OPTION, 1, 100), "min_query_length": number(0)},
    ),
    "users_select": Shape({}, PICKED | {"initial_user": string(255)}),
    "multi_users_select": Shape({}, SEVERAL | {"initial_users": IDS}),
    "channels_select": Shape(
        {}, PICKED | {"initial_channel": string(255), "response_url_enabled": boolean}
    ),
    "multi_channels_select": Shape({}, SEVERAL | {"initial_channels": IDS}),
    "conversations_select": Shape(
        {},
        PICKED
        | {
            "initial_conversation": string(255),
            "default_to_current_conversation": boolean,
            "response_url_enabled": boolean,
            "filter": FILTER,
        },
    ),
    "multi_conversations_select": Shape(
        {},
        SEVERAL
        | {
            "initial_conversations": IDS,
            "default_to_current_conversation": boolean,
            "filter": FILTER,
        },
    ),
    "plain_text_input": Shape(
        {},
        WRITTEN
        | {
            "initial_value": string(3000, 0),
            "multiline": boolean,
            "min_length": number(0, 3000),
            "max_length": number(1, 3000),
        },
        _ordered_lengths,
    ),
    "rich_text_input": Shape(
        {},
        WRITTEN | {"initial_value": anything, "min_lines": number(1), "max_lines": number(1)},
    ),
    "email_text_input": Shape({}, WRITTEN | {"initial_value": string(3000, 0)}),
    "url_text_input": Shape({}, WRITTEN | {"initial_value": string(3000, 0)}),
    "number_input": Shape(
        {"is_decimal_allowed": boolean},
        WRITTEN | {"initial_value": string(50), "min_value": string(50), "max_value": string(50)},
    ),
    "file_input": Shape(
        {}, ACTION | {"filetypes": listing(string(30), 1, 100), "max_files": number(1, 10)}
    ),
    "feedback_buttons": Shape({"positive_button": FEEDBACK, "negative_button": FEEDBACK}, ACTION),
    "icon_button": Shape(
        {"icon": string(50), "text": plain(75)},
        ACTION
        | {
            "value": string(2000),
            "confirm": CONFIRM,
            "accessibility_label": string(75),
            "visible_to_user_ids": IDS,
        },
    ),
}
_CHOOSERS = tuple(
    kind
    for kind in ELEMENTS
    if kind.endswith(("_select", "picker")) or kind in ("checkboxes", "radio_buttons")
)
ACCESSORY = by_type(ELEMENTS, "button", "image", "overflow", "workflow_button", *_CHOOSERS)
IN_ACTIONS = by_type(
    ELEMENTS, "button", "overflow", "workflow_button", "rich_text_input", *_CHOOSERS
)
IN_INPUT = by_type(
    ELEMENTS,
    "rich_text_input",
    "file_input",
    *_CHOOSERS,
    *(kind for kind in ELEMENTS if kind.endswith("_input")),
)
