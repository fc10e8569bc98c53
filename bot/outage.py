"""When Trello is away, one look at a time finds out whether it is back.

A thousand marks that are each tried, four calls a time, keep a processor busy and bring nothing.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.trello.errors import TrelloError, TrelloUnavailable

log = logging.getLogger(__name__)

ENOUGH = (
    5  # different cards or boards in a row that could not be asked; a single one may be at fault
)
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=1)


class Held(TrelloUnavailable):
    """A look was not tried, because Trello is away."""


class Outage:
    """Whether Trello is away, as the looks of this process find; safe for any number of threads."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failed: set[str] = set()  # since one succeeded
        self._pause = FIRST_PAUSE
        self._next_try: datetime | None = None  # None: Trello is there

    @property
    def is_on(self) -> bool:
        """Whether Trello is away."""
        return self._next_try is not None

    def most(self) -> int | None:
        """How many marks may be taken now; None when any number."""
        with self._lock:
            return None if self._next_try is None else int(self._is_due())

    def enter(self) -> None:
        """Before a look that asks Trello. Raises `Held` while Trello is away, save once in a
        while: that look finds out whether it is back."""
        with self._lock:
            if self._next_try is None:
                return
            if not self._is_due():
                raise Held("it is away, so this was not tried")
            self._next_try = self._clock() + self._pause
            self._pause = min(LONGEST_PAUSE, self._pause * 2)

    def failed(self, subject: str, error: Exception) -> None:
        """A look ended in an error."""
        if isinstance(error, Held):
            return
        if not isinstance(error, TrelloUnavailable):
            if isinstance(error, TrelloError):
                self.answered()  # it said no, so it is there
            return
        with self._lock:
            self._failed.add(subject)
            if self._next_try is not None or len(self._failed) < ENOUGH:
                return
            self._next_try = self._clock() + self._pause
        log.error(
            "Trello cannot be reached (%s). Cards stay marked; one is tried now and then, every "
            "minute at least, until it answers.", error,
        )  # fmt: skip

    def answered(self) -> None:
        """Trello has answered."""
        with self._lock:
            was_on = self._next_try is not None
            self._failed.clear()
            self._pause, self._next_try = FIRST_PAUSE, None
        if was_on:
            log.warning("Trello answers again; what waits is looked at.")

    def _is_due(self) -> bool:
        now, planned = self._clock(), self._next_try
        # planned far ahead: a clock was put back since
        return planned is None or planned <= now or planned - now > LONGEST_PAUSE
