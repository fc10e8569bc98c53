"""A card that is done has no pull request left open.

What it checks
--------------
No pull request tied to a card in a `done` list was open, or a draft, when its system was last
asked. Merged and closed ones are finished.

Why
---
Code that is not merged is not in use, whatever the board says.

A card that breaks it
---------------------
"Doublet filter as a module" is in *Done*; larkspur-bio/doublets#12 is still open.

A card that keeps it
--------------------
The same card once the pull request is merged, or closed because it is not wanted.

How to resolve
--------------
Merge or close the pull request, or move the card back to where it is reviewed.

Fix and its safety
------------------
Asks first: moves the card back where it came from.

Options
-------
None.

Being exempt
------------
`<!-- cardkeeper: exempt pull-request-open-in-done until 2026-12-24 because upstream is slow -->`
in the description.
"""

from collections.abc import Iterator

from protocol.links import OPEN_PULLS
from protocol.rule import Breach, Options, Rule
from protocol.subject import Context, Subject
from protocol.ties import as_of, states_of
from protocol.way_back import way_back
from protocol.words import join_and


def check(card: Subject, context: Context, options: Options) -> Iterator[Breach]:
    """One breach when the card is done and a pull request of it is open."""
    if card.role != "done":
        return
    still = [state for state in states_of(card, "pull request") if state.state in OPEN_PULLS]
    if not still:
        return
    names = join_and(f"{state.reference.name}{as_of(state, context)}" for state in still)
    yield Breach(
        says=f"it is in '{card.list_name}' while {names} {'is' if len(still) == 1 else 'are'} open",
        resolve="Merge or close the pull request, or move the card back to where it is reviewed.",
        who=tuple(owner.id for owner in card.owners),
        since=card.since.when if card.since else None,
        facts={state.reference.url: state.state for state in still},
        fix=way_back(card, context, earlier_than="done"),
    )


RULE = Rule(
    name="pull-request-open-in-done",
    family="links",
    summary="A card that is done has no pull request left open.",
    page=__doc__,
    level="advise",
    options=Options,
    check=check,
)
