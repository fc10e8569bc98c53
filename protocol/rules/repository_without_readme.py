"""A repository says what it is.

What it checks
--------------
No repository that the card names was without a README when its system was last asked. A repository
that nobody has asked about is not judged.

Why
---
Documentation lives with the code, and the README is where a new colleague begins.

A card that breaks it
---------------------
"Doublet filter as a module" links larkspur-bio/tool-doublets, which has no README.

A card that keeps it
--------------------
The same card once the repository has a README.

How to resolve
--------------
Add a README that says what it is for, how to run it and whom to ask.

Fix and its safety
------------------
None: only its authors can say what it is.

Options
-------
`owners`: only repositories of these owners are judged; empty means all.

Being exempt
------------
`<!-- cardkeeper: exempt repository-without-readme until 2026-12-24 because it is thrown away -->`
in the description.
"""

from collections.abc import Iterator

from protocol.rule import Breach, Options, Rule
from protocol.subject import Context, Subject
from protocol.ties import owned_by, states_of
from protocol.words import join_and


class RepositoryWithoutReadme(Options, frozen=True):
    """Whose repositories are judged."""

    owners: tuple[str, ...] = ()


def check(card: Subject, context: Context, options: RepositoryWithoutReadme) -> Iterator[Breach]:
    """One breach when a repository of the card is known to have no README."""
    bare = [
        state.reference.name
        for state in states_of(card, "repository")
        if state.facts.get("readme") == "no" and owned_by(state.reference, options.owners)
    ]
    if bare:
        yield Breach(
            says=f"its repository {join_and(bare)} has no README",
            resolve="Add a README that says what it is for, how to run it and whom to ask.",
            who=tuple(owner.id for owner in card.owners),
            facts={"repositories": join_and(bare)},
        )


RULE = Rule(
    name="repository-without-readme",
    family="links",
    summary="A repository has a README.",
    page=__doc__,
    level="shadow",
    options=RepositoryWithoutReadme,
    check=check,
)
