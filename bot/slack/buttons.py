"""Every button and select that the app answers; this is the explicit registry."""

from bot.slack.clicks import card, link, people, protocol, workload
from bot.slack.clicks.shape import Button
from bot.slack.modals import new_card

BUTTONS: tuple[Button, ...] = (
    *card.BUTTONS,
    *link.BUTTONS,
    *new_card.BUTTONS,
    *people.BUTTONS,
    *workload.BUTTONS,
    *protocol.BUTTONS,
)
