"""Dialogs and shortcuts: one file each; these are the explicit registries."""

from bot.slack.modals import exempt, link, new_card
from bot.slack.modals.shape import Modal
from bot.slack.shortcuts import Shortcut

MODALS: tuple[Modal, ...] = (new_card.MODAL, exempt.MODAL, link.MODAL)
SHORTCUTS: tuple[Shortcut, ...] = (new_card.SHORTCUT,)
