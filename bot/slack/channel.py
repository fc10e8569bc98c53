"""The team's channel: at most one message per card, changed in place, struck through at the end."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from zlib import crc32

import msgspec
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.act import ChannelRefused, ChannelUnavailable
from bot.slack.card_message import CardPoint, card_message, closed_message, thread_message
from bot.slack.speaking.kinds import CARD, CARD_THREAD
from bot.slack.speaking.speaker import Held, Speaker
from protocol.decide import Because, Notice
from protocol.speech import says_the_same
from storage.acted import is_first
from storage.memory import said

log = logging.getLogger(__name__)

THREAD_EVENT_TYPE = "cardkeeper_card_thread"
EVENT_TYPE = "cardkeeper_card"  # of the metadata by which a message is found again
# What Slack will say again to the same message, whoever puts the workspace in order.
_REFUSALS = frozenset(
    {
        "cant_update_message", "edit_window_closed", "invalid_arguments", "invalid_blocks",
        "invalid_blocks_format", "invalid_metadata_format", "metadata_too_large",
        "msg_blocks_too_long", "msg_too_long", "no_text", "restricted_action",
    }
)  # fmt: skip


class SlackChannel:
    """One channel, as `bot.act` wants it. Slack's own errors end here: they carry the token."""

    def __init__(self, client: WebClient, channel_id: str, speaker: Speaker) -> None:
        self._client = client
        self._speaker = speaker
        self.channel_id = channel_id

    def post(self, subject: str, notice: Notice) -> str:
        """Post a card's message; its ts. What the gate holds back is refused for good: the card's
        comment says it, and the next change asks again."""
        message = card_message(subject, notice)
        with _translated():
            told = self._speaker.post(
                self.channel_id, CARD, subject, message, event_type=EVENT_TYPE
            )
        if isinstance(told, Held):
            raise ChannelRefused(f"held back: {told.reason}")
        return told.ts

    def change(self, reference: str, subject: str, notice: Notice) -> bool:
        """Change a card's message in place; False when a person has deleted it. Where the team
        wants threads, what is new is said below it as well."""
        known = said(self._speaker.engine, self.channel_id, subject)
        there = self._update(reference, card_message(subject, notice))
        if there and known is not None and known.reference == reference:
            self._say_below(reference, subject, notice, _new_points(known.text, notice))
        return there

    def close(self, reference: str, notice: Notice, because: Because) -> None:
        """Strike a card's message through, and say why."""
        self._update(reference, closed_message(notice, because))

    def find(self, subject: str) -> str | None:
        """The ts of the latest message on this subject among the channel's latest hundred.

        Asked only after a crash or a lost answer. Without the scope `channels:history` nothing is
        found: then a message may come twice rather than never.
        """
        try:
            answer = self._client.conversations_history(
                channel=self.channel_id, limit=100, include_all_metadata=True
            )
        except SlackApiError as error:
            if error.response.get("error") != "missing_scope":
                raise ChannelUnavailable(_reason(error)) from None
            log.warning("The channel's messages cannot be read: the scope channels:history lacks.")
            return None
        except (SlackClientError, OSError) as error:
            raise ChannelUnavailable(_reason(error)) from None
        for message in answer.get("messages") or []:
            metadata: dict[str, Any] = message.get("metadata") or {}
            payload = metadata.get("event_payload") or {}
            if metadata.get("event_type") == EVENT_TYPE and payload.get("subject") == subject:
                return str(message["ts"])
        return None

    def _say_below(
        self, reference: str, subject: str, notice: Notice, new: tuple[CardPoint, ...]
    ) -> None:
        """Once for the same points, also when a crash has this change made again."""
        if not new or not CARD_THREAD.is_on(self._speaker.terms):
            return
        mark = crc32(repr(new).encode())
        key = f"thread:{self.channel_id}:{reference}:{mark:08x}"
        if not is_first(self._speaker.engine, key, self._speaker.clock()):
            return
        message = thread_message(notice, new)
        with _translated():
            self._speaker.post(
                self.channel_id, CARD_THREAD, subject, message, event_type=THREAD_EVENT_TYPE,
                thread=reference,
            )  # fmt: skip

    def _update(self, reference: str, content: dict[str, Any]) -> bool:
        with _translated():
            try:
                self._client.chat_update(channel=self.channel_id, ts=reference, **content)
            except SlackApiError as error:
                if error.response.get("error") != "message_not_found":
                    raise
                log.info("The message %s was deleted by a person.", reference)
                return False
        return True


def _new_points(known: str, notice: Notice) -> tuple[CardPoint, ...]:
    """Points that the message did not tell before; days that passed make none new."""
    try:
        before = msgspec.json.decode(known, type=Notice).points
    except msgspec.DecodeError:  # remembered by another version, in other words
        return ()
    return tuple(
        point
        for point in notice.points
        if not any(old[0] == point[0] and says_the_same(old[1], point[1]) for old in before)
    )


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except SlackApiError as error:
        refused = error.response.get("error") in _REFUSALS
        kind = ChannelRefused if refused else ChannelUnavailable
        raise kind(_reason(error)) from None
    except (SlackClientError, OSError) as error:
        raise ChannelUnavailable(_reason(error)) from None


def _reason(error: Exception) -> str:
    """In a word, without what was sent."""
    if isinstance(error, SlackApiError):
        return f"Slack says {error.response.get('error') or error.response.status_code}"
    return f"Slack was not reached ({type(error).__name__})"
