"""Room on the disk that is taken in advance, for the day when it is full."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from bot.nextflow.frames import END, SEALED, framed, records_in

_CHUNK = 1_000_000


class Reserve:
    """A file of fixed size, filled with zeros; records are written into it from its beginning.

    Writing into blocks that are there needs no new ones. File systems that never write in place
    (btrfs, zfs) give no such promise.
    """

    def __init__(self, path: Path, size: int, write: Callable[[int, bytes], int]) -> None:
        self._path = path
        self._size = size
        self._write = write
        self._file = -1
        self._used = 0

    @property
    def is_used(self) -> bool:
        """Whether records are in it."""
        return self._used > 0

    def make(self) -> None:
        """Make the file. One that an earlier process has left with records in it is given to
        whoever reads segments: it can be read as one."""
        for path in self._path.parent.glob("reserve-*"):
            if path.suffix != SEALED and (path == self._path or not _is_alive(path)):
                _hand_over(path)
        self._file = os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            lacking = self._size
            while lacking > 0:
                lacking -= self._write(self._file, b"\0" * min(_CHUNK, lacking))
            os.fsync(self._file)
        except OSError:
            self._size = os.fstat(self._file).st_size  # what there was room for
            raise

    def put(self, records: list[bytes]) -> bool:
        """Put the records behind those that are there; False when they do not fit or the disk
        fails, and then none of them is there."""
        content = b"".join(map(framed, records))
        if self._file < 0 or self._used + len(content) + len(END) > self._size:
            return False
        if self._put_at(self._used, content + END):
            self._used += len(content)
            return True
        self._put_at(self._used, END)
        return False

    def records(self) -> list[bytes]:
        """The records in it, in their order."""
        if self._file < 0:
            return []
        return list(records_in(os.pread(self._file, self._size, 0)))

    def empty(self) -> None:
        """Forget them: they are elsewhere now."""
        if self._put_at(0, END):
            self._used = 0

    def close(self) -> None:
        """Close the file; one without records is removed."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
            if not self._used:
                self._path.unlink(missing_ok=True)

    def _put_at(self, place: int, content: bytes) -> bool:
        try:
            os.lseek(self._file, place, os.SEEK_SET)
            rest = memoryview(content)
            while rest:
                rest = rest[self._write(self._file, bytes(rest)) :]
            os.fsync(self._file)
        except OSError:
            return False
        return True


def _hand_over(path: Path) -> None:
    with path.open("rb") as file:
        has_records = next(records_in(file.read()), None) is not None
    if has_records:
        path.rename(path.with_name(f"{time.time_ns() // 1_000_000:015d}-{path.name}{SEALED}"))
    else:
        path.unlink(missing_ok=True)


def _is_alive(path: Path) -> bool:
    """Whether the process that a reserve is named after is there; its number may be another's now,
    and then the reserve is found at a later start."""
    try:
        os.kill(int(path.name.rpartition("-")[2]), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True
