"""Socket Mode: Slack reaches the bot over a connection that the bot opens; no inbound port."""

import logging

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler

log = logging.getLogger(__name__)


class Sockets:
    """One connection; slack_sdk opens it anew when Slack closes it."""

    def __init__(self, app: App, app_token: str) -> None:
        self._handler = SocketModeHandler(app, app_token)

    def start(self) -> None:
        """Connect without blocking."""
        self._handler.client.connect()

    def stop(self) -> None:
        """Close the connection."""
        self._handler.client.close()

    @property
    def is_connected(self) -> bool:
        """Whether Slack can reach the bot now."""
        return bool(self._handler.client.is_connected())
