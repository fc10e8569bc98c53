"""Addresses of Trello as templates, for counting and for messages without ids or secrets."""

import re

_ID = re.compile(r"[0-9a-fA-F]{24}")
_NAMED = frozenset({"actions", "boards", "card", "cards", "labels", "lists", "webhooks"})
_SHORT_LINK = re.compile(r"[0-9A-Za-z]{8}")


def route_template(path: str) -> str:
    """The path of a call with every id replaced: `/cards/{id}/actions/comments`.

    A path may start with `/1`; a query is cut off."""
    parts = path.split("?", 1)[0].strip("/").split("/")
    if parts and parts[0] == "1":
        parts = parts[1:]
    named: list[str] = []
    for part in parts:
        named.append(_named_part(part, named))
    return "/" + "/".join(named)


def _named_part(part: str, before: list[str]) -> str:
    if before == ["tokens"]:
        return "{token}"
    if _ID.fullmatch(part):
        return "{id}"
    if before == ["members"] and part != "me":
        return "{id}"
    if len(before) == 1 and before[0] in _NAMED and _SHORT_LINK.fullmatch(part):
        return "{id}"
    return part
