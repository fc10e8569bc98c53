"""Text for Slack: escaped, cut to Slack's limits, linked. mrkdwn escapes only & < and >."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

Block = dict[str, Any]

_OPENING = re.compile(r"(?<!\w)([*_~`])(?=\S)")
# Signs that steer what comes after them: line ends aside, nobody means them in a title.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_CUT_OPEN = re.compile(r"<[^>]*$|&[a-z]{0,4}$")  # a link or an entity that a cut has left open

SECTION = 3000  # characters in a section's text (Block Kit's limits)
HEADER = 150
MOST_BLOCKS = 50
TITLE = 120  # characters of a title in a line; its link leads to all of it
ROOM = 2800  # characters of a list in a section that has a heading as well


def escape(text: str) -> str:
    """Text that Slack shows as it is: no mentions, no links, no formatting of others' making."""
    text = _STEERING.sub("", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # a zero-width space behind a sign at a word's edge keeps it from opening a format
    return _OPENING.sub("\\1\u200b", text)


def entities(text: str) -> str:
    """Escaped as Slack asks, its signs for formats left alone: for sentences of our own, in which
    names of others' making may stand. None of them calls anybody or becomes a link."""
    text = _STEERING.sub("", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cut(text: str, most: int) -> str:
    """The text, with an ellipsis when it was longer than `most`."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def cut_marked(text: str, most: int) -> str:
    """The same for text that is escaped and has links: none is left open at the end."""
    return text if len(text) <= most else _CUT_OPEN.sub("", text[: most - 1]).rstrip() + "…"


def named(text: str, most: int = TITLE) -> str:
    """A title or name of a person's making: on one line, not endless, escaped. One that is written
    from right to left keeps that to itself."""
    plain = " ".join(_STEERING.sub("", text).split()) or "(without a name)"
    name = escape(cut(plain, most))
    return f"\u2068{name}\u2069" if _RIGHT_TO_LEFT.search(name) else name


def link(url: str, text: str) -> str:
    """A link with a title of a person's making; only http addresses become links."""
    title = named(text)
    url = "".join(url.split())
    if not url.startswith(("https://", "http://")) or any(sign in url for sign in "<>| \n"):
        return f"*{title}*"
    return f"<{url.replace('&', '&amp;')}|{title.replace('|', '/')}>"


def section(text: str, accessory: Block | None = None) -> Block:
    """A section of mrkdwn."""
    block: Block = {
        "type": "section",
        "text": {"type": "mrkdwn", "text": cut_marked(text, SECTION)},
    }
    return {**block, "accessory": accessory} if accessory else block


def context(text: str) -> Block:
    """Small print."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": cut_marked(text, 2000)}]}


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


def bullets(lines: Iterable[str], most: int, more: str = "", room: int = ROOM) -> str:
    """A bulleted list of at most so many lines and characters, with a word on how many are left
    out. No line is cut in its midst unless it is alone too long."""
    listed = list(lines)
    shown: list[str] = []
    for line in listed[:most]:
        bullet = f"• {cut_marked(line, room - 2)}"
        if shown and len(bullet) + 1 > room:
            break
        shown.append(bullet)
        room -= len(bullet) + 1
    if len(listed) > len(shown):
        shown.append(f"_and {len(listed) - len(shown)} more{more}_")
    return "\n".join(shown)
