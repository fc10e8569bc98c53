"""The buttons on the agreement: its pages, and the page of one rule."""

from bot.card_actions import NotDone
from bot.slack.agreement_view import PAGE, RULE, agreement_page, rule_page
from bot.slack.clicks.shape import Answer, Button, Click, Replaced


def _page(click: Click) -> Answer:
    boards = click.desk.boards_of(click.asker)
    if not boards:
        raise NotDone("You are not a member of any board that I keep.")
    of = click.desk.context(boards[0])
    page = int(click.value) if click.value.isdigit() else 0
    return Replaced(agreement_page(of.agreement, of.board, page))


def _rule(click: Click) -> Answer:
    boards = click.desk.boards_of(click.asker)
    if not boards:
        raise NotDone("You are not a member of any board that I keep.")
    return Replaced(rule_page(click.desk.context(boards[0]).agreement, click.value))


BUTTONS = (
    *(Button(f"{PAGE}_{way}", _page) for way in ("back", "next", "all")),
    Button(RULE, _rule),
)
