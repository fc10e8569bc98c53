"""What a person wrote in Slack, as plain text: marks for people, channels and links in words."""

import html
import re
from collections.abc import Callable

_MARK = re.compile(r"<((?:[@#!]|\w+:)[^<>\n]*)>")

NameOf = Callable[[str], str]  # Slack user id to a name; empty when unknown


def plain_words(text: str, name_of: NameOf) -> str:
    """`<@U0ANA> see <https://x.example|this>` as `@Ana Lima see this (https://x.example)`."""
    return html.unescape(_MARK.sub(lambda found: _said(found[1], name_of), text))


def _said(mark: str, name_of: NameOf) -> str:
    inside, _, label = mark.partition("|")
    if inside.startswith("@"):
        return f"@{name_of(inside[1:]) or label or inside[1:]}"
    if inside.startswith("#"):
        return f"#{label or inside[1:]}"
    if inside.startswith("!"):
        word = label or inside[1:].partition("^")[0]
        return word if inside.startswith("!date") or word.startswith("@") else f"@{word}"
    return f"{label} ({inside})" if label and label != inside else inside
