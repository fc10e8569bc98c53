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
Asks first: puts the nearest rule's name in place of the unknown one, when only one is near.

Options
-------
None.

Being exempt
------------
Not possible: set `level = "off"` for the rule instead.
"""

from collections.abc import Iterator

from protocol import rules
from protocol.exemption_lines import ExemptionLine, lines_in
from protocol.rule import Breach, Change, Fix, Options, Rule
from protocol.subject import Context, Subject
from protocol.words import did_you_mean, nearest

_FORM = "<!-- cardkeeper: exempt RULE until YYYY-MM-DD because REASON -->"


def check(card: Subject, context: Context, options: Options) -> Iterator[Breach]:
    """One breach per card, naming every line of it that is not understood."""
    reasons = []
    desc = card.card.desc
    mended = desc
    for line in lines_in(desc):
        reason = _reason(line)
        if not reason:
            continue
        reasons.append(reason)
        near = nearest(line.rule, rules.RULES_BY_NAME) if line.rule else []
        if line.rule not in rules.RULES_BY_NAME and len(near) == 1:
            mended = mended.replace(line.text, line.text.replace(line.rule, near[0], 1))
    if reasons:
        yield Breach(
            says=f"its exemption is not understood: {'; '.join(reasons)}",
            resolve=f"Write it as `{_FORM}`.",
            who=tuple(owner.id for owner in card.owners),
            facts={str(number): reason for number, reason in enumerate(reasons, 1)},
            fix=_mend(mended) if mended != desc else None,
        )


def _reason(line: ExemptionLine) -> str:
    if not line.rule:
        return f"'{line.inside}' cannot be read"
    if line.rule not in rules.RULES_BY_NAME:
        hint = did_you_mean(line.rule, rules.RULES_BY_NAME).rstrip(".")
        near = hint.startswith("did you mean")
        return f"there is no rule '{line.rule}'" + (f", {hint}" if near else "")
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
