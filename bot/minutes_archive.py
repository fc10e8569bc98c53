"""Minutes out of the database alone, for the command line: no Trello, no Slack."""

from datetime import date

from sqlalchemy import Engine

from protocol.agreement import Agreement
from protocol.meeting import meeting_zone, planned_on
from protocol.meeting_life import MeetingState, replayed
from protocol.minutes import Minutes, minutes_of
from storage import meeting_life as stored
from storage.meeting_life import Held


class Archive:
    """Reads; changes nothing."""

    def __init__(
        self, engine: Engine, agreement: Agreement, titles: dict[str, str] | None = None
    ) -> None:
        self._engine = engine
        self._agreement = agreement
        self._titles = titles or {}  # of cards, by id

    def minutes_on(self, board_ids: tuple[str, ...], day: date | None) -> Minutes | None:
        """The minutes of a day's meeting; without a day, of the last one that was held."""
        zone = meeting_zone(self._agreement)
        for board_id, held in self._held(board_ids):
            if day is None or day in (held.held_on(zone), held.day):
                return self._minutes(board_id, held.day)
        return None

    def found(self, board_ids: tuple[str, ...], text: str = "") -> list[Minutes]:
        """The minutes that have every word of the text, or all; the latest first."""
        words = text.casefold().split()
        found = []
        for board_id in board_ids:
            held = stored.found_in(self._engine, board_id, words)
            found += [self._minutes(board_id, each.day) for each in held]
        return sorted(found, key=lambda minutes: minutes.day, reverse=True)

    def _held(self, board_ids: tuple[str, ...]) -> list[tuple[str, Held]]:
        found = [
            (board_id, each)
            for board_id in board_ids
            for each in stored.held_meetings(self._engine, board_id)
        ]
        return sorted(found, key=lambda pair: (pair[1].day, pair[0]), reverse=True)

    def _minutes(self, board_id: str, day: date) -> Minutes:
        begin = MeetingState(
            board_id=board_id, board="", day=day, when=planned_on(self._agreement, day),
            minutes=self._agreement.meeting.minutes,
        )  # fmt: skip
        happened = stored.deeds_of(self._engine, board_id, day)
        return minutes_of(replayed(begin, happened), self._titles)
