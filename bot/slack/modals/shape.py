"""The shape that every dialog has: what was filled in, checked at once, and then acted on."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from slack_sdk.webhook import WebhookClient

from bot.desk import Asker, Desk
from bot.slack.commands.shape import Reply, with_prefix
from bot.slack.text import Block, cut
from bot.slack.tools import Place, Tools

Errors = dict[str, str]  # sentence by the block id of an input
_ERROR = 1000  # signs of one error that a person will still read


class Submission(Struct, frozen=True):
    """A dialog that somebody has filled in and sent."""

    asker: Asker
    values: dict[str, Any]  # state of each input by its block id
    notes: dict[str, str]  # what the dialog carries with it
    desk: Desk
    now: datetime
    tools: Tools
    place: Place
    view_id: str

    def text(self, block_id: str) -> str:
        """What was typed or chosen in one input; empty when nothing was."""
        state = self.values.get(block_id) or {}
        option = state.get("selected_option") or {}
        return str(
            option.get("value") or state.get("value") or state.get("selected_date") or ""
        ).strip()

    def choices(self, block_id: str) -> tuple[str, ...]:
        """Values of what was chosen in an input that takes several."""
        options = (self.values.get(block_id) or {}).get("selected_options") or []
        return tuple(str(option["value"]) for option in options)


class Modal(Struct, frozen=True):
    """A dialog by its callback id. `check` is pure and quick; `act` runs when it found nothing.

    `keep` writes down what was said before Slack is thanked, quickly, so that a crash loses
    nothing that somebody was told is done; `act` then does the rest. `again` is the dialog anew,
    where it was sent before it showed all that it must ask for."""

    callback: str
    check: Callable[[Submission], Errors]
    act: Callable[[Submission], Reply | None]  # with `working`: what its last page says
    working: Callable[[], dict[str, Any]] | None = None  # what stands there while it acts
    keep: Callable[[Submission], object] | None = None
    again: Callable[[Submission], dict[str, Any] | None] | None = None


def view_of(
    callback: str, title: str, blocks: list[Block], *, submit: str = "", notes: object = None
) -> dict[str, Any]:
    """A dialog as Slack takes it."""
    return {
        "type": "modal",
        "callback_id": callback,
        "title": _plain(title),
        "close": _plain("Cancel" if submit else "Close"),
        "blocks": blocks,
        "private_metadata": msgspec.json.encode(notes or {}).decode(),
        **({"submit": _plain(submit)} if submit else {}),
    }


def input_of(
    block_id: str,
    label: str,
    element: Block,
    *,
    hint: str = "",
    optional: bool = False,
    dispatch: bool = False,
) -> Block:
    """One input with its label; the element's action id is the block's id."""
    return {
        "type": "input",
        "block_id": block_id,
        "label": _plain(label, 150),
        "element": {"action_id": block_id[:255], **element},
        "optional": optional,
        **({"dispatch_action": True} if dispatch else {}),
        **({"hint": _plain(hint, 150)} if hint else {}),
    }


def option(text: str, value: str) -> Block:
    """One option of a select; Slack refuses texts over 75 signs."""
    return {"text": _plain(" ".join(text.split()) or "(without a name)", 75), "value": value}


def select(options: list[Block], chosen: str = "", placeholder: str = "") -> Block:
    """A select of at most 100 options, with one of them chosen."""
    shown = options[:100]
    initial = [each for each in shown if each["value"] == chosen]
    return {
        "type": "static_select",
        "options": shown,
        **({"initial_option": initial[0]} if initial else {}),
        **({"placeholder": _plain(placeholder, 150)} if placeholder else {}),
    }


def cut_errors(errors: Errors) -> Errors:
    """Errors as Slack takes them."""
    return {block_id: cut(text, _ERROR) for block_id, text in errors.items()}


def answer_to(tools: Tools, place: Place, url: str, reply: Reply, *, replace: bool) -> None:
    """Answer where the dialog came from: in place of its message, or below it.

    Without an address to answer at, the person is told in their conversation with the bot.
    """
    content = {
        "text": with_prefix(reply.text, tools.prefix),
        "blocks": with_prefix(reply.blocks[:50], tools.prefix),
    }
    if url:
        WebhookClient(url, timeout=15).send(
            **content, response_type="ephemeral", replace_original=replace
        )
        return
    tools.client.chat_postMessage(channel=place.user_id, unfurl_links=False, **content)


def _plain(text: str, most: int = 24) -> Block:
    return {"type": "plain_text", "text": cut(text, most)}
