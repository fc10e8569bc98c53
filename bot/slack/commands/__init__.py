"""Slash commands: one file each, all of one shape; this is the explicit registry."""

from bot.slack.commands import agenda, card, protocol, workload
from bot.slack.commands.shape import Command

COMMANDS: tuple[Command, ...] = (
    card.COMMAND,
    workload.COMMAND,
    agenda.COMMAND,
    protocol.COMMAND,
)
