"""A small board on the stand-in, and the team's card kept on it at a clock that tests move."""

from tests.bot.trello.conftest import ada, gateway, http_for, server, stand_in

__all__ = ["ada", "gateway", "http_for", "server", "stand_in"]
