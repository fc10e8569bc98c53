"""Webhooks of the stand-in: signed as GitHub signs them, sent one after the other."""

import hashlib
import hmac
import json
import logging
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import httpx

log = logging.getLogger(__name__)


@dataclass
class Sent:
    """One delivery, and how it was answered; 0: not at all (GitHub tries no second time)."""

    event: str
    body: bytes
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    status: int = 0


class Hooks:
    """Sends to one address, once there is one."""

    def __init__(self) -> None:
        self.url = ""
        self.sent: list[Sent] = []
        self._secret = ""
        self._lock = threading.Lock()
        self._line = ThreadPoolExecutor(1, thread_name_prefix="github-hooks")

    def use(self, url: str, secret: str) -> None:
        """Send to this address from now on; empty: to none."""
        self.url, self._secret = url, secret

    def send(self, event: str, payload: dict[str, Any]) -> None:
        """Send an event, soon."""
        if self.url:
            self.send_again(Sent(event, json.dumps(payload).encode()))

    def send_again(self, sent: Sent) -> None:
        """Send a delivery, or the same one again: its id stays the same."""
        with self._lock:
            self.sent = [*self.sent[-99:], sent]
        self._line.submit(self._deliver, sent)

    def close(self) -> None:
        """Send no more."""
        self._line.shutdown(wait=True, cancel_futures=True)

    def _deliver(self, sent: Sent) -> None:
        digest = hmac.new(self._secret.encode(), sent.body, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "GitHub-Hookshot/sandbox",
            "X-GitHub-Event": sent.event,
            "X-GitHub-Delivery": sent.id,
            "X-GitHub-Hook-ID": "1",
            "X-Hub-Signature-256": f"sha256={digest}",
        }
        try:
            sent.status = httpx.post(
                self.url, content=sent.body, headers=headers, timeout=10.0
            ).status_code
        except httpx.HTTPError as error:
            log.info("A webhook of the sandbox was not taken: %s", type(error).__name__)
