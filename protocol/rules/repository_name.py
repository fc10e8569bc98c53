"""A repository is named as the team has agreed.

What it checks
--------------
The name of each of the team's own repositories that the card names, without its owner, matches
`pattern` from end to end. Without a pattern the rule says nothing.

Why
---
A name that tells what is inside is found again; `test2` is not.

A card that breaks it
---------------------
With `pattern = "(pipeline|tool|analysis)-[a-z0-9-]+"`: "Doublet filter" links
`github.com/larkspur-bio/Doublets_NEW`.

A card that keeps it
--------------------
The same card with `github.com/larkspur-bio/tool-doublets`.

How to resolve
--------------
Rename the repository (GitHub redirects the old address) and the link on the card.

Fix and its safety
------------------
None: a new name is a decision.

Options
-------
`pattern`: a regular expression in Python's way of writing; `owners`: only repositories of these
owners are judged; empty means all, those of others too.

Being exempt
------------
`<!-- cardkeeper: exempt repository-name until 2026-12-24 because it is an old one -->` in the
description.
"""

import re
from collections.abc import Iterator

from protocol.rule import Breach, Options, Rule
from protocol.subject import Context, Subject
from protocol.ties import repositories_of
from protocol.words import join_and


class RepositoryName(Options, frozen=True):
    """The agreed names; raises ValueError for a pattern that is none."""

    pattern: str = ""
    owners: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        try:
            re.compile(self.pattern)
        except re.error as error:
            raise ValueError(f"'{self.pattern}' is no regular expression ({error})") from None


def check(card: Subject, context: Context, options: RepositoryName) -> Iterator[Breach]:
    """One breach when a repository that the card names has another kind of name."""
    if not options.pattern:
        return
    odd = [
        name
        for name in repositories_of(card, options.owners)
        if not re.fullmatch(options.pattern, name.rpartition("/")[2])
    ]
    if odd:
        yield Breach(
            says=f"the name of its repository {join_and(odd)} is not as agreed",
            resolve=f"Rename it to match '{options.pattern}', and mend the link on the card.",
            who=tuple(owner.id for owner in card.owners),
            facts={"repositories": join_and(odd), "pattern": options.pattern},
        )


RULE = Rule(
    name="repository-name",
    family="links",
    summary="A repository is named as the team has agreed.",
    page=__doc__,
    level="off",
    options=RepositoryName,
    check=check,
)
