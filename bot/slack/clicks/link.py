"""The buttons on a link: what can be done to it in its own system, after a question."""

from bot.slack.clicks.shape import Answer, Button, Click
from bot.slack.commands.shape import plain
from bot.slack.run_view import DEEDS
from bot.slack.text import escape, link


def _do(click: Click) -> Answer:
    key, _, url = click.value.partition("|")
    done = click.tools.deeds.do(click.asker, url, key)
    where = f" {link(done.url, 'Look at it')}" if done.url else ""
    return plain(f"{escape(done.says)}{where}")


BUTTONS = tuple(Button(action, _do) for action in DEEDS)
