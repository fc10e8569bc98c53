"""A card as the answer to one person, wherever it was asked for."""

from datetime import datetime

from bot.desk import Asker
from bot.slack.card_view import card_view
from bot.slack.commands.shape import Reply, age
from bot.slack.own_view import own_part
from bot.slack.text import context
from bot.slack.tools import Tools
from protocol.board import Card
from protocol.check import check_card
from protocol.subject import Context, Subject


def card_reply(
    tools: Tools, asker: Asker, of: Context, card: Card, now: datetime, said: str = ""
) -> Reply:
    """The card as it is now for this person; `said` is what was just done to it."""
    report = check_card(of, card.id)
    own = own_part(tools, asker, of, report, now)
    reply = card_view(Subject(card, of), report, now, said, own)
    kept = tools.boards.kept(of.board.id)
    if kept is not None:
        reply.blocks.append(context(f"{age(kept.card_as_of(card.id), now)} · only you see this"))
    return reply
