"""What a card's title tells of its kind, and which label stands for a kind."""

import re

from protocol.agreement import fold
from protocol.subject import Context, Subject


def kinds_told_by_title(card: Subject, context: Context) -> tuple[str, ...]:
    """The kinds of which a word of `title_words` stands in the title, whole; case aside."""
    title = fold(card.title)
    return tuple(
        kind
        for kind, terms in context.agreement.kinds.items()
        if any(_holds(title, fold(word)) for word in terms.title_words)
    )


def label_of_kind(kind: str, context: Context) -> str:
    """The name of the label that tells this kind, spelled as the board has it."""
    wanted = context.agreement.kinds[kind].label or kind
    spelled = (label.name for label in context.board.labels if fold(label.name) == fold(wanted))
    return next(spelled, wanted)


def _holds(title: str, word: str) -> bool:
    return (
        word in title and bool(word) and bool(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", title))
    )
