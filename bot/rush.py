"""While very much is told at once, looks wait.

Python gives one thread at a time the processor. A board that a script tidies, or webhooks that come
again after an outage, tell hundreds of things in a second; if every look went on meanwhile, who
tells would be answered so late that it tells it again, and there would be more. Nothing is lost by
waiting: a card that is told of ten times is looked at once.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

MANY = 100  # told in a second: no team does that by hand
_SLICE_S = 0.25
_SLICES = 4  # a second
_ALL_WAIT_S = 5.0  # from the beginning of a rush; then one look at a time goes on
_ASK_AGAIN_S = 0.1
_FEW = 4  # looks in a fifth of a second, which is about what one thread makes


class Rush:
    """Counts what is told, and makes looks wait; safe for any number of threads."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._now = monotonic
        self._mutex = threading.Lock()
        self._counts = [0] * _SLICES  # of the last slices, each in its place
        self._slice = 0  # the number of the latest
        self._began: float | None = None
        self._one = threading.Lock()
        self._over = threading.Event()

    def told(self) -> None:
        """Something was told."""
        with self._mutex:
            self._move_on()
            self._counts[self._slice % _SLICES] += 1

    @property
    def is_on(self) -> bool:
        """Whether very much was told in the last second."""
        return self._lasts() is not None

    def most(self) -> int | None:
        """How many looks may be begun now; None when any number."""
        lasts = self._lasts()
        if lasts is None:
            return None
        return 0 if lasts < _ALL_WAIT_S else _FEW

    @contextmanager
    def turn(self) -> Iterator[None]:
        """For one look: at once as a rule, in a rush when it is over, or in a long one when no
        other look is made."""
        while (lasts := self._lasts()) is not None and lasts < _ALL_WAIT_S:
            if self._over.wait(_ASK_AGAIN_S):
                break
        if lasts is None:
            yield
            return
        with self._one:
            yield

    def end(self) -> None:
        """Let everybody go on: the service stops."""
        self._over.set()

    def _lasts(self) -> float | None:
        """Seconds since the rush began; None when there is none."""
        with self._mutex:
            self._move_on()
            now = self._now()
            if sum(self._counts) < MANY:
                self._began = None
                return None
            if self._began is None:
                self._began = now
            return now - self._began

    def _move_on(self) -> None:
        """Forget what was told longer ago than a second."""
        present = int(self._now() / _SLICE_S)
        for number in range(max(self._slice + 1, present - _SLICES + 1), present + 1):
            self._counts[number % _SLICES] = 0
        self._slice = max(self._slice, present)
