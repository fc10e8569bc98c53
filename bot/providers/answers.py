"""One call to a system: its answer, or why there was none. Shared by all providers.

Calls go to the configured address only, and at most as many as the limit allows. No call raises.
"""

import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
from msgspec import Struct

from bot.counts import REQUESTS
from bot.trust import trusted
from protocol.links import LinkReference, LinkState

OUR_LIMIT = "the limit of calls is reached"  # ours: nothing was asked, and nothing is amiss
LONGEST_WAIT = timedelta(hours=1)  # a service that asks for more is asked again by then
_MOST_BYTES = 20_000_000


class Answer(Struct, frozen=True):
    """An answer below 400; `body` is its JSON, None when it was empty (204, 304)."""

    status: int
    body: Any
    headers: Mapping[str, str]  # names in lower case


class CouldNotAsk(Struct, frozen=True):
    """Why there was no answer, in words for a person that hold no secret."""

    why: str
    status: int = 0  # 0: there was no answer at all, or one that cannot be read
    body: Any = None  # what came with the refusal, if it was JSON
    headers: Mapping[str, str] = {}


class Limit:
    """At most `calls` in `seconds`, refilled evenly; safe for any number of threads."""

    def __init__(
        self, calls: int, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = float(calls)
        self._per_second = calls / seconds
        self._clock = clock
        self._left = self._most
        self._at = clock()
        self._shut_until = 0.0
        self._lock = threading.Lock()

    @property
    def left(self) -> int:
        """Whole calls that may be made now."""
        with self._lock:
            self._refill()
            return 0 if self._clock() < self._shut_until else int(self._left)

    def take(self) -> bool:
        """Take one call; False when there is none."""
        with self._lock:
            self._refill()
            if self._left < 1 or self._clock() < self._shut_until:
                return False
            self._left -= 1
            return True

    def shut(self, seconds: float) -> None:
        """Make no calls for so long: the service said so."""
        with self._lock:
            wait = max(0.0, min(seconds, LONGEST_WAIT.total_seconds()))
            self._shut_until = max(self._shut_until, self._clock() + wait)

    def _refill(self) -> None:
        now = self._clock()
        self._left = min(self._most, self._left + (now - self._at) * self._per_second)
        self._at = now


class Caller:
    """Calls to one system. Secrets belong into `headers`, never into the address."""

    def __init__(
        self,
        base_url: str,
        *,
        name: str,
        title: str,
        headers: Mapping[str, str],
        limit: Limit,
        timeout_s: float = 10.0,
    ) -> None:
        self._name = name  # of its counts
        self._title = title
        self.limit = limit
        self._base = base_url.rstrip("/")
        self._http = httpx.Client(
            headers=dict(headers),
            timeout=timeout_s,
            follow_redirects=False,  # headers with secrets must not follow to another host
            limits=httpx.Limits(max_connections=8),
            verify=trusted(),
        )

    def get(
        self,
        path: str,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer | CouldNotAsk:
        """One GET of `path` (with a leading slash) below the configured address."""
        return self.call("GET", path, params=params, headers=headers)

    def call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
    ) -> Answer | CouldNotAsk:
        """One call; a refusal, a failure, silence and garbage come back as `CouldNotAsk`."""
        if not self.limit.take():
            return CouldNotAsk(OUR_LIMIT)
        given = {name: value for name, value in (params or {}).items() if value is not None}
        try:
            response = self._http.request(
                method, self._base + path, params=given or None,
                headers=dict(headers or {}), json=json,
            )  # fmt: skip
        except httpx.TimeoutException:
            REQUESTS.labels(self._name, method, "lost").inc()
            return CouldNotAsk(f"{self._title} did not answer in time")
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError):
            REQUESTS.labels(self._name, method, "lost").inc()
            return CouldNotAsk(f"{self._title} could not be reached")
        REQUESTS.labels(self._name, method, str(response.status_code)).inc()
        return self._read(response)

    def sign_in(self, user: str, password: str) -> None:
        """Use basic authentication from now on, in the header that is made for it."""
        self._http.auth = httpx.BasicAuth(user, password)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _read(self, response: httpx.Response) -> Answer | CouldNotAsk:
        status = response.status_code
        headers = {name.lower(): value for name, value in response.headers.items()}
        body, readable = _json_of(response)
        if status == 429 or (status == 403 and "retry-after" in headers):
            self.limit.shut(_wait_of(headers))
        if status >= 400 or (300 <= status < 400 and status != 304):
            return CouldNotAsk(f"{self._title} {refusal_words(status)}", status, body, headers)
        if not readable:
            return CouldNotAsk(f"{self._title} gave an answer that cannot be read")
        return Answer(status, body, headers)


def could_not_ask(reference: LinkReference, now: datetime, why: str) -> LinkState:
    """A link whose system did not answer. What it said before is put in by whoever remembers it."""
    return LinkState(
        reference, "unknown", asked=now, could_not_ask_since=now, could_not_ask_why=why
    )


def no_live_status(reference: LinkReference, now: datetime) -> LinkState:
    """A link that is recognised and whose state nobody asks: no credentials, or no way to ask."""
    return LinkState(reference, "unknown", asked=now, live=False)


def read_moment(value: object) -> datetime | None:
    """A time that a system wrote in ISO 8601, as an aware datetime; UTC when it names no zone."""
    if not isinstance(value, str) or not value:
        return None
    try:
        moment = datetime.fromisoformat(value.replace("Z", "+00:00"))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def mapping(value: object) -> dict[str, Any]:
    """The value when it is a JSON object, else an empty one: vendors leave out what they like."""
    return value if isinstance(value, dict) else {}


def sequence(value: object) -> list[Any]:
    """The value when it is a JSON array, else an empty one."""
    return value if isinstance(value, list) else []


def number(value: object) -> float | None:
    """The value when it is a finite number, also one written as text; else None."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if abs(found) != float("inf") and found == found else None


def text(value: object) -> str:
    """The value when it is text, else the empty text."""
    return value if isinstance(value, str) else ""


def _json_of(response: httpx.Response) -> tuple[Any, bool]:
    """The body and whether it could be read; an empty one counts as None."""
    content = response.content
    if not content.strip():
        return None, True
    if len(content) > _MOST_BYTES:
        return None, False
    try:
        return response.json(), True
    except (ValueError, RecursionError):
        return None, False


def refusal_words(status: int) -> str:
    """What a system does that answers so, in words that follow its name."""
    known = {
        401: "does not accept the token",
        403: "does not let the token see this, or does not accept it",
        404: "knows nothing at this address, or the token may not see it",
        429: "asks for fewer calls",
    }
    if status in known:
        return f"{known[status]} ({status})"
    if status >= 500:
        return f"failed ({status})"
    return f"refused the question ({status})"


def _wait_of(headers: Mapping[str, str]) -> float:
    """Seconds that the service asks to wait: `Retry-After` as a number or a date; a minute else."""
    told = headers.get("retry-after", "")
    seconds = number(told)
    if seconds is not None:
        return seconds
    try:
        return (parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds()
    except (TypeError, ValueError):
        return 60.0
