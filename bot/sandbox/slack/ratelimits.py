"""Slack's rate limits: tiers per method and workspace, and one message a second per channel.

Source: docs.slack.dev/apis/web-api/rate-limits. Slack allows short bursts without saying how
long; here a method's burst is what it may do in a minute, a channel's is `CHANNEL_BURST`.
"""

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100, 5: 600}
CHANNEL_BURST = 5
POSTS_PER_MINUTE = 300


@dataclass
class Bucket:
    """Tokens that grow back with time."""

    capacity: float
    per_second: float
    tokens: float
    seen_at: float

    def take(self, now: float) -> float:
        """Take one token; 0.0 when there was one, else the seconds until there is."""
        grown = self.tokens + (now - self.seen_at) * self.per_second
        self.tokens, self.seen_at = min(self.capacity, grown), now
        if self.tokens >= 1:
            self.tokens -= 1
            return 0.0
        return (1 - self.tokens) / self.per_second


class RateLimits:
    """Counts calls. `on = False` lets everything pass."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.on = True
        self._clock = clock
        self._buckets: dict[str, Bucket] = {}
        self._lock = threading.Lock()

    def wait_seconds(self, method: str, tier: int, channel: str) -> int:
        """0 when the call may pass, else the whole seconds to answer in `Retry-After`."""
        if not self.on:
            return 0
        if method == "chat.postMessage":
            waits = [
                self._take(f"{method} {channel}", CHANNEL_BURST, 1.0),
                self._take(method, POSTS_PER_MINUTE, POSTS_PER_MINUTE / 60),
            ]
            return math.ceil(max(waits))
        # A reconnecting Socket Mode client asks several times in a row; Slack's "1+" lets it.
        capacity = max(PER_MINUTE[tier], 10)
        return math.ceil(self._take(method, capacity, PER_MINUTE[tier] / 60))

    def _take(self, key: str, capacity: float, per_second: float) -> float:
        with self._lock:
            now = self._clock()
            bucket = self._buckets.setdefault(key, Bucket(capacity, per_second, capacity, now))
            return bucket.take(now)
