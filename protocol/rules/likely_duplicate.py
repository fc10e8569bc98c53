"""Two cards do not promise the same thing.

What it checks
--------------
No two cards that are neither finished nor goals have near-equal titles: the same words, whatever
their order, case, accents, plural, hyphens, small words ("the", "for") and slips of the pen in
longer words. Numbers must be equal: "batch 7" and "batch 8" are two things. Cards with two
different due days are taken for a series. In a list whose role only labels tell, a list per
customer say, a card is compared with its own list alone. The younger of the two is spoken of.

Why
---
Work on a card that has a twin is done twice, or each of the two owners waits for the other.

A card that breaks it
---------------------
"Re-run alignment for batch 7", when "Rerun the alignment, batch 7" lies in *Ready*.

A card that keeps it
--------------------
"Re-run alignment for batch 8".

How to resolve
--------------
Keep one of the two: carry over what only the other has and archive that one. If they are two
things, let the titles tell them apart.

Fix and its safety
------------------
None: which of the two goes on is a decision.

Options
-------
None.

Being exempt
------------
`<!-- cardkeeper: exempt likely-duplicate because each site has its own -->` in the description of
the younger card.
"""

import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache

from protocol.rule import Breach, Options, Rule
from protocol.subject import Context, Subject

_WORD = re.compile(r"\w+")
_JOINED = re.compile(r"(?<=[^\W\d_])[-'’](?=[^\W\d_])")
_MARK = re.compile(r"[(\[]\d{1,3}(?:[.,]\d{1,2})?[)\]]")
_SMALL_WORDS = "a an the of for to in on at and or with from by de la le les der die das"
_SMALL = frozenset(_SMALL_WORDS.split())
_FEWEST_LETTERS = 5  # of all words together: "QC" twice says nothing
_VOWELS = frozenset("aeiouy")
_LONG_WORD = 7  # a slip of the pen in a shorter word may as well be another word
_ALIKE = 0.9  # of the letters of both titles


def check_board(context: Context, options: Options) -> Iterator[Breach]:
    """One breach for each card whose title an older open card has already, near enough."""
    oldest: dict[tuple[str, str], Subject] = {}
    for card in sorted(context.subjects, key=lambda subject: subject.id):
        if card.role == "done" or card.is_goal:
            continue
        words = _words(card.card.name)
        if len(words) < _FEWEST_LETTERS:
            continue
        place = "" if card.card.list_id in context.roles else card.card.list_id
        older = oldest.setdefault((place, _outline(words)), card)
        if older is not card and not _in_series(older, card) and _alike(older, words):
            yield _breach(card, older)


def _breach(card: Subject, older: Subject) -> Breach:
    return Breach(
        says=f"its title says the same as '{older.title[:80]}' in '{older.list_name}'",
        resolve="Keep one of the two and archive the other, or let the titles tell them apart.",
        who=tuple(dict.fromkeys(owner.id for owner in (*card.owners, *older.owners))),
        facts={
            "list": card.list_name,
            "other_card": older.title,
            "other_list": older.list_name,
            "other_url": older.card.url,
        },
        card_id=card.id,
    )


@lru_cache(maxsize=20_000)  # the same titles come back at every look at the board
def _words(title: str) -> str:
    """The words that matter, folded and sorted."""
    text = _JOINED.sub("", _MARK.sub(" ", title).casefold())
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(sign for sign in text if not unicodedata.combining(sign))
    return " ".join(sorted(_singular(w) for w in _WORD.findall(text) if w not in _SMALL))


def _singular(word: str) -> str:
    plural = len(word) > 4 and word.endswith("s") and not word.endswith("ss")
    return word[:-1] if plural else word


@lru_cache(maxsize=20_000)
def _outline(words: str) -> str:
    """The words with what a slip of the pen leaves of a long one: its start and its consonants.

    A letter doubled, dropped once of two, swapped with its neighbour, or a vowel mistaken.
    """
    return " ".join(
        word[0] + "".join(sorted(set(word[1:]) - _VOWELS))
        if len(word) >= _LONG_WORD and word.isalpha()
        else word
        for word in words.split()
    )


def _in_series(one: Subject, other: Subject) -> bool:
    due = (one.card.due, other.card.due)
    return None not in due and due[0] != due[1]


def _alike(older: Subject, words: str) -> bool:
    theirs = _words(older.card.name)
    return SequenceMatcher(None, words, theirs).ratio() >= _ALIKE


RULE = Rule(
    name="likely-duplicate",
    family="meaning",
    summary="No two open cards have near-equal titles.",
    page=__doc__,
    level="advise",
    options=Options,
    check_board=check_board,
)
