"""Asking that a card be excused from a rule: the words, and the line that says so on the card.

Comments on the card, Slack commands and Slack's dialogs all ask in this one way.
"""

import re
from datetime import date

from msgspec import Struct

from protocol.board import Card, Member
from protocol.check import Report
from protocol.exemption_lines import lines_in
from protocol.rule import Change
from protocol.rules import RULES_BY_NAME
from protocol.spoken_days import read_day
from protocol.subject import Context
from protocol.words import did_you_mean

_EXEMPT = re.compile(
    r"(?:from\s+)?(?P<rule>[\w-]+)"
    r"(?:\s+until\s+(?P<until>.+?))?"
    r"(?:\s+(?:because|as|since)\s+(?P<why>.+))?$",
    re.DOTALL | re.IGNORECASE,
)


class WantedExemption(Struct, frozen=True):
    """What somebody asks for: understood, and fit to be written on a card."""

    rule: str
    until: date | None  # that day included; None: with no end
    why: str  # one sentence, on one line


def read_exemption(words: str, context: Context, broken: tuple[str, ...]) -> WantedExemption | str:
    """What `RULE until FRIDAY because ...` asks for, or a sentence on what is wrong with it.

    `broken` are the rules that the card breaks: those are meant most likely.
    """
    said = _EXEMPT.match(words)
    if said is None:
        return "Say from which rule: `exempt RULE until FRIDAY because ...`."
    rule = said["rule"].lower()
    if rule not in RULES_BY_NAME:
        return f"There is no rule '{rule}'; {did_you_mean(rule, broken or RULES_BY_NAME)}"
    today = context.now.astimezone(context.zone).date()
    day = read_day(said["until"], today) if said["until"] else None
    if said["until"] and day is None:
        told = " ".join(said["until"].split())
        return (
            f"I cannot read the day '{told}'; write one such as 'friday', '24 dec' or '2026-12-24'."
        )
    return wanted_exemption(rule, day, said["why"] or "", today)


def wanted_exemption(rule: str, until: date | None, why: str, today: date) -> WantedExemption | str:
    """The same from parts that are known already."""
    if until is not None and until < today:
        return f"{spoken_day(until)} is over; name a day that is ahead."
    if not " ".join(why.split()).strip("<>!-"):
        return "Say why, so that others can understand it later: `... because ...`."
    return WantedExemption(rule, until, one_line(why))


def excusable(report: Report) -> tuple[str, ...]:
    """The rules that a card can be excused from: those that it breaks, then those that it breaks
    without a word (in shadow, or touched too lately), then those that it is excused from."""
    spoken = (finding.rule for finding in report.findings)
    quiet = (finding.rule for finding in (*report.shadow, *report.in_grace))
    excused = (each.finding.rule for each in report.excused)
    return tuple(dict.fromkeys((*spoken, *quiet, *excused)))


def kept_as_it_is(rule: str) -> str:
    """What is said where a card keeps the rule."""
    return f"The card keeps '{rule}' as it is: nothing is to be excused."


def exempting(card: Card, wanted: WantedExemption, member: Member) -> Change:
    """The change that writes the exemption into the card's description, in place of an older one
    from the same rule."""
    until = f" until {wanted.until.isoformat()}" if wanted.until else ""
    line = (
        f"<!-- cardkeeper: exempt {wanted.rule}{until} because {wanted.why} "
        f"by @{member.username} -->"
    )
    desc = card.desc
    for old in lines_in(desc):
        if old.rule == wanted.rule:
            desc = desc.replace(old.text, "").rstrip()
    return Change("describe", f"{desc}\n\n{line}" if desc else line)


def excused_in_words(wanted: WantedExemption) -> str:
    """What is said once it is done."""
    until = wanted.until
    how_long = f"until {spoken_day(until)} (that day included)" if until else "with no end"
    return (
        f"This card is excused from {wanted.rule} {how_long}: {wanted.why} The line in its "
        "description says so; take it out to end it."
    )


def one_line(text: str) -> str:
    """On one line, a sentence, and unable to close the line it is written into."""
    text = " ".join(text.split()).replace("-->", "").replace("<!--", "").strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."


def spoken_day(day: date) -> str:
    """`Friday 4 December 2026`."""
    return f"{day:%A} {day.day} {day:%B %Y}"
