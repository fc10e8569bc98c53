"""How many calls Trello still takes: 300 in 10 s for a key, 100 in 10 s for a token.

Trello counts in windows that it does not announce; a sliding window of the same length never
exceeds any of them. What other programs spend with the same key is learnt from the headers
`x-rate-limit-api-{token,key}-{interval-ms,max,remaining}` of each answer.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Protocol


class RateBudget(Protocol):
    """What every call passes through. One budget is shared by all threads that use one token."""

    def spend(self) -> None:
        """Wait until one more call is allowed, and take it."""

    def learn(self, headers: Mapping[str, str]) -> None:
        """Correct the budget by the headers (any case) of an answer."""


class _Window:
    def __init__(self, limit: int, interval_s: float) -> None:
        self.limit = limit
        self.interval_s = interval_s
        self.spent_at: deque[float] = deque()

    def wait_s(self, now: float) -> float:
        while self.spent_at and self.spent_at[0] <= now - self.interval_s:
            self.spent_at.popleft()
        excess = len(self.spent_at) - self.limit
        if excess < 0:
            return 0.0
        return self.spent_at[excess] + self.interval_s - now

    def learn(self, limit: int, remaining: int, interval_s: float, now: float) -> None:
        self.limit, self.interval_s = max(1, limit), interval_s
        self.wait_s(now)
        # Others spend the same allowance: what they took counts as spent now.
        for _ in range(limit - remaining - len(self.spent_at)):
            self.spent_at.append(now)


class LocalBudget:
    """A budget for one process, safe for threads.

    `clock` gives seconds that only grow; `sleep` waits seconds. Both can be replaced in tests."""

    def __init__(
        self,
        per_token: int = 100,
        per_key: int = 300,
        interval_s: float = 10.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._windows = {
            "token": _Window(per_token, interval_s),
            "key": _Window(per_key, interval_s),
        }
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()

    def spend(self) -> None:
        """Wait until one more call is allowed by token and key, and take it."""
        while True:
            with self._lock:
                now = self._clock()
                wait_s = max(window.wait_s(now) for window in self._windows.values())
                if wait_s <= 0:
                    for window in self._windows.values():
                        window.spent_at.append(now)
                    return
            self._sleep(wait_s)

    def learn(self, headers: Mapping[str, str]) -> None:
        """Correct limits and spending by Trello's own headers; absent headers change nothing."""
        lowered = {name.lower(): value for name, value in headers.items()}
        with self._lock:
            for name, window in self._windows.items():
                prefix = f"x-rate-limit-api-{name}-"
                numbers = [lowered.get(prefix + part, "") for part in _PARTS]
                if all(number.isdigit() for number in numbers):
                    limit, remaining, interval_ms = (int(number) for number in numbers)
                    window.learn(limit, remaining, interval_ms / 1000, self._clock())

    def remaining(self) -> int:
        """How many calls may go at once now, by this budget's own count."""
        with self._lock:
            now = self._clock()
            for window in self._windows.values():
                window.wait_s(now)
            return min(max(0, w.limit - len(w.spent_at)) for w in self._windows.values())


_PARTS = ("max", "remaining", "interval-ms")
