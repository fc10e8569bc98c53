"""The one gate for everything that nobody asked for: switches, hours, budgets, pace, once only.

What is held back is counted with the reason. A message is claimed in the database before it is
sent, so that a restart, or two processes, say it once.
"""

import logging
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from datetime import time as wall_time
from typing import Any
from urllib.error import URLError
from zoneinfo import ZoneInfo

from msgspec import Struct
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy import Engine

from bot.boards import Boards, Clock
from bot.counts import HELD_BACK, SENT
from bot.slack.commands.shape import with_prefix
from bot.slack.speaking.kinds import CARD, CARD_THREAD, KINDS_BY_NAME, Kind
from bot.slack.speaking.listeners import Listener
from bot.slack.speaking.reason import with_why
from protocol.agreement import Agreement, SlackTerms
from protocol.preferences import WORKING_WEEK
from protocol.quiet import Dnd, Hours, Window, silence
from storage import speaking
from storage.speaking import HeldBack, Spoken

log = logging.getLogger(__name__)

PACE = timedelta(seconds=1)  # per channel (facts: chat.postMessage 1/s per channel)
MOST_AT_ONCE = 5  # messages of "needs you now" per person and working day
UNCERTAIN_AFTER = timedelta(minutes=10)  # a claim that nobody has ended by then is looked into
EVENT_TYPE = "cardkeeper_told"
ASKED = "asked:"  # what the key of a message begins with that the person asked for
OF_CARDS = (CARD, CARD_THREAD)  # share one budget of a channel
_TEAM_HOURS = Window(wall_time(8), wall_time(19))

Message = dict[str, Any]


class Said(Struct, frozen=True):
    """Where a message is."""

    channel: str
    ts: str


class Held(Struct, frozen=True):
    """A message that was not said, and why."""

    reason: str


