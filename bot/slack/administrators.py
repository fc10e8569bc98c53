"""What only those who run Cardkeeper can put right is told to them, and to nobody else."""

import logging
from datetime import datetime

from msgspec import Struct
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from sqlalchemy import Engine

from bot.boards import Boards, Clock
from bot.slack.text import context, link, named, section
from protocol.words import count_of
from storage import effects as record
from storage.effects import EffectRow

log = logging.getLogger(__name__)


class Told(Struct, frozen=True, array_like=True):
    """Where somebody was told."""

    channel: str
    ts: str


class Administrators:
    """Their channel, where there is one; else people whom the agreement calls `admin`, else its
    leads. Each is told a thing once a day."""

    def __init__(
        self, engine: Engine, client: WebClient, boards: Boards, clock: Clock, channel_id: str = ""
    ) -> None:
        self._channel_id = channel_id
        self._engine = engine
        self._client = client
        self._boards = boards
        self._clock = clock

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
        self._tell(f"ceiling:{board_id}", text, small)

    def tell_stuck(self, says: str, do: str) -> "list[Told]":
        """Something is stuck; where each was told, to say there that it is over. Whoever calls has
        made sure that it is said once."""
        return [told for slack_id in self._ids() if (told := self._post(slack_id, says, do))]

    def tell_over(self, told: "list[Told]", says: str, since: datetime, now: datetime) -> None:
        """It is over: each message is struck through where it stands, which disturbs nobody."""
        minutes = count_of(max(1, round((now - since).total_seconds() / 60)), "minute")
        text, small = f"~{says}~", f"Over since {now:%H:%M} UTC; it lasted {minutes}."
        for message in told:
            try:
                self._client.chat_update(
                    channel=message.channel, ts=message.ts, text=f"{says} {small}",
                    blocks=[section(text), context(small)],
                )  # fmt: skip
            except (SlackApiError, SlackClientError, OSError) as error:
                log.warning("That it is over could not be told: %s", type(error).__name__)

    def _post(self, slack_id: str, text: str, small: str) -> "Told | None":
        try:
            answer = self._client.chat_postMessage(
                channel=slack_id, text=text, blocks=[section(text), context(small)],
                unfurl_links=False,
            )  # fmt: skip
        except (SlackApiError, SlackClientError, OSError) as error:
            log.warning("%s could not be told: %s", slack_id, type(error).__name__)
            return None
        return Told(str(answer["channel"]), str(answer["ts"]))

    def _tell(self, subject: str, text: str, small: str) -> None:
        now = self._clock()
        for slack_id in self._ids():
            key = f"{subject}:{slack_id}:{now.date().isoformat()}"
            if self._is_claimed(key, text, now):
                continue
            try:
                answer = self._client.chat_postMessage(
                    channel=slack_id, text=text, blocks=[section(text), context(small)],
                    unfurl_links=False,
                )  # fmt: skip
                record.finish(self._engine, key, self._clock(), reference=str(answer["ts"]))
            except (SlackApiError, SlackClientError, OSError) as error:
                # the log has it; that they cannot be told must not stop what is to be told of
                log.warning("%s could not be told: %s", slack_id, type(error).__name__)
                record.finish(self._engine, key, self._clock(), failure=type(error).__name__)

    def _is_claimed(self, key: str, text: str, now: datetime) -> bool:
        row = EffectRow(key=key, board_id="", kind="Notice", after=text, begun_at=now)
        return not record.begin(self._engine, row)[1]

    def _ids(self) -> list[str]:
        if self._channel_id:
            return [self._channel_id]
        people = self._boards.agreement.people.values()
        admins = [person.slack for person in people if person.admin and person.slack]
        return admins or [person.slack for person in people if person.lead and person.slack]
