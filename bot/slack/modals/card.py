"""What follows a dialog about one card: the message that it came from shows the card as it is."""

from bot.card_actions import Asked
from bot.slack.card_reply import card_reply
from bot.slack.commands.shape import plain
from bot.slack.modals.shape import Submission, answer_to
from bot.slack.text import escape


def follow_up(said: Submission, asked: Asked, says: str) -> None:
    """Show the card as it is now in place of the message, with what was said on top."""
    reply = plain(escape(says))
    for kept in said.desk.boards_of(said.asker):
        card = kept.board.find_card(asked.card_id) if kept.board.id == asked.board_id else None
        if card is not None:
            of = said.desk.context(kept)
            reply = card_reply(said.tools, said.asker, of, card, said.now, says)
    answer_to(said.tools, said.place, said.notes.get("url", ""), reply, replace=True)
