"""Descriptions: from the way they are written in the source to the way they stand on a card."""

import re

_OWN_LINE = ("#", "-", "|", "<!--")
_CLOSED = ("#", "|")


def unwrap(text: str) -> str:
    """`text` with the lines of each paragraph joined, as somebody types into a browser."""
    lines: list[str] = []
    for line in text.strip("\n").splitlines():
        continues = lines and lines[-1] and not lines[-1].startswith(_CLOSED)
        if line and continues and not line.startswith(_OWN_LINE):
            lines[-1] += f" {line}"
        else:
            lines.append(line)
    return "\n".join(lines).rstrip()


def without_body(text: str, section: str) -> str:
    """`text` with nothing below the heading `section`; ValueError when it has no such heading."""
    emptied, found = re.subn(
        rf"(^## {re.escape(section)}\n).*?(?=^## |\Z)", r"\1\n", text, flags=re.M | re.S
    )
    if not found:
        raise ValueError(f"there is no section {section!r} to fill")
    return emptied.rstrip()


def slug(title: str) -> str:
    """`title` as Trello puts it into a card's address."""
    return re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")
