"""Which cards a pull request closes: `Closes https://trello.com/c/AbCd1234`, `fixes #38`.

The words are GitHub's own, so that nobody has to learn others. Naming a card without one of them
only links it.
"""

import re
from collections.abc import Iterable

_REFERENCE = (
    r"(?:https?://trello\.com/c/[0-9A-Za-z]{8}(?:/[\w.%-]*)?"
    r"|\[[0-9A-Za-z]{8}\]|(?<![0-9A-Za-z#])[0-9A-Za-z]{8}(?![0-9A-Za-z])|#\d{1,6}\b)"
)
_LINKED = rf"(?:\[[^\]\n]*\]\()?{_REFERENCE}\)?"  # as Markdown's [words](address), too
_CLOSING = re.compile(
    r"(?P<not>\b(?:not|never|cannot|without|\w+n['’]t)\s+)?"
    r"\b(?:close[sd]?|closing|fix(?:e[sd])?|fixing|resolve[sd]?|resolving)\b"
    rf":?\s+(?:(?:the\s+)?card\s+)?(?P<cards>{_LINKED}(?:\s*(?:,|and|&)\s*{_LINKED})*)",
    re.IGNORECASE,
)
_UNSEEN = re.compile(r"<!--.*?(?:-->|\Z)|```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)


def closing_names(texts: Iterable[str]) -> tuple[str, ...]:
    """The names of cards that follow a closing word in these texts (title, description), each once.

    Comments of a template and examples in code do not count. What is found are names as
    `ties_by_name` reads them; whether they are cards, only the board can tell.
    """
    found: list[str] = []
    for text in texts:
        for match in _CLOSING.finditer(_UNSEEN.sub(" ", text)):
            if not match["not"]:
                found += re.findall(_REFERENCE, match["cards"])
    return tuple(dict.fromkeys(found))


def mentions_in(text: str) -> tuple[str, ...]:
    """The names of cards in prose: addresses, `[AbCd1234]` and `#38`. A bare word is none here, for
    words of eight letters are common in prose."""
    seen = _UNSEEN.sub(" ", text)
    return tuple(dict.fromkeys(_IN_PROSE.findall(seen)))


_IN_PROSE = re.compile(
    r"https?://trello\.com/c/[0-9A-Za-z]{8}(?![0-9A-Za-z])|\[[0-9A-Za-z]{8}\]|(?<![\w&/#])#\d{1,6}\b"
)
