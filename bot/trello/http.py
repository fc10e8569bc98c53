"""The `http_service` that py-trello is given: header authorization, time-outs, retries, redaction.

py-trello on its own has no time-out and no retry, prints the token in exceptions and hard-codes
the address (facts: py-trello). All of that is settled here, in one place.
"""

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import msgspec
import requests
from requests.auth import AuthBase
from urllib3.exceptions import MaxRetryError, NewConnectionError

from bot.counts import BOARD_REQUESTS, REQUESTS
from bot.trello.behalf import board_at_work
from bot.trello.budget import LocalBudget, RateBudget
from bot.trello.errors import (
    TrelloError,
    TrelloNotFound,
    TrelloRefused,
    TrelloTooLarge,
    TrelloUnauthorized,
    TrelloUnavailable,
)
from bot.trello.redaction import Redactor, hide_from_log
from bot.trello.route import route_template
from protocol.board_json import with_whole_letters

TRELLO = "https://api.trello.com"
_TOO_LARGE = re.compile(r"API_TOO_MANY_\w+_REQUESTED|too many (cards|checklists|actions)", re.I)
_LONGEST_WAIT_S = 60.0


@dataclass(frozen=True)
class Answer:
    """A successful answer, shaped as py-trello reads it; the body is already decoded."""

    status_code: int
    headers: Mapping[str, str]
    decoded: Any

    def json(self) -> Any:
        """The decoded body."""
        return self.decoded


@dataclass(frozen=True)
class _Failure:
    error: TrelloError
    attempts: int  # in all, the first one included
    wait_s: float | None  # None: grow with the attempts


class _HeaderAuth(AuthBase):
    """Sets the documented header. As `auth`, so that a .netrc cannot replace it."""

    def __init__(self, key: str, token: str) -> None:
        self._header = f'OAuth oauth_consumer_key="{key}", oauth_token="{token}"'

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = self._header
        return request

    def __repr__(self) -> str:
        return "_HeaderAuth(***)"


