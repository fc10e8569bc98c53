"""An exemption names a rule and a day that there are.

What it checks
--------------
Each line `<!-- cardkeeper: exempt ... -->` in the description can be read, names a rule that there
is, and a day that the calendar has.

Why
---
An exemption that is not understood excuses nothing, and whoever wrote it believes that it does.

A card that breaks it
---------------------
"Doublet rates" has the line `<!-- cardkeeper: exempt run-link-mising because ... -->`.

A card that keeps it
--------------------
The same card with `run-link-missing`.

How to resolve
--------------
Write it as `<!-- cardkeeper: exempt RULE until YYYY-MM-DD because REASON -->`.

Fix and its safety
------------------
Asks first: puts the nearest rule's name in place of the unknown one.

Options
-------
None.

Being exempt
------------
Not possible: set `level = "off"` for the rule instead.
"""

import re
from collections.abc import Iterator

from protocol import rules
from protocol.exemption_lines import ExemptionLine, lines_in
from protocol.rule import Breach, Change, Fix, Options, Rule
from protocol.subject import Context, Subject
from protocol.words import nearest

_FORM = "<!-- cardkeeper: exempt RULE until YYYY-MM-DD because REASON -->"


def check(card: Subject, context: Context, options: Options) -> Iterator[Breach]:
    """One breach per card, naming every line of it that is not understood."""
    reasons = []
    desc = card.card.desc
    mended = desc
    for line in lines_in(desc):
        near = _nearest(line)
        reason = _reason(line, near)
        if reason:
            reasons.append(reason)
        if near:
            right = re.sub(re.escape(line.rule), near, line.text, count=1, flags=re.IGNORECASE)
            mended = mended.replace(line.text, right)
    if reasons:
        yield Breach(
            says=f"its exemption is not understood: {'; '.join(reasons)}",
            resolve=f"Write it as `{_FORM}`.",
            who=tuple(owner.id for owner in card.owners),
            facts={str(number): reason for number, reason in enumerate(reasons, 1)},
            fix=_mend(mended) if mended != desc else None,
        )


def _nearest(line: ExemptionLine) -> str:
    """The rule that an unknown name was most likely meant to be; empty when none is like it."""
    if not line.rule or line.rule in rules.RULES_BY_NAME:
        return ""
    near = nearest(line.rule, rules.RULES_BY_NAME, count=1)
    return near[0] if near else ""


def _reason(line: ExemptionLine, near: str) -> str:
    if not line.rule:
        return f"'{line.inside}' cannot be read"
    if line.rule not in rules.RULES_BY_NAME:
        return f"there is no rule '{line.rule}'" + (f", the nearest is '{near}'" if near else "")
    if not line.is_whole:
        return f"'{line.inside}' is not written as it should be"
    if line.until and line.day is None:
        return f"there is no day {line.until}"
    return ""


def _mend(desc: str) -> Fix:
    return Fix(
        does="Puts the nearest rule's name into the exemption.",
        changes=(Change("describe", desc),),
        safe=False,
    )


RULE = Rule(
    name="exemption-unclear",
    family="housekeeping",
    summary="An exemption names a rule and a day that there are.",
    page=__doc__,
    level="advise",
    options=Options,
    check=check,
)
