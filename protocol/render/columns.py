"""Text in columns of a terminal: widths of characters, cutting, wrapping."""

import unicodedata
from collections.abc import Iterator, Sequence

from protocol.render.plain_text import one_line

ELLIPSIS = "…"


def width_of(text: str) -> int:
    """How many columns the text takes: East Asian characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(_width(sign) for sign in text)


def fit(text: str, columns: int) -> str:
    """The text on one line, cut with an ellipsis when it is wider than so many columns."""
    text = one_line(text)
    if width_of(text) <= columns:
        return text
    taken, used = [], 0
    for sign in text:
        used += _width(sign)
        if used > columns - 1:
            break
        taken.append(sign)
    return "".join(taken).rstrip() + ELLIPSIS


def left(text: str, columns: int) -> str:
    """The text cut and padded to so many columns, at the left."""
    text = fit(text, columns)
    return text + " " * (columns - width_of(text))


def right(text: str, columns: int) -> str:
    """The text cut and padded to so many columns, at the right."""
    text = fit(text, columns)
    return " " * (columns - width_of(text)) + text


def wrapped(text: str, columns: int) -> list[str]:
    """The text on lines of at most so many columns, broken at spaces where there are any."""
    lines: list[str] = []
    line = ""
    for word in one_line(text).split():
        longer = f"{line} {word}" if line else word
        if width_of(longer) <= columns:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while width_of(line) > columns:
            head = _head(line, columns)
            lines.append(head)
            line = line[len(head) :]
    return [*lines, line] if line or not lines else lines


def side_by_side(texts: Sequence[str], widths: Sequence[int], gap: int = 2) -> Iterator[str]:
    """Lines with the texts in columns of these widths, each wrapped in its own."""
    cells = [wrapped(text, width) for text, width in zip(texts, widths, strict=True)]
    for number in range(max(map(len, cells))):
        parts = [
            left(cell[number] if number < len(cell) else "", width)
            for cell, width in zip(cells, widths, strict=True)
        ]
        yield (" " * gap).join(parts).rstrip()


def _head(word: str, columns: int) -> str:
    used = 0
    for number, sign in enumerate(word):
        used += _width(sign)
        if used > columns and number:
            return word[:number]
    return word


def _width(sign: str) -> int:
    if unicodedata.combining(sign) or unicodedata.category(sign) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in ("W", "F") else 1