class TrelloHttp:
    """Calls to Trello as one member, from any number of threads.

    A literal `{token}` in a path is filled in here, so that no other part holds the token.
    `requests` counts what was sent, retries included, by (method, route template).
    `attempts` is the number of tries in all; `backoff_s` the first pause, doubled each time."""

    def __init__(
        self,
        key: str,
        token: str,
        base_url: str = TRELLO,
        *,
        client_identifier: str = "cardkeeper",
        budget: RateBudget | None = None,
        connect_timeout_s: float = 5.0,
        read_timeout_s: float = 35.0,  # Trello itself gives up after 30 s
        attempts: int = 4,
        backoff_s: float = 0.5,
        sleep: Callable[[float], None] = time.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.requests: Counter[tuple[str, str]] = Counter()
        self.redact = Redactor(key, token)
        self.client_identifier = client_identifier
        self.budget: RateBudget = budget if budget is not None else LocalBudget()
        self._auth = _HeaderAuth(key, token)
        self._token = token
        self._base_url = base_url.rstrip("/")
        self._timeout = (connect_timeout_s, read_timeout_s)
        self._attempts = attempts
        self._backoff_s = backoff_s
        self._sleep = sleep
        self._chance = chance
        self._local = threading.local()
        self._counting = threading.Lock()
        hide_from_log("urllib3.connectionpool", key, token)

    def __repr__(self) -> str:
        return f"TrelloHttp({self._base_url!r})"

    def request(self, method: str, url: str, **kw: Any) -> Answer:
        """Make one call; repeat it while that is known to do no harm.

        Takes what py-trello passes (params, headers, data, json, files); its `auth` and `proxies`
        and any key or token in the query are dropped. Raises a `TrelloError`."""
        method = method.upper()
        tried = 0
        while True:
            outcome = self._once(method, url, kw)
            if isinstance(outcome, Answer):
                return outcome
            tried += 1
            if tried >= outcome.attempts:
                raise outcome.error
            self._sleep(self._pause_s(outcome, tried))

    def post(self, url: str, **kw: Any) -> Answer:
        """`request("POST", ...)`, for py-trello."""
        return self.request("POST", url, **kw)

    def _pause_s(self, failure: _Failure, tried: int) -> float:
        if failure.wait_s is not None:
            return min(_LONGEST_WAIT_S, failure.wait_s * (1 + 0.25 * self._chance()))
        return min(_LONGEST_WAIT_S, self._backoff_s * 2.0 ** (tried - 1) * (0.5 + self._chance()))

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = requests.Session()
        return session

    def _once(self, method: str, url: str, kw: dict[str, Any]) -> Answer | _Failure:
        parts = urlsplit(url)
        route = route_template(parts.path)
        params = parse_qsl(parts.query, keep_blank_values=True) + _pairs(kw.get("params"))
        path = parts.path.replace("{token}", quote(self._token, safe=""))
        headers = {"X-Trello-Client-Identifier": self.client_identifier}
        headers |= {k: str(v) for k, v in (kw.get("headers") or {}).items()}
        self.budget.spend()
        with self._counting:
            self.requests[method, route] += 1
        if board := board_at_work():
            BOARD_REQUESTS.labels(board).inc()
        try:
            response = self._session().request(
                method,
                self._base_url + path,
                params=[(k, v) for k, v in params if k not in ("key", "token")],
                headers=headers,
                data=kw.get("data"),
                json=kw.get("json"),
                files=kw.get("files"),
                auth=self._auth,
                timeout=self._timeout,
                allow_redirects=False,
            )
        except requests.RequestException as lost:
            REQUESTS.labels("trello", method, "lost").inc()
            return self._lost(lost, method, route)
        REQUESTS.labels("trello", method, str(response.status_code)).inc()
        self.budget.learn(response.headers)
        if response.status_code == 200:
            return self._decoded(response, method, route)
        return self._refused(response, method, route)

    def _lost(self, lost: requests.RequestException, method: str, route: str) -> _Failure:
        unsent = _never_sent(lost)
        error = TrelloUnavailable(
            f"{'not reached' if unsent else 'connection lost'} ({type(lost).__name__})",
            None,
            method,
            route,
            may_have_happened=not unsent and method != "GET",
        )
        return _Failure(error, self._attempts if unsent or method == "GET" else 1, None)

    def _decoded(self, response: requests.Response, method: str, route: str) -> Answer | _Failure:
        try:
            decoded = _decode(response.content) if response.content else None
        except msgspec.DecodeError:
            error = TrelloUnavailable(
                "the answer is cut off or not JSON", 200, method, route, method != "GET"
            )
            return _Failure(error, self._attempts if method == "GET" else 1, None)
        return Answer(200, response.headers, decoded)

    def _refused(self, response: requests.Response, method: str, route: str) -> _Failure:
        status = response.status_code
        said = self.redact(response.text)[:300].strip() or "no reason given"
        kind = _kind(status, said, method)
        unsure = status >= 500 and method != "GET"
        error = kind(said, status, method, route, unsure)
        if status == 429:
            return _Failure(error, self._attempts, _interval_s(response.headers))
        if kind is TrelloTooLarge:
            # Asking again for as much is rarely better: once, then smaller requests.
            return _Failure(error, min(2, self._attempts) if status == 504 else 1, None)
        if status >= 500 and method == "GET":
            return _Failure(error, self._attempts, None)
        return _Failure(error, 1, None)


def _pairs(params: Any) -> list[tuple[str, str]]:
    if not params:
        return []
    items = params.items() if isinstance(params, Mapping) else params
    return [(name, _text(value)) for name, value in items if value is not None]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _never_sent(lost: requests.RequestException) -> bool:
    """Whether the connection was never made, so that nothing can have happened."""
    if isinstance(lost, requests.ConnectTimeout):
        return True
    cause = lost.args[0] if lost.args else None
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)


def _kind(status: int, said: str, method: str) -> type[TrelloError]:
    if status == 449 or (status == 403 and _TOO_LARGE.search(said)):
        return TrelloTooLarge
    if status == 504 and method == "GET":
        return TrelloTooLarge
    if status == 401:
        return TrelloUnauthorized
    if status == 404:
        return TrelloNotFound
    return TrelloUnavailable if status == 429 or status >= 500 else TrelloRefused


def _interval_s(headers: Mapping[str, str]) -> float:
    """How long a 429 asks to wait: Retry-After when there is one, else one whole interval.

    Retry-After is not documented, but reported (facts: rate limits)."""
    for name, unit_s in (("retry-after", 1.0), ("x-rate-limit-api-token-interval-ms", 0.001)):
        try:
            return max(0.0, float(headers[name]) * unit_s)
        except (KeyError, ValueError):
            continue
    return 10.0


def _decode(content: bytes) -> Any:
    """The answer; a card that somebody's program cut in the midst of an emoji keeps no board from
    being read."""
    try:
        return msgspec.json.decode(content)
    except msgspec.DecodeError:
        return msgspec.json.decode(with_whole_letters(content))
