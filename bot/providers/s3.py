"""Objects and folders in S3: whether they are there, how large, since when.

One call for an object (`head_object`); for a folder, or where there is no such object, one that
lists one key below it. S3 documents 5,500 such calls a second for a prefix. Without the right to
list a bucket, S3 refuses (403) what is not there as it refuses what may not be seen.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from sqlalchemy import Engine

from bot.providers.answers import CouldNotAsk, Limit, could_not_ask, mapping, no_live_status, number
from bot.providers.aws import AwsCalls, regions_of
from bot.providers.redaction import redact
from bot.settings import Settings
from protocol.links import LinkReference, LinkState, references_in

NAME = "s3"
TITLE = "S3"
_PLAIN = re.compile(r"s3://(?P<b>[^/]+)(?:/(?P<k>.*))?$")
_HOSTED = re.compile(
    r"https://(?P<b>[a-z0-9.-]+?)\.s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com(?:/(?P<k>.*))?$"
)
_PATHED = re.compile(r"https://s3(?:[.-][a-z0-9-]+)?\.amazonaws\.com/(?P<b>[^/]+)(?:/(?P<k>.*))?$")
_CONSOLE = re.compile(
    r"https://[\w.-]*console\.aws\.amazon\.com/s3/(?:object|buckets)/(?P<b>[^/?#]+)"
    r"(?:\?(?:.*&)?prefix=(?P<k>[^&]*))?$"
)
_ARCHIVED = {"GLACIER": "in the archive", "DEEP_ARCHIVE": "in the deep archive"}


class S3:
    """S3 with the credentials of the machine."""

    name = NAME
    title = TITLE

    def __init__(
        self, regions: Sequence[str], *, endpoint: str = "", timeout_s: float = 10.0
    ) -> None:
        self.aws = AwsCalls(
            "s3", TITLE, regions, limit=Limit(100, 10.0), endpoint=endpoint, timeout_s=timeout_s
        )

    @property
    def is_live(self) -> bool:
        """Whether there is a region to ask from, and boto3."""
        return self.aws.can_ask

    @property
    def calls_left(self) -> int:
        """Of those that may be made now."""
        return self.aws.limit.left

    def match(self, text: str) -> tuple[LinkReference, ...]:
        """Objects and folders in the text; never with the signature of an address."""
        return tuple(each for each in references_in(text) if each.system == NAME)

    def fetch(self, reference: LinkReference, now: datetime) -> LinkState:
        """One call; two where a folder is named as if it were an object."""
        place = place_of(reference)
        if not self.is_live or place is None:
            return no_live_status(reference, now)
        bucket, key = place
        if key and not key.endswith("/"):
            answer = self._call("head_object", Bucket=bucket, Key=key)
            if not isinstance(answer, CouldNotAsk):
                return read_object(reference, mapping(answer), now)
            if answer.status != 404:
                return could_not_ask(reference, now, answer.why)
            key += "/"
        listed = self._call("list_objects_v2", Bucket=bucket, Prefix=key, MaxKeys=1)
        if isinstance(listed, CouldNotAsk):
            return could_not_ask(reference, now, listed.why)
        if "KeyCount" not in listed:
            return could_not_ask(reference, now, f"{TITLE} gave an answer that cannot be read")
        if not number(listed["KeyCount"]):
            return could_not_ask(reference, now, f"{TITLE} has nothing at this address")
        title = redact(f"{bucket}/{key}".rstrip("/"))
        return LinkState(reference, "present", asked=now, title=title)

    def close(self) -> None:
        """Close the connections."""
        self.aws.close()

    def _call(self, operation: str, **given: Any) -> Any:
        return self.aws.call(self.aws.regions[0], operation, **given)


def place_of(reference: LinkReference) -> tuple[str, str] | None:
    """Bucket and key; the key of a web address is unquoted."""
    for pattern in (_PLAIN, _PATHED, _HOSTED, _CONSOLE):
        found = pattern.match(reference.url)
        if found is not None:
            key = found["k"] or ""
            return found["b"], key if pattern is _PLAIN else unquote(key)
    return None


def read_object(reference: LinkReference, answer: Mapping[str, Any], now: datetime) -> LinkState:
    """An object: it is there. What has neither time nor tag is no answer of S3's."""
    written = answer.get("LastModified")
    if not isinstance(written, datetime) and not answer.get("ETag"):
        return could_not_ask(reference, now, f"{TITLE} gave an answer that cannot be read")
    place = place_of(reference)
    name = place[1].rpartition("/")[2] if place else ""
    size = number(answer.get("ContentLength"))
    kind = str(answer.get("StorageClass") or "").upper()
    told = [_size_words(size)] if size is not None else []
    told += [_ARCHIVED[kind]] if kind in _ARCHIVED else []
    return LinkState(
        reference,
        "present",
        asked=now,
        title=redact(name),
        changed=written if isinstance(written, datetime) else None,
        detail=", ".join(told),
    )


def _size_words(size: float) -> str:
    for unit in ("bytes", "kB", "MB", "GB", "TB"):
        if size < 1000 or unit == "TB":
            return f"{size:.0f} {unit}" if unit == "bytes" or size >= 10 else f"{size:.1f} {unit}"
        size /= 1000
    return ""


def from_settings(settings: Settings, _engine: Engine) -> S3:
    """S3 as the settings name it."""
    return S3(regions_of(settings), endpoint=settings.aws_endpoint)
