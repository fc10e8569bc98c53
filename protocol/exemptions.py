"""Exemptions: a finding excused on one card, with who, why and until when.

Three ways to give one: a line in the card's description
`<!-- cardkeeper: exempt run-link-missing until 2026-12-24 because the core is closed -->`, a label
that the agreement maps, or a command (stored, and handed in through the context).
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from protocol.agreement import fold
from protocol.finding import Exemption
from protocol.subject import Subject

LINE = re.compile(
    r"<!--\s*cardkeeper:\s*exempt\s+(?P<rule>[\w-]+)"
    r"(?:\s+until\s+(?P<until>\d{4}-\d\d-\d\d))?"
    r"(?:\s+because\s+(?P<why>.*?))?"
    r"(?:\s+by\s+(?P<who>@?[\w.-]+))?\s*-->",
    re.DOTALL | re.IGNORECASE,
)


def exemptions_of(subject: Subject) -> tuple[Exemption, ...]:
    """Every exemption on this card, expired ones too."""
    stored = subject.context.exemptions.get(subject.id, ())
    return (*_in_description(subject), *_by_label(subject), *stored)


def is_current(exemption: Exemption, now: datetime) -> bool:
    """Whether the exemption holds now; its last day is included."""
    return exemption.until is None or now < exemption.until


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first moment after this day where the team is."""
    return datetime.combine(day + timedelta(days=1), time(), zone)


def _in_description(subject: Subject) -> Iterator[Exemption]:
    if "<!--" not in subject.card.desc:
        return
    for line in LINE.finditer(subject.card.desc):
        try:
            day = date.fromisoformat(line["until"]) if line["until"] else None
        except ValueError:  # 2026-02-31: no such day, so it excuses nothing
            continue
        yield Exemption(
            rule=line["rule"].lower(),
            card_id=subject.id,
            why=" ".join((line["why"] or "").split()),
            until=end_of_day(day, subject.context.zone) if day and day < date.max else None,
            who=line["who"] or "",
            source="description",
        )


def _by_label(subject: Subject) -> Iterator[Exemption]:
    terms = subject.context.agreement.labels_by_folded_name
    for label in subject.card.labels:
        held = terms.get(fold(label.name))
        for rule in held.exempt if held else ():
            yield Exemption(rule, subject.id, f"the label '{label.title}'", source="label")
