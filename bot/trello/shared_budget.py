"""One rate budget for all processes on one database: Trello counts by key and token alone.

Calls are taken in small lots, each for the present second, so that a busy process asks the database
a few times a second and an idle one not at all. What Trello's headers tell of other programs with
the same key is shared too.
"""

import hashlib
import threading
import time
from collections.abc import Callable, Mapping

from sqlalchemy import Engine

from storage import rates
from storage.rates import Window

_LOT = 5  # calls at once while there is plenty
_SLACK = 10  # calls by which Trello's count and ours may differ without anything being wrong
_PARTS = ("max", "remaining", "interval-ms")


class SharedBudget:
    """A `RateBudget` in the database, safe for threads and processes.

    `clock` gives Unix seconds, alike on all machines within a second; `sleep` waits seconds.
    """

    def __init__(
        self,
        engine: Engine,
        key: str,
        token: str,
        *,
        per_token: int = 100,
        per_key: int = 300,
        interval_s: float = 10.0,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._engine = engine
        self._accounts = {"token": _account("token", token), "key": _account("key", key)}
        self._windows = {"token": Window(per_token, interval_s), "key": Window(per_key, interval_s)}
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.Lock()
        self._left = 0  # of the present lot
        self._lot_second = 0

    def spend(self) -> None:
        """Wait until one more call is allowed by token and key, and take it."""
        while True:
            with self._lock:
                wait_s = self._take()
            if wait_s <= 0:
                return
            self._sleep(wait_s)

    def learn(self, headers: Mapping[str, str]) -> None:
        """Correct limits and spending by Trello's own headers; absent headers change nothing."""
        lowered = {name.lower(): value for name, value in headers.items()}
        for name, account in self._accounts.items():
            prefix = f"x-rate-limit-api-{name}-"
            numbers = [lowered.get(prefix + part, "") for part in _PARTS]
            if all(number.isdigit() for number in numbers):
                limit, remaining, interval_ms = (int(number) for number in numbers)
                window = self._windows[name] = Window(max(1, limit), interval_ms / 1000)
                if limit - remaining > limit // 2:  # only where it could matter soon
                    self._compare(account, window, limit - remaining)

    def remaining(self) -> int:
        """How many calls may go at once now, by this budget's own count."""
        now_s = self._clock()
        return min(
            max(0, window.limit - rates.spent(self._engine, self._accounts[name], window, now_s))
            for name, window in self._windows.items()
        )

    def _take(self) -> float:
        """Take one call; how many seconds to wait when there is none."""
        now_s = self._clock()
        if self._left and int(now_s) == self._lot_second:
            self._left -= 1
            return 0.0
        windows = {self._accounts[name]: window for name, window in self._windows.items()}
        granted, wait_s = rates.take(self._engine, windows, now_s, _LOT)
        if not granted:
            return max(0.05, wait_s)
        self._left, self._lot_second = granted - 1, int(now_s)
        return 0.0

    def _compare(self, account: str, window: Window, counted: int) -> None:
        now_s = self._clock()
        if counted - rates.spent(self._engine, account, window, now_s) > _SLACK:
            rates.others_spent(self._engine, account, window, now_s, counted)


def _account(kind: str, secret: str) -> str:
    """A name for a key or token that does not tell it."""
    return f"{kind}:{hashlib.sha256(secret.encode()).hexdigest()[:16]}"
