"""A link to one of the team's systems is one that Cardkeeper can follow.

What it checks
--------------
An address in the description or among the attachments whose host is one of `hosts` is recognised
as a run, a pull request, a repository, a report or a card. Pages of other hosts are nobody's
business, and without hosts the rule says nothing.

Why
---
A link to the list of runs, or to one that a stray character has cut, looks like a tie and is none:
nothing on the card will follow the run.

A card that breaks it
---------------------
With `hosts = ["cloud.seqera.io"]`: "Doublet rates" links
`https://cloud.seqera.io/orgs/larkspur/workspaces/omics/launchpad`.

A card that keeps it
--------------------
The same card with the address of one run, which ends in `/watch/` and the run's id.

How to resolve
--------------
Open the page that is meant and copy its address from there.

Fix and its safety
------------------
None: only a person knows which page was meant.

Options
-------
`hosts`: the hosts from which the team expects links that are followed, such as `github.com`; a host
covers those under it.

Being exempt
------------
`<!-- cardkeeper: exempt link-unknown until 2026-12-24 because the launchpad is what we mean -->`
in the description.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

from protocol.links import reference_of, urls_in
from protocol.rule import Breach, Options, Rule
from protocol.subject import Context, Subject
from protocol.words import join_and


class LinkUnknown(Options, frozen=True):
    """Where links that are followed come from."""

    hosts: tuple[str, ...] = ()


def check(card: Subject, context: Context, options: LinkUnknown) -> Iterator[Breach]:
    """One breach when an address of an expected host is not recognised."""
    if not options.hosts:
        return
    attached = (entry.url for entry in card.card.attachments if not entry.is_upload)
    every = dict.fromkeys((*urls_in(card.card.desc), *attached))
    lost = [url for url in every if _is_expected(url, options.hosts) and not reference_of(url)]
    if lost:
        yield Breach(
            says=f"nothing recognises its link {join_and(lost)}",
            resolve="Open the page that is meant and copy its address from there.",
            who=tuple(owner.id for owner in card.owners),
            facts={"links": join_and(lost), "hosts": join_and(options.hosts)},
        )


def _is_expected(url: str, hosts: tuple[str, ...]) -> bool:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:  # such as an unclosed bracket: an address of no host
        return False
    return any(host == name.lower() or host.endswith("." + name.lower()) for name in hosts)


RULE = Rule(
    name="link-unknown",
    family="links",
    summary="A link to one of the team's systems is one that Cardkeeper can follow.",
    page=__doc__,
    level="shadow",
    options=LinkUnknown,
    check=check,
)
