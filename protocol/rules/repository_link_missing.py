"""Work of a kind that is code links its repository from the agreed role on.

What it checks
--------------
A card whose kind asks for a repository in `[kinds.NAME] links`, and whose list is as far as the
role named there, links one. The address of a repository, or of a pull request or an issue in it, in
the description, an attachment or a comment counts; so does one tied by command.

Why
---
Code that the card does not name is looked for again by everyone who comes after.

A card that breaks it
---------------------
"Doublet filter as a module" is in *Doing*; its kind, tool, asks for a repository from doing on,
and none is on it.

A card that keeps it
--------------------
The same card with `https://github.com/larkspur-bio/doublets/pull/12` in its description.

How to resolve
--------------
Attach the address of the repository to the card, or write it in the description.

Fix and its safety
------------------
Asks first: moves the card back where it came from, when that list asks for no repository yet.

Options
-------
`done_days`: cards that have been done for longer, in calendar days, are left alone.

Being exempt
------------
`<!-- cardkeeper: exempt repository-link-missing until 2026-12-24 because a vendor has it -->`
in the description.
"""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta

from protocol.rule import Breach, Options, Rule
from protocol.subject import Context, Subject
from protocol.ties import missing_link


class RepositoryLinkMissing(Options, frozen=True):
    """How far back finished cards are looked at, in calendar days."""

    done_days: Annotated[int, Meta(ge=0)] = 14


def check(card: Subject, context: Context, options: RepositoryLinkMissing) -> Iterator[Breach]:
    """One breach when the card's kind asks for a repository by now and none is tied to it."""
    breach = missing_link(card, context, "repository", options.done_days)
    if breach is not None:
        yield breach


RULE = Rule(
    name="repository-link-missing",
    family="links",
    summary="Work of a kind that is code links its repository from the agreed role on.",
    page=__doc__,
    level="advise",
    options=RepositoryLinkMissing,
    check=check,
)
