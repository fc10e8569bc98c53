"""Webhooks on their way: signed, retried after 30, 60 and 120 seconds, then given up.

Rules: facts, delivery, retry, disable. What is not delivered yet lies in the store, so a restart
loses none of it. Waiting is by the machine's own clock, not by that of the boards.
"""

import base64
import hashlib
import hmac
import threading
import time
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec
import requests

from bot.sandbox.trello.faults import Faults
from bot.sandbox.trello.routes.webhooks import drop_webhook, save_webhook
from bot.sandbox.trello.store import Json
from bot.sandbox.trello.world import World

RETRIES_S = (30.0, 60.0, 120.0)
_GIVE_UP_AFTER = timedelta(days=30)
_GIVE_UP_FAILURES = 1000


class _Parcel(NamedTuple):
    seq: int
    webhook: str
    body: bytes
    client: str | None
    attempts: int
    luck: str | None


class Deliveries:
    """The thread that posts. `retry_factor` scales the waits (0.001 in tests)."""

    def __init__(self, world: World, faults: Faults) -> None:
        self.retry_factor = 1.0
        self.timeout_s = 10.0
        self._world = world
        self._faults = faults
        self._changed = threading.Condition()
        self._news = 0
        self._stopping = False
        self._session = requests.Session()
        self._session.trust_env = False  # a callback on this machine is not behind a proxy
        self._thread = threading.Thread(target=self._run, name="trello-webhooks", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """There may be something to deliver."""
        with self._changed:
            self._news += 1
            self._changed.notify_all()

    def close(self) -> None:
        """Stop after the delivery under way; the rest stays in the store."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        self._thread.join(self.timeout_s + 1)
        self._session.close()

    def waiting(self) -> int:
        """How many deliveries are still to be made, retries included."""
        with self._world.store.reading():
            return int(self._world.store.rows("SELECT COUNT(*) FROM deliveries")[0][0])

    def wait_until_done(self, timeout_s: float) -> bool:
        """Wait until nothing is left to deliver; whether that came to be."""
        deadline = time.monotonic() + timeout_s
        with self._changed:
            while self.waiting():
                left = deadline - time.monotonic()
                if left <= 0:
                    return False
                self._changed.wait(left)
        return True

    def _run(self) -> None:
        seen = -1
        while True:
            with self._changed:
                if self._stopping:
                    return
                seen = self._news
            parcel, wait_s = self._next()
            if parcel is not None:
                self._handle(parcel)
                with self._changed:
                    self._changed.notify_all()
                continue
            with self._changed:
                if seen == self._news and not self._stopping:
                    self._changed.wait(wait_s)

    def _next(self) -> tuple[_Parcel | None, float | None]:
        with self._world.store.reading():
            rows = self._world.store.rows(
                "SELECT due_at, seq, webhook, body, client, attempts, luck FROM deliveries"
                " ORDER BY due_at, seq LIMIT 1"
            )
        if not rows:
            return None, None
        wait_s = float(rows[0][0]) - time.time()
        return (None, wait_s) if wait_s > 0 else (_Parcel(*rows[0][1:]), None)

    def _handle(self, parcel: _Parcel) -> None:
        luck = parcel.luck
        if luck is None:
            luck = self._faults.of_webhook() or "none"
            if luck == "lost":
                self._forget(parcel)
                return
            if luck == "delayed":
                due_at = time.time() + self._faults.webhook_delay_s
                self._keep(parcel, parcel.attempts, due_at, luck)
                return
        status = self._post(parcel)
        if luck == "doubled" and status == 200:
            self._post(parcel)
        self._settle(parcel, status, luck)

    def _post(self, parcel: _Parcel) -> int | None:
        """The status of the answer; None without one, 0 when the webhook is gone."""
        with self._world.store.reading():
            rows = self._world.store.rows(
                "SELECT w.callback, k.secret FROM webhooks w JOIN keys k ON k.key = w.key"
                " WHERE w.id=?",
                parcel.webhook,
            )
        if not rows:
            return 0
        callback, secret = rows[0]
        mac = hmac.new(secret.encode(), parcel.body + callback.encode(), hashlib.sha1)
        headers = {
            "User-Agent": "Trello",
            "Content-Type": "application/json",
            "X-Trello-Webhook": base64.b64encode(mac.digest()).decode(),
        }
        if parcel.client:
            headers["X-Trello-Client-Identifier"] = parcel.client
        try:
            answer = self._session.post(
                callback, parcel.body, headers=headers, timeout=self.timeout_s
            )
        except requests.RequestException:
            return None
        return answer.status_code

    def _settle(self, parcel: _Parcel, status: int | None, luck: str) -> None:
        store = self._world.store
        with store.transaction():
            if status == 410:
                drop_webhook(self._world, parcel.webhook)
                return
            rows = store.rows("SELECT body FROM webhooks WHERE id=?", parcel.webhook)
            if not rows or status == 200 or parcel.attempts >= len(RETRIES_S):
                store.change("DELETE FROM deliveries WHERE seq=?", parcel.seq)
            else:
                wait_s = RETRIES_S[parcel.attempts] * self.retry_factor
                self._put_off(parcel, parcel.attempts + 1, time.time() + wait_s, luck)
            if rows:
                webhook = msgspec.json.decode(rows[0][0])
                if self._note(webhook, status == 200):
                    save_webhook(self._world, webhook)

    def _note(self, webhook: Json, success: bool) -> bool:
        """Count failures; off only after 30 days and more than 1,000 of them in a row."""
        if success:
            failed = bool(webhook["consecutiveFailures"])
            webhook |= {"consecutiveFailures": 0, "firstConsecutiveFailDate": None}
            return failed
        webhook["consecutiveFailures"] += 1
        webhook["firstConsecutiveFailDate"] = (
            webhook["firstConsecutiveFailDate"] or self._world.date()
        )
        first = datetime.fromisoformat(webhook["firstConsecutiveFailDate"])
        long_ago = self._world.now() - first >= _GIVE_UP_AFTER
        if long_ago and webhook["consecutiveFailures"] > _GIVE_UP_FAILURES:
            webhook["active"] = False
        return True

    def _forget(self, parcel: _Parcel) -> None:
        with self._world.store.transaction():
            self._world.store.change("DELETE FROM deliveries WHERE seq=?", parcel.seq)

    def _keep(self, parcel: _Parcel, attempts: int, due_at: float, luck: str) -> None:
        with self._world.store.transaction():
            self._put_off(parcel, attempts, due_at, luck)

    def _put_off(self, parcel: _Parcel, attempts: int, due_at: float, luck: str) -> None:
        self._world.store.change(
            "UPDATE deliveries SET attempts=?, due_at=?, luck=? WHERE seq=?",
            attempts,
            due_at,
            luck,
            parcel.seq,
        )
