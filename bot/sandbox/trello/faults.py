"""What can go wrong on the way to Trello and back, on demand and repeatable.

`share` of all calls fail, in the ways of `kinds`, drawn by `seed`; `plan` makes the next
matching calls fail for sure. Webhooks can be lost, doubled and delayed past later ones.
"""

import random
import threading
from dataclasses import dataclass, field

DROP_BEFORE = "drop before"
DROP_AFTER = "drop after"
TRUNCATED = "truncated"
SLOW = "slow"
KINDS = ("429", "401", "500", "504", DROP_BEFORE, DROP_AFTER, TRUNCATED, SLOW)
"""429, 401, 500 and 504 answer so without doing anything; `drop before` and `drop after` close
the connection before or after the call took effect; `truncated` cuts the body of a call that
took effect; `slow` answers after `slow_s`."""


@dataclass
class _Planned:
    kind: str
    left: int
    method: str
    path_part: str


@dataclass
class Faults:
    """Settings may be changed while the stand-in runs. Shares are from 0 to 1.

    A 429 carries `Retry-After: retry_after_s` when that is set, and the `extra_headers`."""

    seed: int = 0
    share: float = 0.0
    kinds: tuple[str, ...] = KINDS
    slow_s: float = 0.2
    retry_after_s: float | None = None
    extra_headers: dict[str, str] = field(default_factory=dict)
    webhooks_lost: float = 0.0
    webhooks_doubled: float = 0.0
    webhooks_delayed: float = 0.0
    webhook_delay_s: float = 0.1
    _planned: list[_Planned] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)  # noqa: S311 - repeatable on purpose
        self._lock = threading.Lock()

    def draw_anew(self, seed: int) -> None:
        """Begin the series of chances again, from this seed."""
        with self._lock:
            self.seed, self._random = seed, random.Random(seed)  # noqa: S311 - see above

    def plan(self, kind: str, times: int = 1, method: str = "", path_part: str = "") -> None:
        """Let the next `times` calls fail that have this verb and this text in their path."""
        if kind not in KINDS:
            raise ValueError(f"{kind!r} is not one of {', '.join(KINDS)}")
        with self._lock:
            self._planned.append(_Planned(kind, times, method, path_part))

    def clear(self) -> None:
        """Forget what was planned."""
        with self._lock:
            self._planned.clear()

    def of_call(self, method: str, path: str) -> str | None:
        """How this call fails, if it does."""
        with self._lock:
            for planned in self._planned:
                if planned.method in ("", method) and planned.path_part in path:
                    planned.left -= 1
                    if planned.left == 0:
                        self._planned.remove(planned)
                    return planned.kind
            if self.kinds and self._random.random() < self.share:
                return self._random.choice(self.kinds)
            return None

    def of_webhook(self) -> str | None:
        """What happens to this delivery: `lost`, `doubled`, `delayed` or nothing."""
        with self._lock:
            drawn = self._random.random()
        for what, share in (
            ("lost", self.webhooks_lost),
            ("doubled", self.webhooks_doubled),
            ("delayed", self.webhooks_delayed),
        ):
            if drawn < share:
                return what
            drawn -= share
        return None
