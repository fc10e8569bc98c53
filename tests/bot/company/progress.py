"""What a long life says while it lasts, and when it has to end early."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

MINUTES = "CARDKEEPER_SOAK_MINUTES"


class Patience:
    """How long a life may last: the minutes in `CARDKEEPER_SOAK_MINUTES`, and until Ctrl-C. A life
    that ends early is judged like one that ends in time."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        minutes = os.environ.get(MINUTES)
        self._until = self._begun + float(minutes) * 60 if minutes else None
        self._interrupted = threading.Event()

    @property
    def is_over(self) -> bool:
        """Whether no further day is to be lived."""
        late = self._until is not None and time.monotonic() >= self._until
        return late or self._interrupted.is_set()

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return time.monotonic() - self._begun

    @contextmanager
    def watching(self) -> Iterator[None]:
        """A first Ctrl-C ends the life after its present day; outside the main thread none does."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = signal.signal(signal.SIGINT, lambda *_: self._interrupted.set())
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)


def say_week(days: int, told: dict[str, Any], changes: int, too_many: int, seconds: float) -> None:
    """One line on standard error, so that a run that is killed leaves its figures too."""
    sys.stderr.write(
        f"week {-(-days // 7)} (day {days}): {changes} changes, {told['looks']} looks, "
        f"{told['requests']} requests, {told['failed']} failed, {too_many} of 429, "
        f"memory {told['memory_mb']:.0f} MB, database {told['database_mb']:.1f} MB, "
        f"{seconds:.0f} s\n"
    )
    sys.stderr.flush()
