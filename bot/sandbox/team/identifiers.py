"""Ids that look like Trello's and are the same each time the sample team is made."""

import hashlib
from datetime import datetime, timedelta

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def object_id(created: datetime, *names: str) -> str:
    """24 hex digits; the first eight are the second of creation, as in every Trello id."""
    return f"{int(created.timestamp()):08x}{_digest(*names)[:16]}"


def base62(length: int, *names: str) -> str:
    """So many letters and digits: a run's id on Seqera, or part of a short link."""
    number = int(_digest("base62", *names), 16)
    letters = []
    for _ in range(length):
        number, letter = divmod(number, 62)
        letters.append(_BASE62[letter])
    return "".join(letters)


def short_link(*names: str) -> str:
    """Eight letters and digits, the card's address after `trello.com/c/`."""
    return base62(8, "short", *names)


def jitter(*names: str) -> timedelta:
    """Seconds and milliseconds below one minute, so that times do not fall on round minutes."""
    return timedelta(milliseconds=int(_digest("jitter", *names)[:8], 16) % 60_000)


def chance(percent: int, *names: str) -> bool:
    """True for about `percent` of all names, always the same for the same name."""
    return int(_digest("chance", *names)[:8], 16) % 100 < percent


def uuid(*names: str) -> str:
    """32 hex digits in five groups, as content on Posit Connect is addressed."""
    digits = _digest("uuid", *names)
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:32]))


def field_group(*names: str) -> str:
    """The 64 hex digits that Trello gives a custom field's definition."""
    return _digest("group", *names)


def _digest(*names: str) -> str:
    return hashlib.sha256("/".join(("larkspur", *names)).encode()).hexdigest()
