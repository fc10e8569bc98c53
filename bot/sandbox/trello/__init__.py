"""A stand-in for Trello that speaks its wire format, for a first run and for tests."""

from bot.sandbox.trello.app import TrelloStandIn
from bot.sandbox.trello.faults import Faults

__all__ = ["Faults", "TrelloStandIn"]
