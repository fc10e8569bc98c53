"""Socket Mode: Slack reaches the bot over a connection that the bot opens; no inbound port."""

import logging
import socket
from contextlib import suppress

from slack_bolt import BoltRequest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.slack.reception import Reception

log = logging.getLogger(__name__)


class Sockets:
    """One connection; slack_sdk opens it anew when Slack closes it."""

    def __init__(self, reception: Reception, app_token: str) -> None:
        self._handler = _Handler(reception, app_token)

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


class _Handler(SocketModeHandler):
    """Bolt's, which thanks for some things before they are read."""

    def __init__(self, reception: Reception, app_token: str) -> None:
        super().__init__(reception.app, app_token)
        self._reception = reception

    def handle(  # type: ignore[override]  # as Bolt's own does
        self, connection: SocketModeClient, req: SocketModeRequest
    ) -> None:
        if not self._reception.is_thanked_at_once(req.payload or {}):
            super().handle(connection, req)
            return
        connection.send_socket_mode_response(SocketModeResponse(envelope_id=req.envelope_id))
        self._reception.read_later(BoltRequest(mode="socket_mode", body=req.payload))


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
