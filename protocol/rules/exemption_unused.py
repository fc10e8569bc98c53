"""An exemption excuses something.

What it checks
--------------
Each exemption on a card, by a line in its description or by command, silenced a finding in this
check. Exemptions by a label are the agreement's and are not asked, and expired ones have a rule of
their own.

Why
---
An exemption that excuses nothing will one day excuse what nobody meant it to.

A card that breaks it
---------------------
"Doublet rates" is exempt from run-link-missing, and its run has been attached since.

A card that keeps it
--------------------
The same card without the line.

How to resolve
--------------
Take the line out of the description, or withdraw the exemption.

Fix and its safety
------------------
Asks first: takes the line out of the description, with the reason that it holds.

Options
-------
None.

Being exempt
------------
Not possible: set `level = "off"` for the rule instead.
"""

from collections.abc import Iterator
from typing import Any

from protocol import rules
from protocol.exemption_lines import without_lines_for
from protocol.exemptions import exemptions_of, is_current
from protocol.rule import Breach, Options, Rule, level_for
from protocol.subject import Context, Subject


def check(card: Subject, context: Context, options: Options) -> Iterator[Breach]:
    """One breach per exemption that silenced nothing; none when the other rules have not run."""
    if context.silenced is None:
        return
    used = context.silenced.get(card.id, frozenset())
    seen: set[str] = set()
    for exemption in exemptions_of(card):
        rule = rules.RULES_BY_NAME.get(exemption.rule)
        idle = exemption.source != "label" and exemption.rule not in used
        if rule is None or not idle or rule.name in seen:
            continue
        if not is_current(exemption, context.now):
            continue
        seen.add(rule.name)
        yield Breach(
            says=f"it is exempt from {rule.name}, {_idle_because(rule, card, context)}",
            resolve="Take the line out of the description, or withdraw the exemption.",
            who=tuple(owner.id for owner in card.owners),
            facts={"rule": rule.name, "source": exemption.source, "why": exemption.why or "unsaid"},
            fix=without_lines_for(card, rule.name),
        )


def _idle_because(rule: Rule[Any], card: Subject, context: Context) -> str:
    if rule.family == "housekeeping":
        return "from which nothing can be exempt"
    off = level_for(rule, context.agreement, card) == "off"
    return "a rule that is switched off here" if off else "which it keeps"


RULE = Rule(
    name="exemption-unused",
    family="housekeeping",
    summary="An exemption excuses something.",
    page=__doc__,
    level="advise",
    options=Options,
    check=check,
)
