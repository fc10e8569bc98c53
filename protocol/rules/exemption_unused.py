"""An exemption excuses something.

What it checks
--------------
Each exemption on a card, by a line in its description or by command, silences a finding: now, or in
a list further along the card's way, or before the exemption ends if nothing is done until then.
Exemptions from rules that compare cards are not asked, since the other cards come and go; those by
a label are the agreement's; expired ones have a rule of their own.

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
from datetime import datetime
from typing import Any

from msgspec import structs

from protocol import rules
from protocol.exemption_lines import without_lines_for
from protocol.exemptions import exemptions_of, is_current
from protocol.finding import Exemption
from protocol.rule import Breach, Options, Rule, level_for, rule_options
from protocol.subject import Context, Subject
from protocol.way_back import list_role
from protocol.words import is_from


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
        if not is_current(exemption, context.now) or _may_yet_apply(rule, card, exemption, context):
            continue
        seen.add(rule.name)
        yield Breach(
            says=f"it is exempt from {rule.name}, {_idle_because(rule, card, context)}",
            resolve="Take the line out of the description, or withdraw the exemption.",
            who=tuple(owner.id for owner in card.owners),
            facts={"rule": rule.name, "source": exemption.source, "why": exemption.why or "unsaid"},
            fix=without_lines_for(card, rule.name),
        )


def _may_yet_apply(rule: Rule[Any], card: Subject, exemption: Exemption, context: Context) -> bool:
    """Whether the rule would speak of the card further along its way, or before it ends."""
    if rule.family == "housekeeping":
        return False
    if rule.check is None:
        return True  # it compares cards, and the others come and go
    moments = [context, *(_at(end, context) for end in [exemption.until] if end is not None)]
    options: Any = rule_options(rule, context.agreement)
    for moment in moments:
        for list_id in _further_along(card, context):
            later = Subject(structs.replace(card.card, list_id=list_id), moment)
            on = level_for(rule, context.agreement, later) != "off"
            if on and any(True for _ in rule.check(later, moment, options)):
                return True
    return False


def _at(end: datetime, context: Context) -> Context:
    """The board as it will be at the end, if nothing is done until then."""
    return structs.replace(context, now=end)


def _further_along(card: Subject, context: Context) -> list[str]:
    """The card's list, and the open ones of the roles that come after its own."""
    after = [
        entry.id
        for entry in context.board.open_lists
        if card.role is not None and is_from(list_role(context, entry.id), card.role)
    ]
    return [card.card.list_id, *after]


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
