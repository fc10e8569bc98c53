"""Says once that the database is away, and once that it is back, however many parts notice it.

Nothing is lost meanwhile: marks and begun looks are in the database, Trello sends again what was
answered with 503, and the next poll hears what it does not send.
"""

import logging
import threading
import time

from sqlalchemy.exc import InterfaceError, OperationalError

log = logging.getLogger(__name__)

_OF_THE_SCHEMA = (
    "no such table",
    "no such column",
)  # SQLite's words; these do not pass by themselves
_LATE_S = 3.0  # so long after it is back parts may still tell that it was away


class DatabaseWord:
    """Whether the database can be used, as this process has found; safe for many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._away_since: float | None = None
        self._back_at = -_LATE_S

    def is_away(self, error: BaseException) -> bool:
        """Whether an error means that the database cannot be used now; said in the log at the first
        of them, so that who asks need not say it again."""
        if not isinstance(error, OperationalError | InterfaceError):
            return False
        reason = " ".join(str(error.orig or error).split())
        if any(words in reason for words in _OF_THE_SCHEMA):
            return False
        self.note(reason)
        return True

    def note(self, reason: str) -> None:
        """The database could not be used."""
        with self._lock:
            now = time.monotonic()
            if self._away_since is not None or now - self._back_at < _LATE_S:
                return
            self._away_since = now
        log.error(
            "The database cannot be used now (%s). What is kept and marked stays so, and what "
            "happens meanwhile is heard afterwards; it is tried again every few seconds. See that "
            "its server runs, or that its disk has room.", reason.rstrip("."),
        )  # fmt: skip

    def answered(self) -> None:
        """The database was used."""
        with self._lock:
            since, self._away_since = self._away_since, None
            now = time.monotonic()
            if since is None:
                return
            self._back_at = now
        log.warning("The database is used again, after %.0f s.", now - since)


DATABASE = DatabaseWord()
"""The one of this process."""


class EnginesWord(logging.Filter):
    """Keeps the engine of the workflows from telling of the same in its own words, ten times a
    second, from each of its threads."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a line is to be logged."""
        text = record.getMessage()
        if record.exc_info and record.exc_info[1]:
            text += f"\n{type(record.exc_info[1]).__name__}: {record.exc_info[1]}"
        if text.startswith("Notification listener error"):  # the connection that it keeps open
            return False
        _, is_it, reason = text.rpartition("OperationalError) ")
        if not is_it:
            return True
        DATABASE.note(" ".join(reason.partition("\n")[0].split()))
        return False


ENGINES_WORD = EnginesWord()
