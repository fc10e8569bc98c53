"""What the bot says of one card, in Markdown for the card's comment.

The text ends with a sentence that never changes: by it, and by its author, the comment is found
again when the database is lost.
"""

import re
from collections.abc import Sequence

from protocol.finding import Finding
from protocol.words import count_of, join_or

MARKER = "Cardkeeper keeps this one comment up to date and takes it away when nothing is left."

_HOW_TO_EXCUSE = (
    "To excuse one, add a line to the description: "
    "`<!-- cardkeeper: exempt {rule} until YYYY-MM-DD because ... -->`"
)
MOST_LISTED = 10  # findings in one comment; whoever settles these sees the others after them
_MOST_SIGNS = 600  # of one finding: titles and names of lists may be very long
_COUNT = r"\d+(?:[.,]\d+)*"
_TIME = rf"today|yesterday|tomorrow|{_COUNT}\s+(?:minute|hour|day|week|month|year)s?(?:\s+ago)?"
# what passing time changes: stretches of it, numbers, and the plural that a number brings
_PASSING = re.compile(rf"\b(?:{_TIME})\b|{_COUNT}(?:st|nd|rd|th)?|(?<=[^\W\d_])s\b")
_CALL = re.compile(r"@(?=\w)")


def comment_text(findings: Sequence[Finding], note: str = "", links: str = "") -> str:
    """The sticky comment for these findings of one card, below a note and above what its links
    say; not all may be empty."""
    parts = [note] if note else []
    if findings:
        listed = [_line(n, finding) for n, finding in enumerate(findings[:MOST_LISTED], 1)]
        if len(findings) > MOST_LISTED:
            listed.append(f"... and {len(findings) - MOST_LISTED} more.")
        parts += [
            f"**{count_of(len(findings), 'thing')} to settle on this card**",
            "\n".join(listed),
            _HOW_TO_EXCUSE.format(rule=findings[0].rule),
        ]
    return "\n\n".join([*parts, *([links] if links else []), f"_{MARKER}_"])


def moved_back_note(list_name: str, why: str) -> str:
    """What is said of a card that was moved back, for as long as the move can be made again."""
    reason = f" {calm(why)}" if why else ""
    return (
        f"**This card was moved back to '{calm(list_name)}'.**{reason} If the move is meant, make "
        "it again within the hour: then it stays."
    )


def _line(number: int, finding: Finding) -> str:
    says = calm(f"{finding.sentence} {finding.resolve}")
    return f"{number}. {says} (`{finding.rule}`; {calm(who_can_act(finding))})"


def calm(text: str) -> str:
    """On one line, not endless, and calling nobody: `@card` in a title would call everyone on it.
    The sign behind the @ has no width."""
    text = _CALL.sub("@\u200b", " ".join(text.split()))
    return text if len(text) <= _MOST_SIGNS else text[: _MOST_SIGNS - 1].rstrip() + "…"


def who_can_act(finding: Finding) -> str:
    """Who can put a finding right, in words."""
    if not finding.who:
        return "anyone on the board"
    return join_or([person.name for person in finding.who])


def is_marked(text: str) -> bool:
    """Whether a comment's text is the bot's own, told by its last sentence."""
    return MARKER in text


def says_the_same(text: str, other: str) -> bool:
    """Whether two texts differ at most in counts, such as days that passed: no reason to speak."""
    return text == other or _lasting(text) == _lasting(other)


def _lasting(text: str) -> str:
    return "".join(_PASSING.sub("", text).split())
