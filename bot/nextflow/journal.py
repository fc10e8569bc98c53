"""The first place of what Nextflow sends: files that are only appended to, on the disk before the
sender is answered.

No database has a part in it, so that one that is slow or away holds up no run. Records that arrive
together are written together, with one `fsync`. A segment is sealed after half a second, and read
and removed by `drain`. When the disk is full, a file that was filled in advance takes over; when
that is full, too, or the disk fails, records are held in memory until they can be written. A run
is never told of any of it.
"""

import fcntl
import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

from bot.counts import NEXTFLOW_EVENTS, NEXTFLOW_HELD
from bot.nextflow.frames import SEALED, framed
from bot.nextflow.reserve import Reserve

log = logging.getLogger(__name__)

OPEN = ".open"
_SEAL_S = 0.5
_SEGMENT_BYTES = 8_000_000
_AGAIN_S = 1.0  # how often a disk that failed is tried again
_ORPHAN_S = 10.0

Write = Callable[[int, bytes], int]


class Journal:
    """Takes records from any thread; one thread writes them."""

    def __init__(
        self,
        folder: Path,
        *,
        reserve_bytes: int = 16_000_000,
        memory_bytes: int = 64_000_000,
        write: Write = os.write,
    ) -> None:
        self._folder = folder
        self._write = write
        self._memory_bytes = memory_bytes
        self._reserve = Reserve(folder / f"reserve-{os.getpid()}", reserve_bytes, write)
        self._new: list[tuple[bytes, Future[bool]]] = []
        self._held: deque[bytes] = deque()  # what no disk would take
        self._held_bytes = 0
        self._awake = threading.Condition()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="nextflow-journal", daemon=True)
        self._segment: _Segment | None = None
        self._count = 0
        self._failed_at = 0.0
        self.lost = 0  # records that had no place anywhere

    @property
    def held(self) -> int:
        """Records that are in memory only, because the disk took none."""
        return len(self._held)

    def start(self) -> "Journal":
        """Make the folder and the reserve, and begin to write. What cannot be made is made later:
        to take nothing at all would be worse."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._reserve.make()
        except OSError as error:
            log.error("The journal of Nextflow's events has no reserve: %s", error.strerror)
        self._thread.start()
        return self

    def append(self, record: bytes) -> "Future[bool]":
        """Its result: whether the record is on the disk; it never fails."""
        future: Future[bool] = Future()
        with self._awake:
            self._new.append((record, future))
            self._awake.notify()
        return future

    def stop(self) -> None:
        """Write what is here, seal it, and end."""
        with self._awake:
            self._stopping = True
            self._awake.notify()
        self._thread.join(10)

    def _run(self) -> None:
        while True:
            with self._awake:
                if not self._new and not self._stopping:
                    self._awake.wait(self._pause())
                batch, self._new = self._new, []
                stopping = self._stopping
            self._failed_at = 0.0 if stopping else self._failed_at  # the last try
            on_disk = self._keep_whatever_happens([record for record, _ in batch])
            for _, future in batch:
                future.set_result(on_disk)
            if self._segment is not None and (stopping or self._segment.is_due(_SEAL_S)):
                self._seal()
            if stopping and not self._new:
                self._reserve.close()
                return

    def _pause(self) -> float | None:
        """How long nothing is to be done if nothing comes."""
        if self._segment is not None:
            return _SEAL_S / 2
        return _AGAIN_S if self._held or self._reserve.is_used else None

    def _keep_whatever_happens(self, batch: list[bytes]) -> bool:
        try:
            return self._keep(batch)
        except Exception:
            log.exception("The journal of Nextflow's events failed.")
            self._hold(batch)
            return False

    def _keep(self, batch: list[bytes]) -> bool:
        """Put the records on the disk, after those that wait for it; whether they are there."""
        waiting = [*self._held, *batch]
        is_patient = not self._failed_at or time.monotonic() - self._failed_at >= _AGAIN_S
        if is_patient and self._reserve.is_used and self._to_segment(self._reserve.records()):
            self._reserve.empty()
        if not waiting:
            return True
        in_segment = is_patient and not self._reserve.is_used and self._to_segment(waiting)
        if in_segment or self._reserve.put(waiting):
            if self._held:
                log.warning("%d events of Nextflow's are on the disk now.", len(self._held))
            self._held.clear()
            self._held_bytes = 0
            NEXTFLOW_EVENTS.labels("kept").inc(len(waiting))
            NEXTFLOW_HELD.set(0)
            return True
        self._hold(batch)
        return False

    def _hold(self, batch: list[bytes]) -> None:
        if batch and not self._held:
            log.error("The disk takes no events of Nextflow's; they are held in memory.")
        for record in batch:
            self._held.append(record)
            self._held_bytes += len(record)
        while self._held_bytes > self._memory_bytes:
            self._held_bytes -= len(self._held.popleft())
            self.lost += 1
            NEXTFLOW_EVENTS.labels("lost").inc()
            log.error("An event of Nextflow's is lost: there is no room on the disk or in memory.")
        NEXTFLOW_HELD.set(len(self._held))

    def _to_segment(self, records: list[bytes]) -> bool:
        """Append and `fsync`; a segment that failed goes back to what it was, and is sealed."""
        try:
            if self._segment is None:
                self._count += 1
                name = f"{time.time_ns() // 1_000_000:015d}-{os.getpid()}-{self._count}"
                self._segment = _Segment(self._folder / f"{name}{OPEN}", self._write)
            self._segment.append(b"".join(map(framed, records)))
        except OSError as error:
            if not self._failed_at:
                log.error("The disk takes no events of Nextflow's: %s.", error.strerror)
            self._failed_at = time.monotonic()
            self._seal()
            return False
        self._failed_at = 0.0
        if self._segment.size > _SEGMENT_BYTES:
            self._seal()
        return True

    def _seal(self) -> None:
        segment, self._segment = self._segment, None
        if segment is not None:
            segment.seal()


class _Segment:
    """One file while it is written; its lock tells other processes that its writer lives."""

    def __init__(self, path: Path, write: Write) -> None:
        self._path = path
        self._put = write
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_APPEND, 0o600)
        self.size = 0
        self._begun = time.monotonic()
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _sync_folder(path.parent)
        except OSError:
            os.close(self._file)
            path.unlink(missing_ok=True)
            raise

    def is_due(self, seconds: float) -> bool:
        return time.monotonic() - self._begun >= seconds

    def append(self, content: bytes) -> None:
        """All of it on the disk, or nothing."""
        try:
            rest = memoryview(content)
            while rest:
                rest = rest[self._put(self._file, bytes(rest)) :]
            os.fsync(self._file)
        except OSError:
            os.ftruncate(self._file, self.size)
            raise
        self.size += len(content)

    def seal(self) -> None:
        """Give it to whoever reads; an empty one is removed."""
        try:
            if self.size:
                self._path.rename(self._path.with_suffix(SEALED))
            else:
                self._path.unlink(missing_ok=True)
        except OSError as error:  # it is found as one whose writer is gone
            log.warning("A segment of Nextflow's events is not sealed: %s.", error.strerror)
        finally:
            os.close(self._file)


def sealed_in(folder: Path) -> list[Path]:
    """Segments to be read, the oldest first; those among them whose writer was killed."""
    for path in folder.glob(f"*{OPEN}"):
        _adopt(path)
    return sorted(folder.glob(f"*{SEALED}"))


def _adopt(path: Path) -> None:
    try:
        if time.time() - path.stat().st_mtime < _ORPHAN_S:
            return
        file = os.open(path, os.O_RDONLY)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.rename(path.with_suffix(SEALED))
        finally:
            os.close(file)
    except OSError:
        return  # its writer lives, or another reader was faster


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
