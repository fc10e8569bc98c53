"""Which sections a card's kind asks for, by the role that the card has come to."""

from protocol.agreement import fold
from protocol.subject import Subject
from protocol.words import is_from


def sections_asked(card: Subject) -> tuple[str, ...]:
    """Headings that the card must have by now, as the agreement spells them, each once.

    A heading asked "from this role on" stays asked in every later role; one asked for goals is
    asked of goals alone. Empty for a card whose kind is not told.
    """
    terms = card.kind_terms
    if terms is None:
        return ()
    asked: dict[str, str] = {}
    for first, headings in terms.sections.items():
        if is_from(card.role, first):
            for heading in headings:
                asked.setdefault(fold(heading.rstrip(":")), heading.rstrip(":"))
    return tuple(asked.values())
