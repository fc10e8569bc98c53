"""What Slack sends and nobody listens to, and what breaks on the way: acknowledged all the same.

Slack shows an error of its own for what is not acknowledged, sends events again, and at last stops
sending them. Here the log says it, and whoever pressed or typed hears one sentence.
"""

import json
import logging
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.error import BoltUnhandledRequestError
from slack_sdk.errors import SlackClientError
from slack_sdk.webhook import WebhookClient

log = logging.getLogger(__name__)

Body = dict[str, Any]

_UNKNOWN = "I do not know that any more; it may be of an earlier version of me. Ask again anew."


class CalmApp(App):
    """An app that answers whatever comes: what Bolt itself cannot read is acknowledged too."""

    def dispatch(self, req: BoltRequest) -> BoltResponse:
        """As Bolt does it."""
        try:
            return super().dispatch(req)
        except Exception as error:  # noqa: BLE001 - logged; Slack is to go on sending
            _log(error)
            return BoltResponse(status=200, body="")


def listen_to_the_rest(app: App, pool: ThreadPoolExecutor) -> None:
    """Take what no listener takes; `app` must have been told to raise it."""

    def rest(error: Exception, body: Body, response: BoltResponse | None) -> BoltResponse | None:
        if response is None:  # it is acknowledged already
            _log(error)
            return None
        words, unknown = _UNKNOWN, isinstance(error, BoltUnhandledRequestError)
        if unknown:
            log.info("Slack has sent something that nobody listens to: %s.", _kind(body))
        else:
            words = f"That did not work; whoever runs Cardkeeper finds it under `{_log(error)}`."
        if unknown and "command" in body:  # one of ours is acknowledged before it is read
            answer = {"response_type": "ephemeral", "text": words}
            kind = {"content-type": "application/json"}
            return BoltResponse(status=200, headers={**kind}, body=json.dumps(answer))
        url = str(body.get("response_url") or "")
        if url and ("command" in body or body.get("type") == "block_actions"):
            pool.submit(_say, url, words)
        return BoltResponse(status=200, body="")

    handler: Callable[..., BoltResponse | None] = rest
    app.error(handler)


def _log(error: Exception) -> str:
    error_id = uuid.uuid4().hex[:8]
    log.error("Something that Slack has sent failed (error %s).", error_id, exc_info=error)
    return error_id


def _kind(body: Body) -> str:
    """In a word, nothing of what people wrote."""
    event = body.get("event")
    known = event.get("type") if isinstance(event, dict) else body.get("type")
    return str(known or ("command" if "command" in body else "unknown"))[:60]


def _say(url: str, words: str) -> None:
    try:
        WebhookClient(url, timeout=15).send(
            text=words, response_type="ephemeral", replace_original=False
        )
    except (SlackClientError, OSError) as error:
        log.warning("An answer did not reach Slack: %s", type(error).__name__)
