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
_NUMBER = re.compile(r"\d+")


def comment_text(findings: Sequence[Finding]) -> str:
    """The sticky comment for these findings of one card; they must not be empty."""
    lines = [f"**{count_of(len(findings), 'thing')} to settle on this card**", ""]
    for number, finding in enumerate(findings, 1):
        lines.append(
            f"{number}. {finding.sentence} {finding.resolve} "
            f"(`{finding.rule}`; {who_can_act(finding)})"
        )
    lines += [
        "",
        _HOW_TO_EXCUSE.format(rule=findings[0].rule),
        "",
        f"_{MARKER}_",
    ]
    return "\n".join(lines)


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
    return _NUMBER.sub("#", text) == _NUMBER.sub("#", other)
