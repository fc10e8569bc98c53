"""Trello's rate limits, for the stand-in: fixed windows for key, token and `/1/members/`.

Numbers, headers and bodies of the 429s: facts, rate limits."""

import threading
import time
from collections.abc import Callable

from bot.sandbox.trello.store import Json
from bot.sandbox.trello.wire import Refusal


class RateLimits:
    """Counts calls. `on` switches all of it; the sizes are calls in `interval_s` seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.on = True
        self.per_token = 100
        self.per_key = 300
        self.per_member_route = 100
        self.interval_s = 10.0
        self.member_interval_s = 900.0
        self._clock = clock
        self._lock = threading.Lock()
        self._windows: dict[tuple[str, str], tuple[float, int]] = {}

    def take(self, key: str | None, token: str | None, member_route: bool) -> dict[str, str]:
        """Count one call: the headers of its answer. Raises the 429 `Refusal` with `headers`."""
        if not self.on:
            return {}
        with self._lock:
            left_token = self._left("token", token or "", self.per_token, self.interval_s)
            left_key = self._left("key", key or "", self.per_key, self.interval_s)
            left_member = 0
            if member_route:
                size, interval_s = self.per_member_route, self.member_interval_s
                left_member = self._left("member", token or "", size, interval_s)
        headers = self._headers(left_token, left_key)
        if left_token < 0:
            raise TooMany(headers, "API_TOKEN_LIMIT_EXCEEDED", "Rate limit exceeded")
        if left_key < 0:
            raise TooMany(headers, "API_KEY_LIMIT_EXCEEDED", "Rate limit exceeded")
        if left_member < 0:
            raise TooMany(headers, "RATE_LIMIT_EXCEEDED", "Exceeded rate limit to /1/member")
        return headers

    def _left(self, kind: str, who: str, size: int, interval_s: float) -> int:
        now = self._clock()
        started, used = self._windows.get((kind, who), (now, 0))
        if now - started >= interval_s:
            started, used = now, 0
        self._windows[kind, who] = (started, used + 1)
        return size - used - 1

    def _headers(self, left_token: int, left_key: int) -> dict[str, str]:
        headers = {}
        for name, size, left in (
            ("token", self.per_token, left_token),
            ("key", self.per_key, left_key),
        ):
            headers[f"x-rate-limit-api-{name}-interval-ms"] = str(int(self.interval_s * 1000))
            headers[f"x-rate-limit-api-{name}-max"] = str(size)
            headers[f"x-rate-limit-api-{name}-remaining"] = str(max(0, left))
        return headers


class TooMany(Refusal):
    """A 429 with the headers that say so."""

    def __init__(self, headers: dict[str, str], error: str, message: str) -> None:
        body: Json = {"error": error, "message": message}
        super().__init__(429, body)
        self.headers = headers
