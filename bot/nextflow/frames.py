"""Records in a file: each with its length and a checksum before it, so that a torn one is told."""

import zlib
from collections.abc import Iterator

_HEAD = 18  # `0000012c 9ae0daaf `
SEALED = ".sealed"  # of the name of a file that nobody writes any more
END = b"\0" * _HEAD  # no record begins so


def framed(record: bytes) -> bytes:
    """The record as it stands in a file."""
    return b"%08x %08x %b" % (len(record), zlib.crc32(record), record)


def records_in(content: bytes) -> Iterator[bytes]:
    """The whole records from the beginning; what comes after a torn one is not looked at."""
    at = 0
    while at + _HEAD <= len(content):
        head = content[at : at + _HEAD].split(b" ")
        try:
            length, checksum = int(head[0], 16), int(head[1], 16)
        except (ValueError, IndexError):
            return
        record = content[at + _HEAD : at + _HEAD + length]
        if len(record) != length or zlib.crc32(record) != checksum:
            return
        yield record
        at += _HEAD + length
