"""Names and titles of a board as one line of plain text."""

import re

# Control characters could move a terminal's cursor or colour what comes after them.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def one_line(text: str) -> str:
    """The text on one line, without control characters and needless space."""
    return " ".join(_CONTROLS.sub(" ", text).split())
