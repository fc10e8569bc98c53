"""The daily digests and what needs somebody now: sent when due, kept up to date in place."""

import logging
from collections.abc import Iterable
from datetime import timedelta

import msgspec
from slack_sdk.errors import SlackApiError
from sqlalchemy import Engine

from bot.boards import Boards, Clock
from bot.slack.speaking.attention import Attention
from bot.slack.speaking.digest_view import digest_message, news_message
from bot.slack.speaking.kinds import DIGEST, NEEDS_YOU
from bot.slack.speaking.listeners import Listener, Listeners
from bot.slack.speaking.speaker import Held, Said, Speaker
from protocol.digest import Digest, News, brought_up_to_date, digest_for
from protocol.quiet import Dnd, silence
from storage import attention as stored
from storage import speaking
from storage.speaking import Spoken

log = logging.getLogger(__name__)

KEPT_UP_FOR = timedelta(days=4)  # an older digest stays as it is


class Digests:
    """Decides who hears what now; each method can be called as often as one likes."""

    def __init__(
        self,
        engine: Engine,
        boards: Boards,
        listeners: Listeners,
        speaker: Speaker,
        clock: Clock,
    ) -> None:
        self._engine = engine
        self._boards = boards
        self._listeners = listeners
        self._speaker = speaker
        self._clock = clock

    def run(self) -> None:
        """One round: digests that are due, then what needs somebody now, then what has changed."""
        attention = Attention(self._engine, self._boards, self._clock)
        everyone = self._listeners.everyone()
        awake = [each for each in everyone if silence(each.hours, attention.now) is None]
        dnd = self._listeners.dnd(each.slack_id for each in awake)
        for listener in everyone:
            try:
                self._round(listener, attention, dnd.get(listener.slack_id))
            except SlackApiError as error:  # one person's failure never stops the others
                log.warning("%s could not be told: %s", listener.name, error.response["error"])
        self.refresh(attention)

    def send_now(self, slack_id: str, subject: str) -> Digest | None:
        """What a person has just asked for: all that is new, else all that is open."""
        listener = self._listeners.find(slack_id)
        if listener is None:
            return None
        attention = Attention(self._engine, self._boards, self._clock)
        attention.tidy(listener)
        digest = self._digest(listener, attention) or self._digest(listener, attention, told={})
        if digest is None:
            return None
        content = msgspec.json.encode(digest).decode()
        said = self._speaker.answer(listener, DIGEST, subject, digest_message(digest), content)
        if isinstance(said, Said):
            self._keep_told(listener, digest)
        return digest

    def refresh(self, attention: Attention, only: str = "") -> None:
        """Bring the digests of the last days in line with what is so; `only` one person's."""
        since = attention.now - KEPT_UP_FOR
        rows = speaking.open_messages(self._engine, DIGEST.name, since)
        everyone = {each.slack_id: each for each in self._listeners.everyone()} if rows else {}
        for row in rows:
            listener = everyone.get(row.place)
            if listener is None or (only and row.place != only):
                continue
            try:
                self._refresh(row, listener, attention)
            except SlackApiError as error:
                log.warning("A digest cannot be changed: %s", error.response["error"])

    def _round(self, listener: Listener, attention: Attention, dnd: Dnd | None) -> None:
        if self._is_due(listener, attention):
            reason = self._speaker.may_tell(listener, DIGEST, dnd)
            if not reason:
                self._send(listener, attention, dnd)
            elif reason != "said today":
                self._speaker.hold_back(listener, DIGEST, reason)
        if listener.preferences.real_time:
            self._tell_news(listener, attention, dnd)

    def _is_due(self, listener: Listener, attention: Attention) -> bool:
        """Whether this person's hour has come on this working day, and nothing was said yet."""
        hours, now = listener.hours, attention.now
        if silence(hours, now) is not None:
            return False
        return now >= hours.moment(hours.day(now), listener.digest_at)

    def _send(self, listener: Listener, attention: Attention, dnd: Dnd | None) -> None:
        attention.tidy(listener)
        digest = self._digest(listener, attention)
        if digest is None:
            self._speaker.nothing_to_say(listener, DIGEST)
            return
        said = self._speaker.tell(
            listener, DIGEST, "", digest_message(digest),
            content=msgspec.json.encode(digest).decode(), dnd=dnd,
        )  # fmt: skip
        if isinstance(said, Said):
            self._keep_told(listener, digest)

    def _digest(
        self, listener: Listener, attention: Attention, told: dict[str, str] | None = None
    ) -> Digest | None:
        if told is None:
            told = stored.told_to(self._engine, listener.slack_id)
        news = attention.news(listener, told)
        spoken_of = {item.point for item in news}
        points = [p for p in attention.points(listener) if p.key not in spoken_of]
        return digest_for(points, news, told, attention.put_away(listener), attention.now)

    def _tell_news(self, listener: Listener, attention: Attention, dnd: Dnd | None) -> None:
        if not attention.news(listener, {}):
            return
        told = stored.told_to(self._engine, listener.slack_id)
        put_away = attention.put_away(listener)
        for item in attention.news(listener, told):
            if item.point in put_away:
                continue
            thread = self._thread(listener, attention)
            said = self._speaker.tell(
                listener, NEEDS_YOU, item.key, news_message(item),
                dnd=dnd, urgent=item.urgent and f"label '{item.urgent}'", thread=thread,
            )  # fmt: skip
            if isinstance(said, Held) and said.reason != "said already":
                return  # the next round, or the next digest, tells it
            self._keep_news(listener, (item,))

    def _thread(self, listener: Listener, attention: Attention) -> str:
        """The day's digest, for who wants what comes later under it."""
        if not listener.preferences.threads:
            return ""
        day = listener.hours.day(attention.now)
        sent = speaking.spoken_on(self._engine, listener.slack_id, day, DIGEST.name)
        return next((row.ts for row in sent if row.ts), "")

    def _keep_told(self, listener: Listener, digest: Digest) -> None:
        points = [(point.key, point.facts) for point in digest.points]
        stored.keep_told(self._engine, listener.slack_id, points, self._clock())
        self._keep_news(listener, digest.news)

    def _keep_news(self, listener: Listener, news: Iterable[News]) -> None:
        told = [(item.key, "") for item in news]
        told += [(item.point, item.facts) for item in news if item.point]
        stored.keep_told(self._engine, listener.slack_id, told, self._clock())

    def _refresh(self, row: Spoken, listener: Listener, attention: Attention) -> None:
        before = msgspec.json.decode(row.content, type=Digest)
        after = brought_up_to_date(
            before, attention.points(listener), attention.put_away(listener), attention.now
        )
        if after == before:
            return
        self._speaker.change(Said(row.channel, row.ts), DIGEST, digest_message(after))
        content = msgspec.json.encode(after).decode()
        speaking.keep_content(self._engine, row.key, content, closed=after.is_settled)
