"""Socket Mode: Slack reaches the bot over a connection that the bot opens; no inbound port."""

import logging
import socket
from contextlib import suppress

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
        hang_up(self._handler)

    @property
    def is_connected(self) -> bool:
        """Whether Slack can reach the bot now."""
        return bool(self._handler.client.is_connected())


def hang_up(handler: SocketModeHandler) -> None:
    """Close the connection at once: the client alone waits up to three seconds for its reader, and
    one more for a message that could still come."""
    client = handler.client
    client.auto_reconnect_enabled = False
    client.closed = True  # before it is woken, else it waits for the next message
    client.message_queue.put(None)
    client.current_session_state.terminated = True
    connection = client.current_session.sock if client.current_session is not None else None
    if connection is not None:
        with suppress(OSError):  # Slack has closed it
            connection.shutdown(socket.SHUT_RDWR)
    client.close()
