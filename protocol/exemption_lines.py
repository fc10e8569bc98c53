"""Exemption lines in a description, those too that are not understood, and taking one out."""

import re
from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from protocol.exemptions import LINE
from protocol.rule import Change, Fix
from protocol.subject import Subject

_ANY = re.compile(r"<!--\s*cardkeeper\s*:?\s*(exempt(?:(?!-->).)*)-->", re.DOTALL | re.IGNORECASE)
_RULE = re.compile(r"exempt\w*\s+(?:from\s+)?([\w-]+)", re.IGNORECASE)


class ExemptionLine(Struct, frozen=True):
    """One `<!-- cardkeeper: exempt ... -->`, as far as it can be read."""

    text: str  # as it stands in the description
    inside: str  # without the comment's signs, on one line
    rule: str  # lower case; empty when there is none
    until: str  # the day as written; empty when there is none
    day: date | None
    is_whole: bool  # written as it should be, so that it is taken for an exemption


def lines_in(desc: str) -> Iterator[ExemptionLine]:
    """Every exemption line of a description, in order."""
    if "<!--" not in desc:
        return
    for found in _ANY.finditer(desc):
        inside = " ".join(found[1].split())
        named = _RULE.match(inside)
        whole = LINE.fullmatch(found[0])
        until = (whole["until"] or "") if whole else ""
        yield ExemptionLine(
            text=found[0],
            inside=inside,
            rule=named[1].lower() if named else "",
            until=until,
            day=_day(until),
            is_whole=whole is not None,
        )


def without_lines_for(card: Subject, rule: str) -> Fix | None:
    """Taking the card's exemption lines for this rule out; None when there are none."""
    desc = card.card.desc
    for line in lines_in(desc):
        if line.rule == rule:
            desc = re.sub(rf"[ \t]*{re.escape(line.text)}[ \t]*\n?", "", desc)
    if desc == card.card.desc:
        return None
    return Fix(
        does=f"Takes the exemption from {rule} out of the description.",
        changes=(Change("describe", desc.rstrip()),),
        safe=False,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
