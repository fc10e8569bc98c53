"""What the channel hears besides cards: once what the first look found, weekly the agenda."""

import logging
from datetime import datetime
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy import Engine

from bot.boards import Boards, Clock
from bot.slack.agenda_view import agenda_message
from bot.slack.text import bullets, context, escape, link, section
from protocol.agenda import agenda
from protocol.check import by_card, check_board
from protocol.meeting import is_to_prepare, meeting_before
from protocol.words import count_of
from storage.memory import Said, keep_said, said

log = logging.getLogger(__name__)

_MOST_CARDS = 5
_EVENT_TYPE = "cardkeeper_meeting"


class Meetings:
    """Posts to the team's channel; without one it does nothing."""

    def __init__(
        self, engine: Engine, boards: Boards, client: WebClient | None, channel: str, clock: Clock
    ) -> None:
        self._engine = engine
        self._boards = boards
        self._client = client
        self._channel = channel
        self._clock = clock

    def greet(self, board_id: str) -> None:
        """Say once what the first look at a board found, so that twenty cards make one message."""
        of = self._boards.context(board_id)
        if of is None or self._client is None or not self._channel:
            return
        report = check_board(of)
        cards = [(card_id, found) for card_id, found in by_card(report.findings) if card_id]
        lines = [
            f"{link(found[0].card_url, found[0].card)}: {escape(found[0].sentence)}"
            for _, found in sorted(cards, key=lambda entry: -len(entry[1]))
        ]
        name = link(of.board.url, of.board.name)
        text = (
            f"I keep {name} now. {count_of(len(cards), 'card')} of {report.cards} "
            f"{'has' if len(cards) == 1 else 'have'} something to settle; each carries one comment "
            "that says what, and goes when it is settled."
        )
        self._post(
            f"greeting:{board_id}",
            {
                "text": text,
                "blocks": [
                    section(text),
                    *([section(bullets(lines, _MOST_CARDS))] if lines else []),
                    context("Said once. `/card mine` shows what is yours, `/workload` the team."),
                ],
            },
        )

    def prepare(self, board_id: str) -> None:
        """Post the agenda of the coming meeting when it is due, once; bring it up to date later."""
        now = self._clock()
        meeting = is_to_prepare(self._boards.agreement, now)
        of = self._boards.context(board_id)
        if meeting is None or of is None or self._client is None or not self._channel:
            return
        since = meeting_before(self._boards.agreement, meeting)
        message = agenda_message(agenda(of, since), meeting)
        self._post(f"agenda:{board_id}:{meeting.date().isoformat()}", message)

    def _post(self, subject: str, message: dict[str, Any]) -> None:
        """Post, or change in place what was posted on this subject before."""
        assert self._client is not None
        known = said(self._engine, self._channel, subject)
        if known is not None and known.text == repr(message):
            return
        reference = known.reference if known else self._found(subject)
        if reference:
            self._client.chat_update(channel=self._channel, ts=reference, **message)
        else:
            answer = self._client.chat_postMessage(
                channel=self._channel,
                unfurl_links=False,
                metadata={"event_type": _EVENT_TYPE, "event_payload": {"subject": subject}},
                **message,
            )
            reference = str(answer["ts"])
        self._keep(subject, reference, repr(message), self._clock())

    def _found(self, subject: str) -> str | None:
        """A message posted just before a crash and not remembered."""
        assert self._client is not None
        try:
            answer = self._client.conversations_history(
                channel=self._channel, limit=30, include_all_metadata=True
            )
        except SlackApiError as error:
            log.warning("The channel's latest messages cannot be read: %s", error.response["error"])
            return None
        for message in answer.get("messages") or []:
            metadata = message.get("metadata") or {}
            payload = metadata.get("event_payload") or {}
            if metadata.get("event_type") == _EVENT_TYPE and payload.get("subject") == subject:
                return str(message["ts"])
        return None

    def _keep(self, subject: str, reference: str, text: str, now: datetime) -> None:
        keep_said(
            self._engine,
            Said(
                place=self._channel, subject=subject, reference=reference, text=text, since=now,
                board_id="",
            ),
        )  # fmt: skip
