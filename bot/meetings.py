"""What the channel hears besides cards: once what the first look found, weekly the agenda."""

import logging
import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy import Engine

from bot.boards import Boards, Clock
from bot.meeting_book import MeetingBook
from bot.meeting_room import MeetingRoom
from bot.slack.agenda_view import Extras, agenda_message, cancelled_message
from bot.slack.meeting_canvas import MeetingCanvas
from bot.slack.meeting_view import Around, draft_buttons, meeting_message
from bot.slack.speaking.kinds import AGENDA, GREETING, Kind
from bot.slack.speaking.speaker import Held, Speaker
from bot.slack.speaking.speaker import Said as ToldAt
from bot.slack.text import bullets, context, escape, link, section
from protocol.check import by_card, check_board
from protocol.meeting import planned_on
from protocol.meeting_changes import Coming, is_due
from protocol.minutes import minutes_of
from protocol.render.agenda_markdown import agenda_markdown
from protocol.render.minutes_markdown import minutes_markdown
from protocol.words import count_of
from storage.memory import Said, claim, forget_said, give_up_claim, keep_said, said

log = logging.getLogger(__name__)

_MOST_CARDS = 5
_EVENT_TYPE = "cardkeeper_meeting"
_CLAIM_LASTS = timedelta(minutes=2)  # then whoever had it has died: it is looked for, and posted
_KEPT_UP = timedelta(hours=36)  # so long after its opening a meeting may still change
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
        room: MeetingRoom | None = None,
        link_to: Callable[[str, date], str] = lambda _board_id, _day: "",
    ) -> None:
        self._room = room
        self._link_to = link_to
        self._canvas = MeetingCanvas(engine, client, clock) if client is not None else None
        self._turn = threading.RLock()  # of two changes at once, the later one is shown last
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
        held = {each.day for each in self._room.past(board_id)[:2]} if self._room else set()
        if coming.day in held:
            return
        self._book.name_facilitator(coming.day)
        message = self._draft(board_id, coming)
        self._take_over_draft(board_id, coming.day)
        self._post_agenda(board_id, coming.day, message, coming.when)
        if self._room is not None and self._room.version(board_id, coming.day):
            self.refresh(board_id, coming.day)  # it was opened while its draft was on the way

    def refresh(self, board_id: str, day: date) -> None:
        """Bring the message of a meeting up to date, whoever has changed it where; one that has
        not been posted is, once the meeting is opened. What fails is done again later."""
        if self._room is None or self._client is None or not self._agenda_channel:
            return
        try:
            with self._turn:
                state = self._room.state(board_id, day)
                if state.opened_at is None:
                    self.prepare(board_id)
                    return
                remark = ""
                if state.stage == "closed" or state.version == 1:  # not with every click
                    remark = self._keep_canvas(board_id, minutes_markdown(minutes_of(state)))
                around = Around(self._mention, self._link_to(board_id, day), remark)
                message = meeting_message(state, around)
                self._take_over_draft(board_id, day)
                self._post_agenda(board_id, day, message, self._clock())
        except (SlackApiError, OSError) as error:
            log.warning("The message of the meeting of %s is not up to date: %s", day, error)

    def keep_up(self, board_id: str) -> None:
        """Bring the messages of the latest meetings up to date: of what a crash has stopped."""
        since = self._clock() - _KEPT_UP
        for held in self._room.past(board_id)[:2] if self._room else ():
            if held.opened_at >= since:
                self.refresh(board_id, held.day)

    def permalink(self, board_id: str, day: date) -> str:
        """The address of the meeting's message; empty when there is none."""
        known = said(self._engine, self._agenda_channel, _subject(board_id, day))
        if self._client is None or known is None or not known.reference:
            return ""
        try:
            answer = self._client.chat_getPermalink(
                channel=self._agenda_channel, message_ts=known.reference
            )
        except SlackApiError as error:
            log.warning("The meeting's message has no address: %s", error.response["error"])
            return ""
        return str(answer["permalink"])

    def _draft(self, board_id: str, coming: Coming) -> dict[str, Any]:
        agreement = self._boards.agreement
        of = self._boards.kept(board_id)
        names = agreement.slack.name_untied and of is not None
        not_tied = self._book.not_tied(of.board, coming) if names and of is not None else ()
        agenda = self._book.agenda(board_id, coming.day)
        buttons = None
        if self._room is not None:
            soon = coming.when - self._clock() <= timedelta(hours=24)
            buttons = draft_buttons(board_id, coming.day.isoformat(), may_open=soon)
        name = self._book.facilitator(coming.day)
        remark = self._keep_canvas(board_id, agenda_markdown(agenda))
        extras = Extras(
            coming=coming, not_tied=not_tied, facilitator=self._mention(name) if name else "",
            buttons=buttons, remark=remark,
        )  # fmt: skip
        return agenda_message(agenda, coming.when, extras)

    def _mention(self, name: str) -> str:
        person = self._boards.agreement.people.get(name)
        return f"<@{person.slack}>" if person is not None and person.slack else escape(name)

    def _keep_canvas(self, board_id: str, markdown: str) -> str:
        if self._canvas is None or not self._boards.agreement.meeting.canvas:
            return ""
        of = self._boards.kept(board_id)
        title = f"Weekly meeting of {of.board.name}" if of is not None else "Weekly meeting"
        return self._canvas.keep(board_id, self._agenda_channel, title, markdown)

    def _take_over_draft(self, board_id: str, day: date) -> None:
        """When the agreement has moved the series to another weekday, the draft that is posted
        already becomes the new day's: never a second post for one week."""
        channel, subject = self._agenda_channel, _subject(board_id, day)
        if said(self._engine, channel, subject) is not None:
            return
        for apart in (*range(-6, 0), *range(1, 7)):
            other = day + timedelta(days=apart)
            known = said(self._engine, channel, _subject(board_id, other))
            if known is None or not known.reference or self._is_held(board_id, other):
                continue
            self._keep(channel, subject, known.reference, "", self._clock())
            forget_said(self._engine, channel, known.subject)
            return

    def _is_held(self, board_id: str, day: date) -> bool:
        past = self._room.past(board_id) if self._room else ()
        return any(held.day == day for held in past)

    def say(self, kind: Kind, subject: str, message: dict[str, Any], at_latest: datetime) -> None:
        """Say something to the team's channel once; in the team's hours, and at `at_latest` in
        any."""
        if self._client is not None and self._channel:
            self._post(self._channel, kind, subject, message, at_latest=at_latest)

    def _post_agenda(
        self, board_id: str, day: date, message: dict[str, Any], meeting: datetime
    ) -> None:
        subject = _subject(board_id, day)
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


def _subject(board_id: str, day: date) -> str:
    return f"agenda:{board_id}:{day.isoformat()}"


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