class Speaker:
    """Says things, or holds them back. Slack's own errors pass outward: try again later."""

    def __init__(
        self,
        engine: Engine,
        client: WebClient,
        boards: Boards,
        clock: Clock,
        wait: Callable[[float], object] = time.sleep,
        prefix: str = "",
    ) -> None:
        self.engine = self._engine = engine
        self._client = client
        self._boards = boards
        self.clock = self._clock = clock
        self._wait = wait
        self._prefix = prefix  # of the commands that messages name

    @property
    def terms(self) -> SlackTerms:
        """What the team wants to hear in Slack."""
        return self._boards.agreement.slack

    def may_tell(
        self, listener: Listener, kind: Kind, dnd: Dnd | None = None, urgent: str = ""
    ) -> str:
        """Why this kind may not be said to this person now; empty when it may."""
        now = self._clock()
        if not kind.is_on(self._boards.agreement.slack):
            return "switched off"
        quiet = silence(listener.hours, now, dnd, urgent=bool(urgent))
        if quiet is not None:
            return quiet
        day = listener.hours.day(now)
        if kind.is_daily:
            known = speaking.spoken(self._engine, _day_key(listener, day))
            return "said today" if known is not None and not self._is_uncertain(known) else ""
        told = speaking.spoken_on(self._engine, listener.slack_id, day, kind.name)
        return "budget" if len(told) >= MOST_AT_ONCE else ""

    def tell(
        self,
        listener: Listener,
        kind: Kind,
        subject: str,
        message: Message,
        *,
        content: str = "",
        dnd: Dnd | None = None,
        urgent: str = "",
        thread: str = "",
    ) -> Said | Held:
        """Say something to a person, once per subject; what is daily, once per working day."""
        reason = self.may_tell(listener, kind, dnd, urgent)
        if reason:
            return self.hold_back(listener, kind, reason, subject)
        now = self._clock()
        day = listener.hours.day(now)
        own_key = f"{kind.name}:{listener.slack_id}:{subject}"
        key = _day_key(listener, day) if kind.is_daily else own_key
        overruled = silence(listener.hours, now, dnd) if urgent else None
        row = Spoken(
            key=key, kind=kind.name, place=listener.slack_id, day=day, subject=subject,
            content=content, claimed_at=now,
            urgent=f"{urgent}, although: {overruled}" if overruled else "",
        )  # fmt: skip
        if overruled:
            log.warning("Urgent (%s): %s is told although: %s.", urgent, listener.name, overruled)
        found = self._claimed(row)
        if isinstance(found, Said | Held):
            return found
        return self._send(row, message, thread)

    def answer(
        self, listener: Listener, kind: Kind, subject: str, message: Message, content: str
    ) -> Said | Held:
        """Send what the person has just asked for: no hours, no budget; once per subject."""
        now = self._clock()
        row = Spoken(
            key=f"{ASKED}{kind.name}:{listener.slack_id}:{subject}", kind=kind.name,
            place=listener.slack_id, day=listener.hours.day(now), subject=subject,
            content=content, claimed_at=now,
        )  # fmt: skip
        if not speaking.claim(self._engine, row):
            return Held("said already")
        return self._send(row, message)

    def nothing_to_say(self, listener: Listener, kind: Kind) -> None:
        """The person's hour has come and there was nothing: the day is over for this kind."""
        now = self._clock()
        day = listener.hours.day(now)
        key = _day_key(listener, day)
        row = Spoken(
            key=key, kind=kind.name, place=listener.slack_id, day=day, claimed_at=now, sent_at=now,
            closed=True,
        )  # fmt: skip
        speaking.claim(self._engine, row)

    def post(
        self,
        channel: str,
        kind: Kind,
        subject: str,
        message: Message,
        *,
        event_type: str,
        at_latest: datetime | None = None,
        thread: str = "",
    ) -> Said | Held:
        """Say something in a channel. Whoever calls has made sure that it was not said before.

        What a person's doing has caused is said at once; with `at_latest`, what the clock has
        caused waits for the team's hours, but no longer than that.
        """
        terms = self._boards.agreement.slack
        now = self._clock()
        day = now.astimezone(ZoneInfo(self._boards.agreement.timezone)).date()
        if not kind.is_on(terms):
            return self._hold(channel, day, kind, "switched off", subject)
        if at_latest is not None and now < at_latest:
            quiet = silence(_team_hours(self._boards.agreement), now)
            if quiet is not None:
                return self._hold(channel, day, kind, quiet, subject)
        if kind in OF_CARDS:
            told = (speaking.spoken_on(self._engine, channel, day, k.name) for k in OF_CARDS)
            if sum(map(len, told)) >= terms.most_card_messages:
                return self._hold(channel, day, kind, "budget", subject)
        self._take_turn(channel)
        metadata = {"event_type": event_type, "event_payload": {"subject": subject}}
        answer = self._client.chat_postMessage(
            channel=channel, unfurl_links=False, unfurl_media=False, metadata=metadata,
            thread_ts=thread or None,
            **self._whole(message, kind),
        )  # fmt: skip
        said = Said(str(answer["channel"]), str(answer["ts"]))
        row = Spoken(
            key=f"{kind.name}:{said.channel}:{said.ts}", kind=kind.name, place=channel, day=day,
            subject=subject, channel=said.channel, ts=said.ts, claimed_at=now, sent_at=now,
            closed=True,
        )  # fmt: skip
        speaking.claim(self._engine, row)
        SENT.labels(kind.name).inc()
        return said

    def change(self, said: Said, kind: Kind, message: Message) -> None:
        """Change a message in place, which disturbs nobody; one that was deleted stays deleted."""
        try:
            self._client.chat_update(channel=said.channel, ts=said.ts, **self._whole(message, kind))
        except SlackApiError as error:
            if error.response.get("error") != "message_not_found":
                raise
            log.info("The message %s was deleted; it stays deleted.", said.ts)

    def _whole(self, message: Message, kind: Kind) -> Message:
        """The message with its question why, and the commands named as this workspace has them."""
        whole: Message = with_prefix(with_why(message, kind), self._prefix)
        return whole

    def hold_back(self, listener: Listener, kind: Kind, reason: str, subject: str = "") -> Held:
        """Count something that is not said to a person."""
        day = listener.hours.day(self._clock())
        return self._hold(listener.slack_id, day, kind, reason, subject)

    def _hold(self, place: str, day: date, kind: Kind, reason: str, subject: str) -> Held:
        HELD_BACK.labels(kind.name, reason).inc()
        speaking.hold_back(
            self._engine,
            HeldBack(
                place=place, day=day, kind=kind.name, reason=reason, subject=subject,
                first_at=self._clock(),
            ),
        )  # fmt: skip
        return Held(reason)

    def _claimed(self, row: Spoken) -> Said | Held | None:
        """None when the message is now ours to send."""
        if speaking.claim(self._engine, row):
            return None
        known = speaking.spoken(self._engine, row.key)
        if known is None or not self._is_uncertain(known):
            return Held("said already")
        if not speaking.take_over(self._engine, known, self._clock()):
            return Held("said already")
        try:
            found = self._found(row)
        except SlackApiError as error:  # rather said once too little than twice
            log.warning("The conversation cannot be read: %s", error.response["error"])
            return Held("said already")
        if found is None:
            return None
        speaking.sent(self._engine, row.key, self._clock(), channel=found.channel, ts=found.ts)
        return found

    def _is_uncertain(self, row: Spoken) -> bool:
        return row.sent_at is None and self._clock() - row.claimed_at >= UNCERTAIN_AFTER

    def _found(self, row: Spoken) -> Said | None:
        """A message that was sent, perhaps, by a process that ended before it could say so."""
        channel = str(self._client.conversations_open(users=row.place)["channel"]["id"])
        history = self._client.conversations_history(
            channel=channel, limit=50, include_all_metadata=True
        )
        for message in history.get("messages") or []:
            payload = (message.get("metadata") or {}).get("event_payload") or {}
            if payload.get("key") == row.key:
                return Said(channel, str(message["ts"]))
        return None

    def _send(self, row: Spoken, message: Message, thread: str = "") -> Said:
        self._take_turn(row.place)
        try:
            answer = self._client.chat_postMessage(
                channel=row.place, unfurl_links=False, unfurl_media=False,
                metadata={"event_type": EVENT_TYPE, "event_payload": {"key": row.key}},
                thread_ts=thread or None,
                **self._whole(message, KINDS_BY_NAME[row.kind]),
            )  # fmt: skip
        except (SlackApiError, ConnectionError, URLError) as error:
            if _was_surely_not_sent(error):
                speaking.give_up_claim(self._engine, row.key)
            raise
        said = Said(str(answer["channel"]), str(answer["ts"]))
        now = self._clock()
        speaking.sent(self._engine, row.key, now, channel=said.channel, ts=said.ts)
        SENT.labels(row.kind).inc()
        return said

    def _take_turn(self, channel: str) -> None:
        now = datetime.now(UTC)  # a pause is real time, whatever clock the rest goes by
        turn = speaking.take_turn(self._engine, channel, now, PACE)
        pause = (turn - now).total_seconds()
        if pause > 0:
            self._wait(pause)


def _team_hours(agreement: Agreement) -> Hours:
    """When a whole team may hear something that can wait: the wider hours of a working day."""
    return Hours(ZoneInfo(agreement.timezone), _TEAM_HOURS, frozenset(WORKING_WEEK))


def _day_key(listener: Listener, day: date) -> str:
    return f"daily:{listener.slack_id}:{day.isoformat()}"


def _was_surely_not_sent(error: Exception) -> bool:
    """Slack refused, or was not reached at all; after a lost answer nobody knows."""
    if isinstance(error, SlackApiError):
        return True
    reason = error.reason if isinstance(error, URLError) else error
    return isinstance(reason, ConnectionRefusedError)
