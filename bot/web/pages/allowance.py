"""How often somebody may do something: so many times in a row, and then as many in a minute."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

_MOST_KNOWN = 10_000


class Allowance:
    """Counts for each caller by itself, in this process; safe for any number of threads."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._lock = threading.Lock()
        self._known: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, who: str) -> bool:
        """Whether one more is allowed; it is counted if so."""
        with self._lock:
            left = self._left(who)
            if left < 1:
                return False
            self._known[who] = (left - 1, self._clock())
            return True

    def is_spent(self, who: str) -> bool:
        """Whether nothing is left for now."""
        with self._lock:
            return self._left(who) < 1

    def _left(self, who: str) -> float:
        now = self._clock()
        left, since = self._known.pop(who, (float(self._per_minute), now))
        left = min(float(self._per_minute), left + (now - since) * self._per_minute / 60)
        self._known[who] = (left, now)
        while len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)
        return left
