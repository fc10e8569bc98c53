"""Keep the calendars current: read each now and then, and remember what it said."""

import logging

from pydantic import SecretStr
from sqlalchemy import Engine

from bot.boards import Boards, Clock
from bot.calendars.files import wanted_of
from bot.calendars.reading import CalendarError, away_days
from bot.calendars.sources import Source, read_source, sources_in
from protocol.agreement import Agreement, fold
from storage import calendars as stored

log = logging.getLogger(__name__)

EVERY_S = 1800.0


class Calendars:
    """The configured calendars; one that cannot be read never stops the others."""

    def __init__(self, engine: Engine, boards: Boards, setting: SecretStr, clock: Clock) -> None:
        self._engine = engine
        self._boards = boards
        self._clock = clock
        self.sources = sources_in(setting.get_secret_value())

    def forget_others(self) -> None:
        """Forget what calendars said that are not configured any more."""
        stored.forget_others(self._engine, [source.person for source in self.sources])
        self._boards.hear_people()

    def read(self) -> None:
        """Read every calendar once."""
        for source in self.sources:
            self._read(source)
        self._boards.hear_people()

    def _read(self, source: Source) -> None:
        now = self._clock()
        if not _is_named(self._boards.agreement, source.person):
            log.warning(
                "The calendar of %s counts nothing: [people] has nobody of that name.",
                source.person,
            )
        try:
            raw = read_source(source)
            found = away_days(raw, wanted_of(self._boards.agreement, source.person, now))
        except CalendarError as error:
            why = str(error).rstrip(".")
            log.warning("The calendar of %s could not be read: %s", source.person, why)
            stored.keep_failure(self._engine, source.person, f"{why[:1].lower()}{why[1:]}", now)
            return
        if found.not_understood:
            log.info(
                "The calendar of %s: %d events are not understood.",
                source.person, found.not_understood,
            )  # fmt: skip
        stored.keep_read(self._engine, source.person, found.spans, now)


def _is_named(agreement: Agreement, name: str) -> bool:
    return fold(name) in map(fold, agreement.people)
