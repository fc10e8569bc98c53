"""What a person chose or wrote in an element, in the shape in which Slack reports it."""

from collections.abc import Callable
from typing import Any

from bot.sandbox.slack.block_check import elements_of, nested
from bot.sandbox.slack.database import Json

# element type -> (key in view.state.values, key in a block_actions action, initial value key)
_SINGLE = {
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "users_select": ("selected_user", "initial_user"),
    "channels_select": ("selected_channel", "initial_channel"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "file_input": ("files", ""),
}
_OPTION = {
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "overflow": ("selected_option", ""),
}
_OPTIONS = {
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
}
STATEFUL = (set(_SINGLE) | set(_OPTION) | set(_OPTIONS)) - {"overflow"}
Options = Callable[[Json], list[Json]]


def own_options(element: Json) -> list[Json]:
    """The options written in an element, those in groups too."""
    options: list[Json] = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        options += group["options"]
    return options


def element_state(element: Json, value: Any, options: Options = own_options) -> Json:
    """The state of an element in which `value` was chosen or written.

    For options, `value` is the option's value (or a list of them for the multi kinds, and for
    checkboxes). Raises KeyError with the value when there is no such option.
    """
    kind = element["type"]
    if kind in _SINGLE:
        return {"type": kind, _SINGLE[kind][0]: value if value != "" else None}
    by_value = {option["value"]: option for option in options(element)}
    if kind in _OPTION:
        chosen = None if value in (None, "") else by_value[value]
        return {"type": kind, _OPTION[kind][0]: chosen}
    if kind in _OPTIONS:
        return {"type": kind, _OPTIONS[kind][0]: [by_value[each] for each in value or []]}
    return {"type": kind, "value": element.get("value")}


def initial_state(element: Json) -> Json:
    """The state of an element that nobody has touched."""
    kind = element["type"]
    key, initial = (_SINGLE | _OPTION | _OPTIONS)[kind]
    blank: Any = [] if kind.startswith("multi_") or kind == "checkboxes" else None
    return {"type": kind, key: element.get(initial, blank)}


def state_values(blocks: list[Json], chosen: Json | None = None) -> Json:
    """`state.values` of a surface: block id, action id, state; `chosen` wins over initial."""
    values: Json = {}
    for block in nested(blocks):
        for element in elements_of(block):
            if element["type"] in STATEFUL:
                inner = values.setdefault(block["block_id"], {})
                inner[element["action_id"]] = initial_state(element)
    for block_id, actions in (chosen or {}).items():
        if block_id in values:
            values[block_id] |= {k: v for k, v in actions.items() if k in values[block_id]}
    return values


def is_empty(state: Json) -> bool:
    """Whether nothing was chosen or written."""
    return all(value in (None, "", []) for key, value in state.items() if key != "type")
