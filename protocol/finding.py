"""A finding: a rule, a card, the facts used, who can act, what resolves it, and a fix."""

from datetime import datetime

from msgspec import Struct

from protocol.rule import Family, Fix
from protocol.words import Level


class Person(Struct, frozen=True):
    """Somebody who can act on a finding."""

    id: str
    name: str


class Finding(Struct, frozen=True):
    """One rule broken by one card, or by the board itself (`card_id` empty)."""

    rule: str
    family: Family
    level: Level
    card_id: str
    card: str  # the card's title
    card_url: str
    list_name: str
    says: str
    resolve: str
    who: tuple[Person, ...] = ()
    since: datetime | None = None
    facts: dict[str, str] = {}
    fix: Fix | None = None
    about: str = ""  # what of the board it is about, when it names no card

    @property
    def sentence(self) -> str:
        """What is wrong, as a whole sentence about the card."""
        return f"{self.says[:1].upper()}{self.says[1:]}."

    @property
    def key(self) -> tuple[str, str]:
        """What makes two findings the same one at different times: rule and card.

        A finding of the board itself is told by what it is about.
        """
        return self.rule, self.card_id or self.about


class Exemption(Struct, frozen=True):
    """A rule that one card is excused from: by whom, why, and until when (that day included)."""

    rule: str
    card_id: str
    why: str
    until: datetime | None = None
    who: str = ""
    source: str = ""  # "description", "label" or "command"


class Excused(Struct, frozen=True):
    """A finding that an exemption silences."""

    finding: Finding
    exemption: Exemption
