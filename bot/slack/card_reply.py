"""A card as the answer to one person, wherever it was asked for."""

from datetime import datetime

from bot.desk import Asker
from bot.slack.card_view import card_view
from bot.slack.commands.shape import Reply
from bot.slack.own_view import own_part
from bot.slack.tools import Tools
from protocol.board import Card
from protocol.check import check_card
from protocol.subject import Context, Subject


def card_reply(
    tools: Tools, asker: Asker, of: Context, card: Card, now: datetime, said: str = ""
) -> Reply:
    """The card as it is now for this person; `said` is what was just done to it."""
    report = check_card(of, card.id)
    return card_view(Subject(card, of), report, now, said, own_part(tools, asker, of, report, now))
