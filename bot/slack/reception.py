"""Slash commands are acknowledged on arrival, over HTTP and over a socket; Bolt reads them after.

A command is always acknowledged with nothing but thanks, and Bolt hands it through three threads
before it gives them. Each has to wait for its turn while the bot works, so that the last of twenty
people who ask at the same moment would wait longer than anybody should. What is not a command of
ours, or waits for more than thanks (a dialog that is sent off), takes Bolt's way.
"""

import logging
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from slack_bolt import App, BoltRequest
from slack_sdk.signature import SignatureVerifier

log = logging.getLogger(__name__)

_READERS = 2  # few: they would take the processor from the thanks of others


class Reception:
    """Where Slack's requests come in. `commands` are those with a listener in the app, with their
    slash; `signing_secret` is needed where they come over HTTP."""

    def __init__(
        self, app: App, commands: Collection[str] = (), *, signing_secret: str = ""
    ) -> None:
        self.app = app
        self._commands = frozenset(commands)
        self._verifier = SignatureVerifier(signing_secret) if signing_secret else None
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="slack-heard")

    def is_thanked_at_once(self, told: Mapping[str, Any]) -> bool:
        """Whether thanks are all that Slack waits for."""
        return told.get("command") in self._commands

    def is_signed(self, body: bytes, timestamp: str, signature: str) -> bool:
        """Whether Slack sent this body within the last five minutes."""
        if self._verifier is None or not signature.isascii():
            return False
        return self._verifier.is_valid(body, timestamp, signature)

    def read_later(self, asked: BoltRequest) -> None:
        """Let Bolt read what was acknowledged already."""
        self._readers.submit(self._read, asked)

    def _read(self, asked: BoltRequest) -> None:
        try:
            self.app.dispatch(asked)
        except Exception:
            log.exception("A command was acknowledged and could not be read.")
