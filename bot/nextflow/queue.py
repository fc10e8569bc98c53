"""Events of Nextflow's from a queue on SQS: for a service that nobody can reach from outside.

The queue is asked again and again, each time for up to 20 seconds. A message is deleted once what
it tells is in the database, and so is one that tells nothing; while the database is away, the
queue keeps them.
"""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.exc import SQLAlchemyError

from bot.errors import UserError
from bot.nextflow.drain import Told, Understanding
from bot.nextflow.records import Sent

log = logging.getLogger(__name__)

_AT_ONCE = 10  # SQS gives no more
_LONGEST_WAIT_S = 60.0


class Queue:
    """One queue and the thread that empties it."""

    def __init__(
        self,
        client: Any,
        url: str,
        understanding: Understanding,
        told: Told,
        clock: Callable[[], datetime],
        *,
        wait_s: int = 20,
    ) -> None:
        self._client = client
        self._url = url
        self._understanding = understanding
        self._told = told
        self._clock = clock
        self._wait_s = wait_s
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="nextflow-queue", daemon=True)

    def start(self) -> None:
        """Begin to ask."""
        self._thread.start()

    def stop(self) -> None:
        """Ask no more. A question that is on its way is not waited for: what it brings and is not
        deleted comes again."""
        self._stop.set()
        self._thread.join(1)

    def once(self) -> int:
        """Ask once; how many messages were taken and deleted. Raises what boto3 and the database
        raise."""
        answer = self._client.receive_message(
            QueueUrl=self._url, MaxNumberOfMessages=_AT_ONCE, WaitTimeSeconds=self._wait_s,
            AttributeNames=["SentTimestamp"],
        )  # fmt: skip
        messages = answer.get("Messages", [])
        if not messages:
            return 0
        news = self._understanding.take([self._sent(each) for each in messages])
        entries = [
            {"Id": str(place), "ReceiptHandle": each["ReceiptHandle"]}
            for place, each in enumerate(messages)
        ]
        deleted = self._client.delete_message_batch(QueueUrl=self._url, Entries=entries)
        for failure in deleted.get("Failed", []):  # they come again, and tell the same
            log.warning("A message of the queue was not deleted: %s.", failure.get("Code"))
        if news:
            self._told(news)
        return len(messages)

    def _sent(self, message: dict[str, Any]) -> Sent:
        """The message as it was sent: one that waited long in the queue is not of now."""
        stamp = str(message.get("Attributes", {}).get("SentTimestamp", ""))
        now = self._clock()
        at = datetime.fromtimestamp(int(stamp) / 1000, UTC) if stamp.isdigit() else now
        return Sent(min(at, now), "queue", "", "", str(message.get("Body", "")).encode())

    def _run(self) -> None:
        wait = 1.0
        while not self._stop.is_set():
            try:
                self.once()
                wait = 1.0
            except SQLAlchemyError as error:
                log.error("The queue waits for the database: %s", type(error).__name__)
            except Exception as error:  # noqa: BLE001 - boto3 raises what it likes; asked again
                log.warning("The queue of Nextflow's events cannot be asked: %s", error)
            else:
                continue
            self._stop.wait(wait)
            wait = min(wait * 2, _LONGEST_WAIT_S)


def sqs_client(url: str) -> Any:
    """A client for the queue's region; raises UserError when boto3 is not installed."""
    try:
        boto3 = import_module("boto3")
        config = import_module("botocore.config").Config
    except ImportError:
        raise UserError(
            "CARDKEEPER_NEXTFLOW_QUEUE_URL needs boto3: install cardkeeper with its extra 'aws'."
        ) from None
    return boto3.client(
        "sqs",
        region_name=region_of(url),
        config=config(connect_timeout=5, read_timeout=30, retries={"max_attempts": 2}),
    )


def region_of(url: str) -> str | None:
    """`https://sqs.eu-west-1.amazonaws.com/...`; None when the address does not tell."""
    parts = (urlsplit(url).hostname or "").split(".")
    return parts[1] if len(parts) >= 4 and parts[0] == "sqs" else None
