"""The team's channel: at most one message per card, changed in place, struck through at the end."""

import logging
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.slack.card_message import card_message, closed_message
from protocol.decide import Notice

log = logging.getLogger(__name__)

EVENT_TYPE = "cardkeeper_card"  # of the metadata by which a message is found again


class SlackChannel:
    """One channel. Slack's own errors pass outward: the look that caused them is tried again."""

    def __init__(self, client: WebClient, channel_id: str) -> None:
        self._client = client
        self.channel_id = channel_id

    def post(self, subject: str, notice: Notice) -> str:
        """Post a card's message; its ts."""
        answer = self._client.chat_postMessage(
            channel=self.channel_id,
            unfurl_links=False,
            unfurl_media=False,
            metadata={"event_type": EVENT_TYPE, "event_payload": {"subject": subject}},
            **card_message(subject, notice),
        )
        return str(answer["ts"])

    def change(self, reference: str, subject: str, notice: Notice) -> None:
        """Change a card's message in place; one that a person deleted stays deleted."""
        self._update(reference, card_message(subject, notice))

    def close(self, reference: str, notice: Notice) -> None:
        """Strike a card's message through."""
        self._update(reference, closed_message(notice))

    def find(self, subject: str) -> str | None:
        """The ts of a message on this subject among the channel's latest hundred.

        Asked only after a crash or a lost answer; needs the scope `channels:history`.
        """
        answer = self._client.conversations_history(
            channel=self.channel_id, limit=100, include_all_metadata=True
        )
        for message in answer.get("messages") or []:
            metadata: dict[str, Any] = message.get("metadata") or {}
            payload = metadata.get("event_payload") or {}
            if metadata.get("event_type") == EVENT_TYPE and payload.get("subject") == subject:
                return str(message["ts"])
        return None

    def _update(self, reference: str, content: dict[str, Any]) -> None:
        try:
            self._client.chat_update(channel=self.channel_id, ts=reference, **content)
        except SlackApiError as error:
            if error.response.get("error") != "message_not_found":
                raise
            log.info("The message %s was deleted by a person; it stays deleted.", reference)
