"""What happens a hundred times a second is said once a minute, with how often it happened."""

import logging
import threading
from typing import Any

_EVERY_S = 60.0


class Seldom:
    """Says the first at once, and each minute afterwards how many came since; safe for threads."""

    def __init__(self, log: logging.Logger, level: int, every_s: float = _EVERY_S) -> None:
        self._log = log
        self._level = level
        self._every_s = every_s
        self._lock = threading.Lock()
        self._quiet = False
        self._held = 0
        self._last: tuple[str, tuple[Any, ...]] = ("", ())

    def say(self, text: str, *args: Any) -> None:
        """It happened; `text` ends with a full stop and is completed by `args`, as in a log."""
        with self._lock:
            if self._quiet:
                self._held += 1
                self._last = (text, args)
                return
            self._quiet = True
        self._log.log(self._level, text, *args)
        self._wait()

    def _wait(self) -> None:
        timer = threading.Timer(self._every_s, self._minute_is_over)
        timer.daemon = True
        timer.name = "seldom"
        timer.start()

    def _minute_is_over(self) -> None:
        with self._lock:
            count, self._held = self._held, 0
            if not count:
                self._quiet = False
                return
            text, args = self._last
        more = f" {count} times more within {self._every_s:.0f} s."
        self._log.log(self._level, text + more.replace("%", "%%"), *args)
        self._wait()
