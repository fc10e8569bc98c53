"""The buttons that tie somebody in Slack to a member on Trello, and take that back."""

from bot.card_actions import NotDone
from bot.slack.clicks.shape import Answer, Button, Click, Replaced
from bot.slack.commands.card_me import TIE_CHOICE, TIE_NAME, UNTIE
from bot.slack.commands.shape import plain
from bot.slack.text import escape


def _by_name(click: Click) -> Answer:
    """The member who is called as the presser is in Slack: what was proposed to them."""
    proposed = click.tools.roster.proposed(click.place.user_id)
    if proposed is None or proposed.trello != click.value:
        raise NotDone("Somebody else is tied to that member now. `/card me` shows who is free.")
    return _tie(click, "name")


def _by_choice(click: Click) -> Answer:
    return _tie(click, "choice")


def _tie(click: Click, how: str) -> Answer:
    slack_id = click.place.user_id
    if click.desk.asker(slack_id) is not None and not click.tools.roster.tied_to(slack_id):
        raise NotDone("The agreement says who you are already; `/card me` shows it.")
    if not click.tools.roster.tie(slack_id, click.value, how):
        raise NotDone("Somebody is tied to that member already. `/card me` shows who is free.")
    asker = click.desk.asker(slack_id)
    if asker is None:
        raise NotDone("That member is on no board any more.")
    text = f"You are *{escape(asker.name)}* (@{escape(asker.trello)}) on Trello from now on."
    return Replaced(plain(text, "`/card mine` shows your cards. The team's leads are told."))


def _undo(click: Click) -> Answer:
    """A lead takes a tie back, or the one who made it does."""
    if click.value != click.place.user_id and not (click.asker.lead or click.asker.admin):
        raise NotDone("Only a lead of the team can take that back.")
    if not click.tools.roster.untie(click.value):
        return Replaced(plain("That was taken back already."))
    return Replaced(
        plain(f"Taken back: <@{click.value}> is not tied to a member on Trello any more.")
    )


BUTTONS = (
    Button(TIE_NAME, _by_name, for_strangers=True),
    Button(TIE_CHOICE, _by_choice, for_strangers=True),
    Button(UNTIE, _undo),
)
