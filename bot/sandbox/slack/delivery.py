"""Sending to the app over HTTP: signed requests, three seconds to answer."""

import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode

import httpx

from bot.sandbox.slack.database import Json
from bot.sandbox.slack.workspace import Workspace
from bot.trust import trusted

ACK_SECONDS = 3.0


@dataclass(frozen=True)
class Answer:
    """What the app said. `error` is None for an acknowledgement in time.

    `error` is as a person sees it (`operation_timeout`, `dispatch_failed`), `reason` as
    X-Slack-Retry-Reason names it.
    """

    body: Any = None
    error: str | None = None
    reason: str = ""
    no_retry: bool = False


class Transport(Protocol):
    """A way to the app: `kind` is `slash_commands`, `interactive` or `events_api`."""

    def send(self, kind: str, payload: Json, attempt: int = 0, reason: str = "") -> Answer:
        """Deliver one payload and wait for the acknowledgement."""


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Slack's v0 signature: HMAC-SHA256 over `v0:timestamp:body`."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def understood(body: bytes, content_type: str) -> Any:
    """The answer's body: JSON when it says so, else text; None when empty."""
    if not body.strip():
        return None
    if "json" in content_type:
        try:
            return json.loads(body)
        except ValueError:
            return body.decode("utf-8", "replace")
    return body.decode("utf-8", "replace")


class HttpTransport:
    """Posts to the app's request URL as Slack does."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.ack_seconds = ACK_SECONDS
        self._client = httpx.Client(trust_env=False, follow_redirects=False, verify=trusted())

    def send(self, kind: str, payload: Json, attempt: int = 0, reason: str = "") -> Answer:
        """Deliver one payload and wait for the acknowledgement."""
        app = self.workspace.app()
        if not app["request_url"]:
            return Answer(error="dispatch_failed", reason="connection_failed")
        if kind == "events_api":
            body, content_type = json.dumps(payload).encode(), "application/json"
        else:
            form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
            body, content_type = urlencode(form).encode(), "application/x-www-form-urlencoded"
        # The verifying side compares with its real clock, so the stamp is the real time too.
        stamp = str(int(time.time()))
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": sign(app["signing_secret"], stamp, body),
        }
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        return self._post(app["request_url"], body, headers)

    def _post(self, url: str, body: bytes, headers: dict[str, str]) -> Answer:
        try:
            answer = self._client.post(url, content=body, headers=headers, timeout=self.ack_seconds)
        except httpx.TimeoutException:
            return Answer(error="operation_timeout", reason="http_timeout")
        except httpx.HTTPError:
            return Answer(error="dispatch_failed", reason="connection_failed")
        if answer.status_code // 100 != 2:
            no_retry = answer.headers.get("X-Slack-No-Retry") == "1"
            reason = "too_many_redirects" if answer.is_redirect else "http_error"
            return Answer(error="dispatch_failed", reason=reason, no_retry=no_retry)
        content_type = answer.headers.get("Content-Type", "")
        return Answer(body=understood(answer.content, content_type))

    def close(self) -> None:
        """Let the connections go."""
        self._client.close()
