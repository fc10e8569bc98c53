"""All that people can use in Slack, in one place: commands, buttons, dialogs, shortcuts.

Adding one is one file and one line here.
"""

from bot.slack.clicks import card as card_buttons
from bot.slack.clicks import link as link_buttons
from bot.slack.clicks import meeting as meeting_buttons
from bot.slack.clicks import people as people_buttons
from bot.slack.clicks import protocol as protocol_buttons
from bot.slack.clicks import workload as workload_buttons
from bot.slack.clicks.shape import Button
from bot.slack.commands import agenda, card, protocol, workload
from bot.slack.commands.shape import Command
from bot.slack.modals import exempt, link, meeting, new_card, week_plan
from bot.slack.modals.shape import Modal
from bot.slack.shortcuts import Shortcut

COMMANDS: tuple[Command, ...] = (
    card.COMMAND,
    workload.COMMAND,
    agenda.COMMAND,
    protocol.COMMAND,
)

BUTTONS: tuple[Button, ...] = (
    *card_buttons.BUTTONS,
    *link_buttons.BUTTONS,
    *meeting_buttons.BUTTONS,
    *meeting.BUTTONS,
    *new_card.BUTTONS,
    *people_buttons.BUTTONS,
    *workload_buttons.BUTTONS,
    *protocol_buttons.BUTTONS,
)

MODALS: tuple[Modal, ...] = (
    new_card.MODAL,
    exempt.MODAL,
    link.MODAL,
    *meeting.MODALS,
    week_plan.MODAL,
)

SHORTCUTS: tuple[Shortcut, ...] = (new_card.SHORTCUT, meeting.SHORTCUT)
