"""What a topic is about: the address that goes with its words, and the card behind that."""

import re

from msgspec import Struct

from protocol.board import Board
from protocol.links import urls_in

_CARD = re.compile(r"https?://trello\.com/c/([0-9A-Za-z]{8})(?![0-9A-Za-z])")


class TopicText(Struct, frozen=True):
    """A topic as people read it."""

    title: str
    url: str = ""
    card_id: str = ""  # of the card of this board that it is about


def topic_text(text: str, board: Board) -> TopicText:
    """The topic's words and its first address; at the end of the words it is not read aloud."""
    url = next(iter(urls_in(text)), "")
    if not url:
        return TopicText(text)
    words = text.removesuffix(url).rstrip() if text.endswith(url) else text
    named = _CARD.match(url)
    card = board.find_card(named[1]) if named else None
    return TopicText(words or text, url, card.id if card is not None else "")
