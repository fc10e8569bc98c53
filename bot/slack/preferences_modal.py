"""The modal in which a person chooses when and how they hear from the bot."""

from datetime import time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.slack.text import Block
from protocol.preferences import WEEKDAYS, Preferences
from protocol.quiet import Window

CALLBACK = "preferences"
_NOW, _LATER = "now", "digest"
_ALONE, _THREAD = "alone", "thread"


def preferences_modal(chosen: Preferences, digest_at: str, zone: str) -> dict[str, Any]:
    """The modal, filled with what holds now; `zone` is where the person is taken to be."""
    begins, _, ends = chosen.quiet.partition("-")
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "title": _plain("Preferences"),
        "submit": _plain("Save"),
        "close": _plain("Cancel"),
        "blocks": [
            _input("digest_at", "My daily message comes at", _time(digest_at)),
            _input(
                "days", "On these days", _days(chosen), optional=True,
                hint="With no day chosen I never write to you first.",
            ),
            _input("quiet_from", "Never between", _time(begins), optional=True),
            _input("quiet_to", "... and", _time(ends), optional=True),
            _input(
                "real_time", "What cannot wait",
                _radio(
                    ((_NOW, "Tell me at once, in my hours"), (_LATER, "Keep it for the message")),
                    _NOW if chosen.real_time else _LATER,
                ),
                hint="A failed run of yours, a card of yours moved back, a blocker put on it.",
            ),
            _input(
                "threads", "What comes later on the same day",
                _radio(
                    ((_ALONE, "A message of its own"), (_THREAD, "In the day's message, a thread")),
                    _THREAD if chosen.threads else _ALONE,
                ),
            ),
            _input(
                "zone", "Time zone",
                {
                    "type": "plain_text_input",
                    "action_id": "value",
                    "placeholder": _plain(f"From your Slack profile: {zone}"[:150]),
                    **({"initial_value": chosen.zone} if chosen.zone else {}),
                },
                optional=True, hint="Only if Slack has it wrong, such as Europe/Madrid.",
            ),
        ],
    }  # fmt: skip


def read_modal(values: dict[str, Any]) -> tuple[Preferences, dict[str, str]]:
    """What was chosen, from `view.state.values`, and a sentence for each block that is wrong."""
    begins, ends = _picked(values, "quiet_from"), _picked(values, "quiet_to")
    digest_at = _picked(values, "digest_at")
    zone = str(_state(values, "zone").get("value") or "").strip()
    wrong: dict[str, str] = {}
    if bool(begins) != bool(ends):
        wrong["quiet_to" if begins else "quiet_from"] = "Give both ends, or neither."
    elif begins and begins == ends:
        wrong["quiet_to"] = "That is the whole day; to hear nothing, choose no day above."
    elif begins and digest_at and _holds(begins, ends, digest_at):
        wrong["digest_at"] = f"Your daily message would fall between {begins} and {ends}."
    if zone and not _is_zone(zone):
        wrong["zone"] = f"I know no time zone '{zone}'; write one such as Europe/Madrid."[:250]
    days = _state(values, "days").get("selected_options") or []
    return Preferences(
        digest_at=digest_at,
        days=tuple(sorted(int(option["value"]) for option in days)),
        quiet=f"{begins}-{ends}" if begins and ends else "",
        real_time=_chosen(values, "real_time") != _LATER,
        threads=_chosen(values, "threads") == _THREAD,
        zone=zone,
    ), wrong


def _holds(begins: str, ends: str, wall: str) -> bool:
    window = Window(time.fromisoformat(begins), time.fromisoformat(ends))
    return window.holds(time.fromisoformat(wall))


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _state(values: dict[str, Any], block: str) -> dict[str, Any]:
    return (values.get(block) or {}).get("value") or {}


def _picked(values: dict[str, Any], block: str) -> str:
    return str(_state(values, block).get("selected_time") or "")


def _chosen(values: dict[str, Any], block: str) -> str:
    return str((_state(values, block).get("selected_option") or {}).get("value", ""))


def _input(
    block: str, label: str, element: Block, *, optional: bool = False, hint: str = ""
) -> Block:
    return {
        "type": "input",
        "block_id": block,
        "label": _plain(label),
        "element": element,
        "optional": optional,
        **({"hint": _plain(hint)} if hint else {}),
    }


def _time(initial: str) -> Block:
    return {
        "type": "timepicker",
        "action_id": "value",
        **({"initial_time": initial} if initial else {}),
    }


def _days(chosen: Preferences) -> Block:
    options = [_option(str(number), name) for number, name in enumerate(WEEKDAYS)]
    initial = [options[day] for day in chosen.days]
    return {
        "type": "checkboxes",
        "action_id": "value",
        "options": options,
        **({"initial_options": initial} if initial else {}),
    }


def _radio(options: tuple[tuple[str, str], ...], initial: str) -> Block:
    made = {value: _option(value, words) for value, words in options}
    return {
        "type": "radio_buttons",
        "action_id": "value",
        "options": list(made.values()),
        "initial_option": made[initial],
    }


def _option(value: str, words: str) -> Block:
    return {"text": _plain(words), "value": value}


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}
