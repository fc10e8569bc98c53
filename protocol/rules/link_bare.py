"""A link in the text has a name and is attached to the card.

What it checks
--------------
An address in the description that a known system recognises is written as `[name](address)` and
is among the card's attachments. Addresses of other pages are left alone, and so are those of
cards, which Trello shows by their titles.

Why
---
Attachments are what a card shows at a glance; an address in the middle of a text is overlooked.

A card that breaks it
---------------------
"Doublet rates": the description ends with a bare
`https://cloud.seqera.io/orgs/larkspur/workspaces/omics/watch/4nB2xYz01Ab`.

A card that keeps it
--------------------
The same card with "run 4nB2xYz01Ab" as a named link in the text and among its attachments.

How to resolve
--------------
Attach the address under a name, and give it the same name in the text.

Fix and its safety
------------------
Safe: attaches the address under its short name and turns the bare address in the text into a named
link. Nothing is taken away.

Options
-------
None.

Being exempt
------------
`<!-- cardkeeper: exempt link-bare until 2026-12-24 because a script reads the text -->` in the
description.
"""

import re
from collections.abc import Iterator

from protocol.links import LinkReference, reference_of, trim_url
from protocol.rule import Breach, Change, Fix, Options, Rule
from protocol.subject import Context, Subject
from protocol.words import join_and

# An address that stands by itself: not the target or the text of a Markdown link, not `<address>`,
# not in code, and not inside an HTML comment.
_PASSED_OVER = re.compile(
    r"<!--(?:(?!<!--).)*?-->|```.*?```|`[^`\n]*`|<[^<>\s]+>"
    r"|\[[^\[\]\n]*\]\([^)\s]*(?:\s[^)\n]*)?\)",
    re.DOTALL,
)
_URL = re.compile(r"""(?<!\]\()https?://[^\s<>"'`|\\^{}]+""")


def check(card: Subject, context: Context, options: Options) -> Iterator[Breach]:
    """One breach when the description holds bare addresses of known systems."""
    desc = card.card.desc
    if "://" not in desc:
        return
    bare = list(_bare(desc))
    if not bare:
        return
    attached = {link.url for entry in card.card.attachments if (link := reference_of(entry.url))}
    fresh = {link.url: link for _, link in bare if link.url not in attached}
    changes = [Change("describe", _named(desc, bare))]
    changes += [Change("attach", link.url, link.name) for link in fresh.values()]
    names = join_and(dict.fromkeys(link.name for _, link in bare))
    yield Breach(
        says=f"the link to {names} stands bare in its description",
        resolve="Attach the address under a name, and give it the same name in the text.",
        who=tuple(owner.id for owner in card.owners),
        facts={"links": join_and(dict.fromkeys(link.url for _, link in bare))},
        fix=Fix(
            does=f"Attaches {names} and turns the bare address into a named link.",
            changes=tuple(changes),
            safe=True,
        ),
    )


def _bare(desc: str) -> Iterator[tuple[re.Match[str], LinkReference]]:
    hidden = _PASSED_OVER.sub(lambda found: " " * len(found[0]), desc)
    for found in _URL.finditer(hidden):
        link = reference_of(found[0])
        if link is not None and link.system != "trello":  # Trello shows a card's address by title
            yield found, link


def _named(desc: str, bare: list[tuple[re.Match[str], LinkReference]]) -> str:
    for found, link in reversed(bare):
        end = found.start() + len(trim_url(found[0]))
        url = desc[found.start() : end]
        desc = f"{desc[: found.start()]}[{link.name}]({url}){desc[end:]}"
    return desc


RULE = Rule(
    name="link-bare",
    family="links",
    summary="A link in the text has a name and is attached to the card.",
    page=__doc__,
    level="off",
    options=Options,
    check=check,
)
