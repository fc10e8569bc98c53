"""`/card repo new NAME on CARD`: a repository from the team's template, linked to the card."""

import re

from bot.card_actions import Asked, NotDone
from bot.slack.card_reply import card_reply
from bot.slack.commands.shape import Question, Reply, plain
from bot.slack.text import escape
from protocol.words import count_of

HOW = "`/card repo new NAME on #12` makes a repository from the team's template for a card"


def repo(question: Question, rest: str) -> Reply | None:
    """Make it; None when the words are not of this form, for then they are a search."""
    words = rest.split()
    if not words or words[0].casefold() != "new":
        return plain(f"{HOW}.") if not words else None
    if len(words) < 2:
        return plain(f"Say how it shall be called: {HOW}.")
    name, card_words = words[1], re.sub(r"^on\s+", "", " ".join(words[2:]), flags=re.IGNORECASE)
    if not card_words:
        return plain(f"Say for which card: `/card repo new {escape(name)} on #12`.")
    found = question.desk.search(question.asker, card_words)
    if len(found) != 1:
        how_many = f"{count_of(len(found), 'card')} with" if found else "no card with"
        return plain(
            f"I find {how_many} “{escape(card_words)}” on your boards; say which one by its "
            "number or address.",
            "Nothing was made.",
        )
    of, card = found[0]
    making = question.tools.repositories
    asked = Asked(question.asker, of.board.id, card.id, question.place.key)
    try:
        if making is None:
            raise NotDone("I have no access to GitHub, so I cannot make a repository.")
        says = making.make(asked, name)
    except NotDone as reason:
        return plain(escape(str(reason)), f"For {escape(card.title)}.")
    kept = next(k for k in question.desk.boards_of(question.asker) if k.board.id == of.board.id)
    fresh = question.desk.context(kept)
    made_for = fresh.board.cards_by_id.get(card.id, card)
    return card_reply(question.tools, question.asker, fresh, made_for, question.now, says)
