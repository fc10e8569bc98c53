"""A title says what the card is about.

What it checks
--------------
The title of a card that is not finished has at least three letters, is more than one of the words
that say nothing ("misc", "stuff", "test", "fix"), and is not an address, a number or punctuation
alone. An estimate mark such as "(3)" does not count as part of the title. Titles in scripts that
write a word in one or two signs are not measured.

Why
---
Everybody but the author meets the card by its title: on the board, in Slack, in the agenda.

A card that breaks it
---------------------
"Fix (2)".

A card that keeps it
--------------------
"Fix the sample order in the QC report (2)".

How to resolve
--------------
Write what will be true when the card is done, in three to ten words.

Fix and its safety
------------------
None: only the author knows what was meant.

Options
-------
`shortest`: the fewest letters and digits a title may have; `vague`: words that say nothing in this
team, besides the common ones.

Being exempt
------------
`<!-- cardkeeper: exempt title-unclear because it parts the list in two -->` in the description.
"""

import re
from collections.abc import Iterator

from protocol.agreement import fold
from protocol.rule import Breach, Options, Rule
from protocol.subject import Context, Subject

_VAGUE_WORDS = """
misc miscellaneous stuff thing things test tests testing fix fixes fixing todo todos tbd tba wip
task tasks card cards new untitled title other others various work update updates change changes
bug bugs issue issues idea ideas note notes question questions help asap urgent item items
something general foo bar xxx divers sonstiges diverses varios cosas prueba teste outros
"""
_VAGUE = frozenset(_VAGUE_WORDS.split())
_MARK = re.compile(r"[(\[]\d{1,3}(?:[.,]\d{1,2})?[)\]]")
_WORD = re.compile(r"\w+")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_FIRST_SIGN_SCRIPT = "\u2e80"  # from here on: Chinese, Japanese, Korean, and emoji


class TitleUnclear(Options, frozen=True):
    """What counts as too little."""

    shortest: int = 3
    vague: tuple[str, ...] = ()


def check(card: Subject, context: Context, options: TitleUnclear) -> Iterator[Breach]:
    """One breach when the title tells nothing to somebody who did not write it."""
    if card.role == "done":
        return
    title = " ".join(_MARK.sub(" ", card.card.name).split())
    why = _unclear(title, options)
    if why:
        yield Breach(
            says=why,
            resolve="Write in the title what will be true when the card is done.",
            who=tuple(owner.id for owner in card.owners),
            facts={"title": card.card.name, "list": card.list_name},
        )


def _unclear(title: str, options: TitleUnclear) -> str | None:
    """What is wrong with the title, as a clause; None when it is clear enough."""
    if not title:
        return "it has no title"
    if _ADDRESS.fullmatch(title):
        return "its title is an address and nothing else"
    words = _WORD.findall(title.casefold())
    if not any(sign.isalpha() for word in words for sign in word):
        return f"its title, '{title[:60]}', has not one word in it"
    length = sum(map(len, words))
    if length < options.shortest and max(title) < _FIRST_SIGN_SCRIPT:
        return f"its title, '{title}', is {length} {'letter' if length == 1 else 'letters'} long"
    own = set(map(fold, options.vague))
    if all(word in _VAGUE or word in own or word.isdigit() for word in words):
        return f"its title, '{title}', could stand on any card"
    return None


RULE = Rule(
    name="title-unclear",
    family="meaning",
    summary="The title of a card says what the card is about.",
    page=__doc__,
    level="advise",
    options=TitleUnclear,
    check=check,
)
