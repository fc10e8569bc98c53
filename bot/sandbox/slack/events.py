"""The Events API: what happens in the workspace is told to the app, up to four times.

Source of the retry times: docs.slack.dev, at once, after a minute, after five minutes.
"""

import json
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from bot.sandbox.slack.database import Database, Json
from bot.sandbox.slack.delivery import Answer, Transport
from bot.sandbox.slack.faults import Faults
from bot.sandbox.slack.workspace import Workspace, new_id

_LINK = re.compile(r"<(https?://([^/\s<>|]+)[^\s<>|]*)(?:\|[^<>]*)?>")
RETRY_SECONDS = (0.0, 60.0, 300.0)


@dataclass(frozen=True)
class Delivery:
    """One attempt to tell the app something, and how it went."""

    event_id: str
    event_type: str
    attempt: int
    error: str | None


class Events:
    """Queues events durably, delivers them beside the caller, and tries again.

    `retry_scale` shortens the waits between attempts (1.0 = Slack's own). `deliveries` lists
    every attempt since the process started.
    """

    def __init__(
        self,
        database: Database,
        workspace: Workspace,
        transport: Callable[[], Transport],
        faults: Faults,
    ) -> None:
        self.database = database
        self.workspace = workspace
        self.faults = faults
        self.retry_scale = 1.0
        self.deliveries: list[Delivery] = []
        self._transport = transport
        self._pool = ThreadPoolExecutor(4, thread_name_prefix="slack-events")
        self._timers: set[threading.Timer] = set()
        self._changed = threading.Condition()
        self._closed = threading.Event()

    # -- what happened -------------------------------------------------------------------------
    def message_posted(self, channel: Json, message: Json) -> None:
        """A message was said: `message.im`, `.channels` or `.groups`, and `app_mention`."""
        event = message | {
            "channel": channel["id"],
            "event_ts": message["ts"],
            "channel_type": self._kind(channel),
        }
        self._message(channel, event)
        self._links_shared(channel, message)
        bot = self.workspace.app()["bot_user_id"]
        mentioned = f"<@{bot}" in message.get("text", "") and message.get("user") != bot
        if mentioned and not channel["is_im"] and self._wanted("app_mention"):
            self.send(event | {"type": "app_mention"})

    def _links_shared(self, channel: Json, message: Json) -> None:
        """Links to the app's own domains, which it may show a preview of."""
        domains = self.workspace.app()["unfurl_domains"]
        links = [
            {"url": url, "domain": host}
            for url, host in _LINK.findall(message.get("text", ""))
            if any(host == domain or host.endswith(f".{domain}") for domain in domains)
        ]
        if links and message.get("user") and self._wanted("link_shared"):
            event = {
                "type": "link_shared",
                "user": message["user"],
                "channel": channel["id"],
                "message_ts": message["ts"],
                "links": links,
                "source": "conversations_history",
                "unfurl_id": f"C{message['ts']}-{channel['id']}",
                "is_bot_user_member": True,
                "event_ts": self.workspace.next_ts(),
            }
            self.send(event)

    def message_changed(self, channel: Json, before: Json, after: Json) -> None:
        """A message reads differently now."""
        self._message(channel, self._about(channel, "message_changed", before) | {"message": after})

    def message_deleted(self, channel: Json, before: Json) -> None:
        """A message is gone."""
        about = self._about(channel, "message_deleted", before)
        self._message(channel, about | {"deleted_ts": before["ts"]})

    def home_opened(self, user: str, channel: str, tab: str, view: Json | None) -> None:
        """Somebody looks at the app's home or messages tab."""
        if self._wanted("app_home_opened"):
            event = {
                "type": "app_home_opened",
                "user": user,
                "channel": channel,
                "tab": tab,
                "event_ts": self.workspace.next_ts(),
            }
            self.send(event | ({"view": view} if view else {}))

    def _about(self, channel: Json, subtype: str, before: Json) -> Json:
        ts = self.workspace.next_ts()
        return {
            "type": "message",
            "subtype": subtype,
            "hidden": True,
            "channel": channel["id"],
            "channel_type": self._kind(channel),
            "previous_message": before,
            "ts": ts,
            "event_ts": ts,
        }

    def _message(self, channel: Json, event: Json) -> None:
        names = {"im": "message.im", "group": "message.groups", "channel": "message.channels"}
        bot = self.workspace.app()["bot_user_id"]
        if self._wanted(names[self._kind(channel)]) and self.workspace.is_member(
            channel["id"], bot
        ):
            self.send(event)

    def _kind(self, channel: Json) -> str:
        if channel["is_im"]:
            return "im"
        return "group" if channel["is_private"] else "channel"

    def _wanted(self, name: str) -> bool:
        app = self.workspace.app()
        reachable = app["mode"] == "socket" or app["request_url"]
        return bool(reachable) and name in app["events"]

    # -- telling it ----------------------------------------------------------------------------
    def send(self, event: Json) -> str:
        """Queue any event for the app; its event_id. It is on disk when this returns."""
        app, team = self.workspace.app(), self.workspace.team()
        event_id = new_id("Ev")
        authorization = {
            "enterprise_id": None,
            "team_id": team["id"],
            "user_id": app["bot_user_id"],
            "is_bot": True,
            "is_enterprise_install": False,
        }
        payload = {
            "token": app["verification_token"],
            "team_id": team["id"],
            "api_app_id": app["id"],
            "event": event,
            "type": "event_callback",
            "event_id": event_id,
            "event_time": int(self.workspace.now().timestamp()),
            "authorizations": [authorization],
            "is_ext_shared_channel": False,
            "event_context": f"4-{event_id}",
        }
        with self.database.write() as connection:
            connection.execute(
                "INSERT INTO events VALUES (?, ?, 0, '')", (event_id, json.dumps(payload))
            )
        self._later(event_id, 0.0)
        return event_id

    def resume(self) -> None:
        """Go on with events that an earlier process left behind."""
        for row in self.database.rows("SELECT id, attempt FROM events"):
            wait = RETRY_SECONDS[row["attempt"] - 1] if row["attempt"] else 0.0
            self._later(row["id"], wait)

    def verify_url(self) -> Answer:
        """Send url_verification, as Slack does when a request URL is entered."""
        challenge = new_id("")
        payload = {"type": "url_verification", "challenge": challenge}
        token = self.workspace.app()["verification_token"]
        answer = self._transport().send("events_api", payload | {"token": token})
        said = answer.body
        if isinstance(said, dict):
            said = said.get("challenge")
        if answer.error is None and said != challenge:
            return Answer(body=answer.body, error="challenge_failed")
        return answer

    def wait_until_idle(self, timeout: float) -> bool:
        """Wait until nothing is left to tell; whether that is so."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._pending(), timeout)

    def _pending(self) -> int:
        row = self.database.row("SELECT count(*) AS n FROM events")
        return int(row["n"]) if row else 0

    def _later(self, event_id: str, wait: float) -> None:
        if self._closed.is_set():
            return
        if wait <= 0:
            self._pool.submit(self._deliver, event_id)
            return
        timer = threading.Timer(wait * self.retry_scale, self._ring, [event_id])
        timer.daemon = True
        self._timers.add(timer)
        timer.start()

    def _ring(self, event_id: str) -> None:
        self._timers = {timer for timer in self._timers if timer.is_alive()}
        self._later(event_id, 0.0)

    def _deliver(self, event_id: str) -> None:
        row = self.database.row("SELECT * FROM events WHERE id = ?", event_id)
        if row is None or self._closed.is_set():
            return
        payload, attempt = json.loads(row["payload"]), row["attempt"]
        answer = self._transport().send("events_api", payload, attempt, row["reason"])
        if answer.error is None and self.faults.doubles_event():
            self._transport().send("events_api", payload, attempt, row["reason"])
        if self._closed.is_set():
            return
        last = answer.error is None or answer.no_retry or attempt >= len(RETRY_SECONDS)
        with self.database.write() as connection:
            if last:
                connection.execute("DELETE FROM events WHERE id = ?", (event_id,))
            else:
                connection.execute(
                    "UPDATE events SET attempt = ?, reason = ? WHERE id = ?",
                    (attempt + 1, answer.reason, event_id),
                )
        kind = payload["event"]["type"]
        with self._changed:
            self.deliveries.append(Delivery(event_id, kind, attempt, answer.error))
            self._changed.notify_all()
        if not last:
            self._later(event_id, RETRY_SECONDS[attempt])

    def close(self) -> None:
        """Stop; what is left stays on disk for `resume`."""
        self._closed.set()
        for timer in self._timers:
            timer.cancel()
        self._pool.shutdown(wait=True, cancel_futures=True)
