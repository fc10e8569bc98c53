"""What Nextflow sent, just as it came: the journal keeps it, others understand it later."""

from datetime import datetime
from typing import Literal

import msgspec
from msgspec import Struct

Way = Literal["weblog", "tower", "queue"]


class Sent(Struct, frozen=True, array_like=True):
    """A request or a message. It may hold secrets, and is gone once it is understood."""

    at: datetime
    way: Way
    method: str
    path: str  # below the endpoint's address
    body: bytes
    base: str = ""  # where the sender reached us: `http://10.1.2.3:8380`


def packed(sent: Sent) -> bytes:
    """As a record."""
    return msgspec.msgpack.encode(sent)


def unpacked(record: bytes) -> Sent | None:
    """From a record; None when another version wrote something else."""
    try:
        return msgspec.msgpack.decode(record, type=Sent)
    except msgspec.MsgspecError:
        return None
