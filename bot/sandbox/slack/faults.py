"""Bad weather on purpose: what a network and a busy Slack do to an app, from a seed."""

import random
import threading
from dataclasses import dataclass, field

KINDS = ("rate_limited", "server_error", "dropped_request", "dropped_answer", "slow")


@dataclass
class Faults:
    """Chances from 0 to 1, drawn from one seeded source; and faults ordered one by one.

    `dropped_request` closes the connection before anything is done; `dropped_answer` does the
    work and then closes the connection, so that the caller cannot know. `duplicate_events` sends
    an event a second time although it was acknowledged.
    """

    seed: int = 0
    rate_limited: float = 0.0
    server_error: float = 0.0
    dropped_request: float = 0.0
    dropped_answer: float = 0.0
    slow: float = 0.0
    slow_seconds: float = 1.0
    retry_after_seconds: int = 1
    duplicate_events: float = 0.0
    _random: random.Random = field(init=False, repr=False)
    _ordered: list[tuple[str, str]] = field(init=False, repr=False, default_factory=list)
    _lock: threading.Lock = field(init=False, repr=False, default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)  # noqa: S311 repeatable weather, not a secret

    def order(self, kind: str, method: str = "*", times: int = 1) -> None:
        """Make the next `times` calls of a Web API method (or of any, `*`) meet this fault."""
        if kind not in KINDS:
            raise ValueError(f"unknown fault {kind!r}; known are {', '.join(KINDS)}")
        with self._lock:
            self._ordered.extend([(kind, method)] * times)

    def draw(self, method: str) -> str | None:
        """The fault that this call meets, or None."""
        with self._lock:
            for index, (kind, wanted) in enumerate(self._ordered):
                if wanted in ("*", method):
                    del self._ordered[index]
                    return kind
            for kind in KINDS:
                chance: float = getattr(self, kind)
                if chance and self._random.random() < chance:
                    return kind
        return None

    def doubles_event(self) -> bool:
        """Whether this event is sent twice."""
        with self._lock:
            return bool(self.duplicate_events) and self._random.random() < self.duplicate_events
