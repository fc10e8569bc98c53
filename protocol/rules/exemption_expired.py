"""An exemption that has ended is taken away or renewed.

What it checks
--------------
No exemption on the card, by a line in its description or by command, has an end that has passed.
Its last day is included.

Why
---
The day was set so that somebody looks again. Looking again is this.

A card that breaks it
---------------------
"Doublet rates" was exempt from run-link-missing until 1 November "because the core is closed".

A card that keeps it
--------------------
The same card with a new day, or without the line.

How to resolve
--------------
If the reason still holds, give it a new day; if not, take it away and do what the rule asks.

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
from datetime import timedelta

from protocol.days import dated, day_of
from protocol.exemption_lines import without_lines_for
from protocol.exemptions import exemptions_of, is_current
from protocol.rule import Breach, Options, Rule
from protocol.subject import Context, Subject


def check(card: Subject, context: Context, options: Options) -> Iterator[Breach]:
    """One breach per rule from which the card is no longer exempt."""
    every = exemptions_of(card)
    still = {exemption.rule for exemption in every if is_current(exemption, context.now)}
    seen: set[str] = set()
    for exemption in every:
        end = exemption.until
        if end is None or exemption.rule in still or exemption.rule in seen:
            continue
        seen.add(exemption.rule)
        last = day_of(end - timedelta(minutes=1), context.zone)  # `until` is the day's end
        why = f", because {exemption.why}" if exemption.why else ""
        yield Breach(
            says=f"it was exempt from {exemption.rule} until {dated(last)}{why}",
            resolve="If the reason still holds, give it a new day; if not, take the exemption away "
            "and do what the rule asks.",
            who=tuple(owner.id for owner in card.owners),
            since=end,
            facts={
                "rule": exemption.rule,
                "until": last.isoformat(),
                "why": exemption.why or "unsaid",
                "source": exemption.source,
            },
            fix=without_lines_for(card, exemption.rule),
        )


RULE = Rule(
    name="exemption-expired",
    family="housekeeping",
    summary="An exemption that has ended is taken away or renewed.",
    page=__doc__,
    level="advise",
    options=Options,
    check=check,
)
