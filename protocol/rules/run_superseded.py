"""A card rests on the latest run, not on one that a newer run has replaced.

What it checks
--------------
Of the runs that the card names, at least one has not been superseded. A run is superseded when a
newer run of the same work has taken its place, such as one resumed from it.

Why
---
Figures are copied from the run that the card names. When that run was repeated, they are the old
ones.

A card that breaks it
---------------------
"Doublet rates, batch 7" is in *Review* and names the run of Tuesday; it was run again on Thursday.

A card that keeps it
--------------------
The same card with Thursday's run attached beside Tuesday's.

How to resolve
--------------
Attach the newer run, and look whether the result on the card is still true.

Fix and its safety
------------------
Safe when the newer run is known: attaches its address; the older one stays.

Options
-------
`roles`: the roles in which a card is asked.

Being exempt
------------
`<!-- cardkeeper: exempt run-superseded until 2026-12-24 because the paper cites this run -->` in
the description.
"""

from collections.abc import Iterator

from protocol.links import reference_of
from protocol.rule import Breach, Change, Fix, Options, Rule
from protocol.subject import Context, Subject
from protocol.ties import said_at, states_of
from protocol.words import Role, join_and


class RunSuperseded(Options, frozen=True):
    """Where a card that rests on an old run is spoken of."""

    roles: tuple[Role, ...] = ("doing", "waiting", "review", "done")


def check(card: Subject, context: Context, options: RunSuperseded) -> Iterator[Breach]:
    """One breach when every run that the card names has been superseded."""
    if card.role not in options.roles or not card.link_states:
        return
    states = {state.reference.url: state for state in states_of(card, "run")}
    named = [link.url for link in card.references if link.kind == "run"] or list(states)
    old = [state for url in named if (state := states.get(url)) is not None and state.superseded]
    if not old or len(old) < len(named):
        return
    newer = next((url for state in old if (url := state.facts.get("newer", ""))), "")
    yield Breach(
        says=f"it rests on {join_and(state.called for state in old)}, "
        "which a newer run has replaced",
        resolve="Attach the newer run, and look whether the result on the card is still true.",
        who=tuple(owner.id for owner in card.owners),
        since=max(said_at(state) for state in old),
        facts={
            "superseded": join_and(state.reference.url for state in old),
            **({"newer": newer} if newer else {}),
        },
        fix=_attach(newer),
    )


def _attach(url: str) -> Fix | None:
    reference = reference_of(url)
    if reference is None or not reference.url.startswith("http"):
        return None  # a run without a page cannot be attached
    return Fix(
        does=f"Attaches the newer run, {reference.name}.",
        changes=(Change("attach", reference.url, reference.name),),
        safe=True,
    )


RULE = Rule(
    name="run-superseded",
    family="links",
    summary="A card rests on the latest run, not on one that a newer run has replaced.",
    page=__doc__,
    level="advise",
    options=RunSuperseded,
    check=check,
)
