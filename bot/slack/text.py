"""Text for Slack: escaped, cut to Slack's limits, linked. mrkdwn escapes only & < and >."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

Block = dict[str, Any]

_OPENING = re.compile(r"(?<!\w)([*_~`])(?=\S)")

SECTION = 3000  # characters in a section's text (Block Kit's limits)
HEADER = 150
MOST_BLOCKS = 50


def escape(text: str) -> str:
    """Text that Slack shows as it is: no mentions, no links, no formatting of others' making."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # a zero-width space behind a sign at a word's edge keeps it from opening a format
    return _OPENING.sub("\\1\u200b", text)


def cut(text: str, most: int) -> str:
    """The text, with an ellipsis when it was longer than `most`."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def link(url: str, text: str) -> str:
    """A link with a title of a person's making; only http addresses become links."""
    title = cut(escape(" ".join(text.split())), 200)
    if not url.startswith(("https://", "http://")) or any(sign in url for sign in "<>| \n"):
        return f"*{title}*"
    return f"<{url.replace('&', '&amp;')}|{title.replace('|', '/')}>"


def section(text: str, accessory: Block | None = None) -> Block:
    """A section of mrkdwn."""
    block: Block = {"type": "section", "text": {"type": "mrkdwn", "text": cut(text, SECTION)}}
    return {**block, "accessory": accessory} if accessory else block


def context(text: str) -> Block:
    """Small print."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": cut(text, 2000)}]}


def header(text: str) -> Block:
    """A heading in plain text."""
    return {"type": "header", "text": {"type": "plain_text", "text": cut(text, HEADER)}}


def button(text: str, action: str, value: str = "", url: str = "", style: str = "") -> Block:
    """A button; Slack wants action ids to be unique in a message."""
    block: Block = {
        "type": "button",
        "text": {"type": "plain_text", "text": cut(text, 75)},
        "action_id": action,
    }
    if value:
        block["value"] = cut(value, 2000)
    if url:
        block["url"] = url
    if style:
        block["style"] = style
    return block


def actions(buttons: Sequence[Block]) -> Block:
    """A row of buttons."""
    return {"type": "actions", "elements": list(buttons)[:25]}


def bullets(lines: Iterable[str], most: int, more: str = "") -> str:
    """A bulleted list, cut after `most` lines with a word on how many are left out."""
    listed = list(lines)
    shown = [f"• {line}" for line in listed[:most]]
    if len(listed) > most:
        shown.append(f"_and {len(listed) - most} more{more}_")
    return "\n".join(shown)
