"""Which card a run, a branch or a pull request means, by the names it has. Live and back-fill
alike.

A card is named by its address, by its short link (`AbCd1234`, in any letters: run names and labels
of some systems know small ones only), or by its number where the team has bound a repository to the
board. What is found is a guess; it counts only for a card that is on the board.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise

from protocol.board import Board, Card
from protocol.links import LinkReference, references_in

PARAMETERS = ("trello_card", "trello-card", "trelloCard", "trellocard")  # of a run, best first

_ADDRESS = re.compile(r"https?://trello\.com/c/([0-9A-Za-z]{8})(?![0-9A-Za-z])")
_WORD = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{8}(?![0-9A-Za-z])")
_NUMBER = re.compile(r"(?<![\w&/#])#(\d{1,6})\b")


def written_on(card: Card) -> tuple[LinkReference, ...]:
    """What the card itself points to: in its description, attachments and people's comments."""
    from protocol.speech import is_marked  # its findings are made from what this file reads

    texts = [card.desc, *(a.url for a in card.attachments if not a.is_upload)]
    texts += [comment.text for comment in card.comments if not is_marked(comment.text)]
    return references_in("\n".join(texts))


def short_links_in(names: Iterable[str]) -> tuple[str, ...]:
    """What may be a card's short link in these names, addresses first, each once.

    An eight-letter word may be one by its form alone: only the board can tell.
    """
    texts = tuple(names)
    found = [link for text in texts for link in _ADDRESS.findall(text)]
    found += [word for text in texts for word in _WORD.findall(text)]
    return tuple(dict.fromkeys(found))


def addresses_in(text: str) -> tuple[str, ...]:
    """The addresses of cards in a text, such as a command line; nothing else of it is given on."""
    return tuple(f"https://trello.com/c/{link}" for link in _ADDRESS.findall(text))


def numbers_in(names: Iterable[str]) -> tuple[int, ...]:
    """Card numbers written as `#38`, each once."""
    found = [int(number) for text in names for number in _NUMBER.findall(text)]
    return tuple(dict.fromkeys(found))


def parameter_names(parameters: Mapping[str, object], command: str = "") -> tuple[str, ...]:
    """What a run's parameters say of a card: `--trello_card` above all, or any card's address.

    Nothing else of them is given on: parameters may hold secrets.
    """
    found = [str(parameters[key]) for key in PARAMETERS if parameters.get(key)]
    for value in parameters.values():
        if isinstance(value, str):
            found += [f"https://trello.com/c/{link}" for link in _ADDRESS.findall(value)]
    words = command.replace("=", " ").split()
    for before, word in pairwise(words):
        if before.lstrip("-") in PARAMETERS and before.startswith("--"):
            found.append(word.strip("'\""))
    return tuple(dict.fromkeys(found))


def card_named(names: Iterable[str], board: Board, *, by_number: bool = False) -> Card | None:
    """The one open card of the board that these names mean; None when they mean none or several."""
    texts = tuple(names)
    links = [each.casefold() for each in short_links_in(texts)]
    numbers = numbers_in(texts) if by_number else ()
    exact = set(short_links_in(texts))
    means = [
        card
        for card in board.open_cards
        if card.short_link.casefold() in links or card.number in numbers
    ]
    if len(means) > 1:  # two short links may differ in the size of their letters only
        means = [card for card in means if card.short_link in exact] or means
    return means[0] if len(means) == 1 else None
