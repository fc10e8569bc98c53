"""A repository began as a copy of the team's template.

What it checks
--------------
Each repository that the card names was made from one of `templates` (from any template, when none
is named). A repository whose beginnings nobody has asked about is not judged, and neither is a
template itself.

Why
---
The template brings the tests, the licence and the layout that everybody knows.

A card that breaks it
---------------------
With `templates = ["larkspur-bio/template-pipeline"]`: "Doublet filter" links a repository that was
made empty.

A card that keeps it
--------------------
The same card with a repository made by "Use this template".

How to resolve
--------------
Make the repository again from the template, or bring over what the template holds and exempt the
card.

Fix and its safety
------------------
None: history cannot be moved without a person.

Options
-------
`templates`: as `owner/name`, or the name alone; `owners`: only repositories of these owners are
judged; empty means all.

Being exempt
------------
`<!-- cardkeeper: exempt repository-not-from-template until 2027-06-30 because it is a fork -->`
in the description.
"""

from collections.abc import Iterator

from protocol.agreement import fold
from protocol.links import LinkState
from protocol.rule import Breach, Options, Rule
from protocol.subject import Context, Subject
from protocol.ties import owned_by, states_of
from protocol.words import join_and, join_or


class RepositoryNotFromTemplate(Options, frozen=True):
    """The templates, and whose repositories are judged."""

    templates: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()


def check(card: Subject, context: Context, options: RepositoryNotFromTemplate) -> Iterator[Breach]:
    """One breach when a repository of the card is known to have begun otherwise."""
    other = [
        state
        for state in states_of(card, "repository")
        if owned_by(state.reference, options.owners) and _is_other(state, options.templates)
    ]
    if other:
        wanted = join_or(options.templates) or "a template"
        yield Breach(
            says=f"its repository {join_and(s.reference.name for s in other)} "
            f"was not made from {wanted}",
            resolve="Make it again from the template, or bring over what the template holds and "
            "exempt the card.",
            who=tuple(owner.id for owner in card.owners),
            facts={
                state.reference.name: f"made from {state.facts['made_from']}" for state in other
            },
        )


def _is_other(state: LinkState, templates: tuple[str, ...]) -> bool:
    made_from = state.facts.get("made_from", "")
    if not made_from or any(_is_named(state.reference.name, name) for name in templates):
        return False
    if not templates:
        return made_from == "none"
    return not any(_is_named(made_from, name) for name in templates)


def _is_named(repository: str, name: str) -> bool:
    whole, wanted = fold(repository), fold(name)
    return whole == wanted or whole.rpartition("/")[2] == wanted


RULE = Rule(
    name="repository-not-from-template",
    family="links",
    summary="A repository began as a copy of the team's template.",
    page=__doc__,
    level="off",
    options=RepositoryNotFromTemplate,
    check=check,
)
