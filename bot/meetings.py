"""What the channel hears besides cards: once what the first look found, weekly the agenda."""

import logging
from datetime import date, datetime, timedelta
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy import Engine

from bot.boards import Boards, Clock
from bot.meeting_book import MeetingBook
from bot.slack.agenda_view import Extras, agenda_message, cancelled_message
from bot.slack.speaking.kinds import AGENDA, GREETING, Kind
from bot.slack.speaking.speaker import Held, Speaker
from bot.slack.speaking.speaker import Said as ToldAt
from bot.slack.text import bullets, context, escape, link, section
from protocol.agenda import agenda
from protocol.check import by_card, check_board
from protocol.meeting import meeting_before, planned_on
from protocol.meeting_changes import Coming, is_due
from protocol.words import count_of
from storage.memory import Said, claim, give_up_claim, keep_said, said
from storage.shadow import trial_counts

log = logging.getLogger(__name__)

_MOST_CARDS = 5
_EVENT_TYPE = "cardkeeper_meeting"
_CLAIM_LASTS = timedelta(minutes=2)  # then whoever had it has died: it is looked for, and posted
_BEFORE = timedelta(hours=1)  # so long before the meeting its agenda is there, whatever the hour


class Meetings:
    """Posts to the team's channel; without one it does nothing."""

    def __init__(
        self,
        engine: Engine,
        boards: Boards,
        client: WebClient | None,
        channel: str,
        clock: Clock,
        speaker: Speaker | None,
        book: MeetingBook,
        agenda_channel: str = "",
    ) -> None:
        self._agenda_channel = agenda_channel or channel
        self._book = book
        self._speaker = speaker
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
        ceiling = of.agreement.quiet.max_writes
        text = f"I keep {name} now. {_found_at_first(len(cards), report.cards, ceiling)}"
        self._post(
            self._channel,
            GREETING,
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
        now, agreement = self._clock(), self._boards.agreement
        of = self._boards.context(board_id)
        if of is None or self._client is None or not self._agenda_channel:
            return
        coming = self._book.coming(now)
        for change in coming.cancelled:
            planned = planned_on(agreement, change.planned)
            if is_due(agreement, Coming(planned, planned), now):
                message = cancelled_message(of.board.name, planned, change.who)
                self._post_agenda(board_id, change.planned, message, planned)
        if not is_due(agreement, coming, now):
            return
        since = meeting_before(agreement, coming.planned)
        counts = trial_counts(self._engine, board_id)
        names = agreement.slack.name_untied
        not_tied = self._book.not_tied(of.board, coming) if names else ()
        extras = Extras(self._book.topics(board_id, coming), coming, not_tied)
        message = agenda_message(agenda(of, since, trial=counts), coming.when, extras)
        self._post_agenda(board_id, coming.day, message, coming.when)

    def _post_agenda(
        self, board_id: str, day: date, message: dict[str, Any], meeting: datetime
    ) -> None:
        subject = f"agenda:{board_id}:{day.isoformat()}"
        self._post(self._agenda_channel, AGENDA, subject, message, at_latest=meeting - _BEFORE)

    def _post(
        self,
        channel: str,
        kind: Kind,
        subject: str,
        message: dict[str, Any],
        at_latest: datetime | None = None,
    ) -> None:
        """Post, or change in place what was posted on this subject before.

        With `at_latest` it waits for the team's hours, but no longer than that.
        """
        assert self._client is not None
        assert self._speaker is not None
        known = said(self._engine, channel, subject)
        if known is not None and known.text == repr(message):
            return
        if known is not None and known.reference:
            self._speaker.change(ToldAt(channel, known.reference), kind, message)
            self._keep(channel, subject, known.reference, repr(message), self._clock())
        elif claim(self._engine, channel, subject, self._clock(), _CLAIM_LASTS):
            self._post_first(channel, kind, subject, message, at_latest)

    def _post_first(
        self,
        channel: str,
        kind: Kind,
        subject: str,
        message: dict[str, Any],
        at_latest: datetime | None,
    ) -> None:
        """Post what is ours to post; when it cannot be posted now, the claim is given up."""
        assert self._speaker is not None
        reference = ""
        try:
            reference = self._found(channel, subject) or ""
            if reference:
                self._speaker.change(ToldAt(channel, reference), kind, message)
                return
            told = self._speaker.post(
                channel, kind, subject, message, event_type=_EVENT_TYPE, at_latest=at_latest
            )
            reference = "" if isinstance(told, Held) else told.ts
        finally:
            if reference:
                self._keep(channel, subject, reference, repr(message), self._clock())
            else:
                give_up_claim(self._engine, channel, subject)

    def _found(self, channel: str, subject: str) -> str | None:
        """A message posted just before a crash and not remembered."""
        assert self._client is not None
        try:
            answer = self._client.conversations_history(
                channel=channel, limit=30, include_all_metadata=True
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

    def _keep(self, channel: str, subject: str, reference: str, text: str, now: datetime) -> None:
        keep_said(
            self._engine,
            Said(
                place=channel, subject=subject, reference=reference, text=text, since=now,
                board_id="",
            ),
        )  # fmt: skip


def _found_at_first(cards: int, of_cards: int, ceiling: int) -> str:
    if not cards:
        return f"Nothing is to settle on its {count_of(of_cards, 'card')}."
    has = "has" if cards == 1 else "have"
    says = f"{cards} of its {count_of(of_cards, 'card')} {has} something to settle"
    if cards > ceiling:
        return (
            f"{says}. That is more than the {ceiling} that I may write at once, so I have written "
            "on none of them: set some rules to `shadow`, or raise `max_writes` in the agreement."
        )
    return f"{says}; each carries one comment that says what, and goes when it is settled."
