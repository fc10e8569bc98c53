"""A goal says by what it will be known that it is reached.

What it checks
--------------
A goal's card has a number, a percentage or a date in a section such as *Measure* or *Outcome*, or
a checklist. Goals in a `done` list are not asked.

Why
---
"Faster QC" is reached whenever somebody says so. "QC of one batch in 2 hours" is reached or not.

A card that breaks it
---------------------
"Faster QC" is in *Goals* with the section "Outcome: QC gets out of the way".

A card that keeps it
--------------------
The same card with "Outcome: QC of one batch takes at most 2 hours (6 now)", or with a checklist of
the steps to it.

How to resolve
--------------
Write under *Measure* what will be counted, how much of it is enough, and by when.

Fix and its safety
------------------
None: what counts is the team's decision.

Options
-------
`sections`: words with which a heading begins, or a word of it, under which a measure is looked for:
*Success* finds *Success criteria* too.

Being exempt
------------
`<!-- cardkeeper: exempt goal-without-measure until 2026-12-24 because the board sets it -->` in
the description.
"""

import re
from collections.abc import Iterator

from protocol.agreement import fold
from protocol.rule import Breach, Options, Rule
from protocol.subject import Context, Subject
from protocol.words import join_or

_ADDRESS = re.compile(r"\w+://\S+")
# Numbers and months written as words; "one", "may" and "march" are too often something else.
_WORDS = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|dozen|half|halve[sd]?|"
    r"double[sd]?|third|quarter|zero|none|january|february|april|june|july|august|september|"
    r"october|november|december)\b"
)


class GoalWithoutMeasure(Options, frozen=True):
    """Under which headings a measure is looked for."""

    sections: tuple[str, ...] = ("Measure", "Outcome", "Success", "Key result", "Target")


def check(card: Subject, context: Context, options: GoalWithoutMeasure) -> Iterator[Breach]:
    """One breach when the card is a goal that says nothing countable of its end."""
    if not card.is_goal or card.role == "done":
        return
    if any(checklist.items for checklist in card.card.checklists):
        return
    words = [f" {fold(word)}" for word in options.sections]
    texts = [
        text
        for heading, text in card.sections.items()
        if text and any(word in f" {heading}" for word in words)
    ]
    if any(map(_counts, texts)):
        return
    yield Breach(
        says="this goal does not say by what it will be known that it is reached"
        if not texts
        else "what this goal calls its outcome has no number, date or list that can be ticked off",
        resolve=f"Write under '{options.sections[0] if options.sections else 'Measure'}' "
        "what will be counted, how much of it is enough, and by when; or add a checklist.",
        who=tuple(owner.id for owner in card.owners),
        facts={"looked_under": join_or(options.sections), "list": card.list_name},
    )


def _counts(text: str) -> bool:
    text = _ADDRESS.sub("", text)
    return any(letter.isdigit() for letter in text) or bool(_WORDS.search(text.casefold()))


RULE = Rule(
    name="goal-without-measure",
    family="goals",
    summary="A goal says by what it will be known that it is reached.",
    page=__doc__,
    level="shadow",
    options=GoalWithoutMeasure,
    check=check,
)
