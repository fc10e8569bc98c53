"""What only those who run Cardkeeper can put right is told to them, and to nobody else."""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from sqlalchemy import Engine

from bot.boards import Boards, Clock
from bot.slack.speaking.kinds import ALERT
from bot.slack.speaking.reason import with_why
from bot.slack.speaking.speaker import PACE
from bot.slack.text import context, entities, link, named, section
from protocol.agreement import Person
from protocol.preferences import hours_of
from protocol.quiet import silence
from protocol.words import count_of
from storage import effects as record
from storage import speaking
from storage.effects import EffectRow
from storage.preferences import preferences_of

log = logging.getLogger(__name__)


class Told(Struct, frozen=True, array_like=True):
    """Where somebody was told."""

    channel: str
    ts: str


class Administrators:
    """Their channel, at once, where there is one; else people whom the agreement calls `admin`,
    else its leads, each in their hours. Each is told a thing once a day."""

    def __init__(
        self,
        engine: Engine,
        client: WebClient,
        boards: Boards,
        clock: Clock,
        channel_id: str = "",
        wait: Callable[[float], object] = time.sleep,
    ) -> None:
        self._channel_id = channel_id
        self._engine = engine
        self._client = client
        self._boards = boards
        self._clock = clock
        self._wait = wait
        self._by_email: dict[str, str] = {}

    def tell_of_ceiling(self, board_id: str, writes: int) -> None:
        """A sweep would have written too much, so it has written nothing."""
        kept = self._boards.kept(board_id)
        name = link(kept.board.url, kept.board.name) if kept else named(board_id)
        ceiling = self._boards.agreement.quiet.max_writes
        text = (
            f"I have stopped a sweep of {name}: it would have written {count_of(writes, 'time')}, "
            f"and the agreement allows {ceiling}. Nothing was written."
        )
        small = (
            "Is a rule too strict? `cardkeeper check` shows what it finds; `shadow` counts in "
            "silence. If all of it is meant, raise `max_writes` under `[quiet]`."
        )
        now = self._clock()
        for place in self._places():
            key = f"ceiling:{board_id}:{place}:{now.date().isoformat()}"
            row = EffectRow(key=key, board_id="", kind="Notice", after=text, begun_at=now)
            if not record.begin(self._engine, row)[1]:
                continue
            told = self._post(place, text, small)
            ended = {"reference": told.ts} if told else {"failure": "not told"}
            record.finish(self._engine, key, self._clock(), **ended)

    def tell_stuck(self, says: str, do: str) -> "list[Told]":
        """Something is stuck; where each was told, to say there that it is over. Whoever calls has
        made sure that it is said once; told to nobody, it is to be told later."""
        says, do = entities(says), entities(do)
        return [told for place in self._places() if (told := self._post(place, says, do))]

    def tell_over(self, told: "list[Told]", says: str, since: datetime, now: datetime) -> None:
        """It is over: each message is struck through where it stands, which disturbs nobody."""
        minutes = count_of(max(1, round((now - since).total_seconds() / 60)), "minute")
        small = f"Over since {now:%H:%M} UTC; it lasted {minutes}."
        says = entities(says)
        for message in told:
            try:
                self._client.chat_update(
                    channel=message.channel,
                    ts=message.ts,
                    **_message(f"~{says}~", small, f"{says} {small}"),
                )
            except (SlackApiError, SlackClientError, OSError) as error:
                log.warning("That it is over could not be told: %s", type(error).__name__)

    def _post(self, place: str, text: str, small: str) -> "Told | None":
        now = datetime.now(UTC)  # a pause is real time, whatever clock the rest goes by
        pause = (speaking.take_turn(self._engine, place, now, PACE) - now).total_seconds()
        if pause > 0:
            self._wait(pause)
        try:
            answer = self._client.chat_postMessage(
                channel=place, unfurl_links=False, **_message(text, small, text)
            )
        except (SlackApiError, SlackClientError, OSError) as error:
            # the log has it; that they cannot be told must not stop what is to be told of
            log.warning("%s could not be told: %s", place, type(error).__name__)
            return None
        return Told(str(answer["channel"]), str(answer["ts"]))

    def _places(self) -> list[str]:
        """Where it is to be told now; those who may not be disturbed now are not among them."""
        agreement, now = self._boards.agreement, self._clock()
        if not ALERT.is_on(agreement.slack):
            return []
        if self._channel_id:
            return [self._channel_id]
        people = agreement.people.values()
        admins = [person for person in people if person.admin and self._slack_of(person)]
        found = admins or [each for each in people if each.lead and self._slack_of(each)]
        return [self._slack_of(person) for person in found if self._may_hear(person, now)]

    def _may_hear(self, person: Person, now: datetime) -> bool:
        chosen = preferences_of(self._engine, self._slack_of(person))
        return silence(hours_of(person, self._boards.agreement, chosen), now) is None

    def _slack_of(self, person: Person) -> str:
        """The Slack id in the agreement, else that of the e-mail address."""
        if person.slack or not person.email:
            return person.slack
        if person.email not in self._by_email:
            try:
                found = self._client.users_lookupByEmail(email=person.email)
            except (SlackApiError, SlackClientError, OSError) as error:
                log.warning("An administrator's address is not found: %s", type(error).__name__)
                return ""
            self._by_email[person.email] = str(found["user"]["id"])
        return self._by_email[person.email]


def _message(says: str, small: str, text: str) -> dict[str, Any]:
    return with_why({"text": text, "blocks": [section(says), context(small)]}, ALERT)
