"""Socket Mode: Slack reaches the bot over a connection that the bot opens; no inbound port."""

import logging
import socket
import time
from contextlib import suppress

import msgspec
from slack_bolt import BoltRequest
from slack_bolt.adapter.socket_mode.base_handler import BaseSocketModeHandler
from slack_bolt.adapter.socket_mode.internals import run_bolt_app, send_response
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.slack.reception import Reception

log = logging.getLogger(__name__)

# Bytes; each reading waits for its turn while the bot works, and twenty commands have 20,000.
_RECEIVED_AT_ONCE = 65_536
_PING_S = 10  # as Bolt's own handler does
_COMMAND = '"slash_commands"'


class Sockets:
    """One connection; slack_sdk opens it anew when Slack closes it."""

    def __init__(self, reception: Reception, app_token: str) -> None:
        self._handler = _Handler(reception, app_token)

    def start(self) -> None:
        """Connect without blocking."""
        self._handler.client.connect()

    def stop(self) -> None:
        """Close the connection."""
        hang_up(self._handler.client)

    @property
    def is_connected(self) -> bool:
        """Whether Slack can reach the bot now."""
        return bool(self._handler.client.is_connected())


class _Client(SocketModeClient):
    """Slack's own, which thanks for some things where they come in, before any other thread has to
    take its turn."""

    reception: Reception | None = None

    def enqueue_message(self, message: str) -> None:
        """Whatever Slack sends comes by here first."""
        told, reception = _command_in(message), self.reception
        if told is None or reception is None or not reception.is_thanked_at_once(told.payload):
            super().enqueue_message(message)
            return
        self.send_socket_mode_response(SocketModeResponse(envelope_id=told.envelope_id))
        reception.read_later(BoltRequest(mode="socket_mode", body=told.payload))


def _command_in(message: str) -> SocketModeRequest | None:
    """The command that Slack tells of, if that is what the message is."""
    if _COMMAND not in message:
        return None
    try:
        told = SocketModeRequest.from_dict(msgspec.json.decode(message))
    except (msgspec.DecodeError, AttributeError):  # what it is, the client itself finds out
        return None
    return told if told is not None and isinstance(told.payload, dict) else None


class _Handler(BaseSocketModeHandler):
    """Bolt's own, with that client."""

    client: _Client

    def __init__(self, reception: Reception, app_token: str) -> None:
        self.app = reception.app
        self.client = _Client(
            app_token=app_token, logger=self.app.logger, web_client=self.app.client,
            proxy=self.app.client.proxy, ping_interval=_PING_S,
            receive_buffer_size=_RECEIVED_AT_ONCE,
        )  # fmt: skip
        self.client.reception = reception
        self.client.socket_mode_request_listeners.append(self.handle)

    def handle(self, client: BaseSocketModeClient, req: SocketModeRequest) -> None:
        began = time.time()
        send_response(client, req, run_bolt_app(self.app, req), began)


def hang_up(client: SocketModeClient) -> None:
    """Close the connection at once: the client alone waits up to three seconds for its reader, and
    one more for a message that could still come."""
    client.auto_reconnect_enabled = False
    client.closed = True  # before it is woken, else it waits for the next message
    client.message_queue.put(None)
    client.current_session_state.terminated = True
    connection = client.current_session.sock if client.current_session is not None else None
    if connection is not None:
        with suppress(OSError):  # Slack has closed it
            connection.shutdown(socket.SHUT_RDWR)
    client.close()
