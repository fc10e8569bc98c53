"""What is answered is on the disk; what the disk does not take has another place."""

import errno
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.counts import REGISTRY
from bot.nextflow.frames import framed, records_in
from bot.nextflow.journal import Journal, sealed_in
from tests.bot.running import wait_for


def kept(folder: Path) -> list[bytes]:
    """Every record that a reader finds."""
    return [record for path in sealed_in(folder) for record in records_in(path.read_bytes())]


class Disk:
    """Writes as the disk does, until it is full; files of the reserve have their room already."""

    def __init__(self, *, spares_reserve: bool = True) -> None:
        self.is_full = False
        self._spares = spares_reserve

    def write(self, handle: int, content: bytes) -> int:
        name = os.readlink(f"/proc/self/fd/{handle}")
        if self.is_full and not (self._spares and "/reserve-" in name):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return os.write(handle, content)


def test_a_record_is_on_the_disk_when_its_future_says_so(tmp_path: Path) -> None:
    journal = Journal(tmp_path, reserve_bytes=1000).start()
    assert journal.append(b"one").result(10)
    (path,) = tmp_path.glob("*.open")
    assert list(records_in(path.read_bytes())) == [b"one"]
    journal.stop()
    assert kept(tmp_path) == [b"one"]


def test_records_of_many_threads_are_all_kept_in_the_order_of_each(tmp_path: Path) -> None:
    journal = Journal(tmp_path, reserve_bytes=1000).start()

    def send(name: str) -> None:
        for number in range(50):
            journal.append(f"{name}{number:02}".encode()).result(10)

    threads = [threading.Thread(target=send, args=(name,)) for name in "abcd"]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    journal.stop()
    found = kept(tmp_path)
    for name in b"abcd":
        own = [record for record in found if record[0] == name]
        assert own == sorted(own)
        assert len(own) == 50


def test_a_segment_is_sealed_by_itself(tmp_path: Path) -> None:
    journal = Journal(tmp_path, reserve_bytes=1000).start()
    journal.append(b"one").result(10)
    wait_for(lambda: kept(tmp_path) == [b"one"], 5)
    journal.stop()


def test_a_torn_record_ends_what_is_read() -> None:
    whole = framed(b"one") + framed(b"two")
    assert list(records_in(whole)) == [b"one", b"two"]
    for length in range(len(framed(b"one")), len(whole)):
        assert list(records_in(whole[:length])) == [b"one"]
    assert list(records_in(framed(b"one") + b"\0" * 100)) == [b"one"]


def test_on_a_full_disk_the_reserve_takes_over_and_gives_back(tmp_path: Path) -> None:
    disk = Disk()
    journal = Journal(tmp_path, reserve_bytes=10_000, write=disk.write).start()
    assert journal.append(b"before").result(10)
    disk.is_full = True
    assert journal.append(b"during").result(10), "it is on the disk all the same"
    assert journal.held == 0
    disk.is_full = False
    wait_for(lambda: b"during" in kept(tmp_path), 5)
    assert journal.append(b"after").result(10)
    journal.stop()
    assert kept(tmp_path) == [b"before", b"during", b"after"]
    assert not list(tmp_path.glob("reserve-*"))


def test_when_the_reserve_is_full_records_are_held_and_written_later(tmp_path: Path) -> None:
    disk = Disk()
    journal = Journal(tmp_path, reserve_bytes=100, write=disk.write).start()
    disk.is_full = True
    said = [journal.append(f"record {n}".encode()).result(10) for n in range(20)]
    assert said[0]
    assert not said[-1]
    assert journal.held
    disk.is_full = False
    wait_for(lambda: not journal.held, 5)
    journal.stop()
    assert kept(tmp_path) == [f"record {n}".encode() for n in range(20)]
    assert journal.lost == 0


def counted() -> dict[str, float]:
    """What the metrics say."""
    asked = REGISTRY.get_sample_value
    name = "cardkeeper_nextflow_events"
    outcomes = {o: asked(f"{name}_total", {"outcome": o}) or 0 for o in ("kept", "lost")}
    return outcomes | {"held": asked(f"{name}_held") or 0}


def told_since(before: dict[str, float]) -> dict[str, float]:
    now = counted()
    return {name: now[name] - before[name] for name in now if now[name] != before[name]}


def test_what_memory_has_no_room_for_is_counted_as_lost(tmp_path: Path) -> None:
    disk = Disk(spares_reserve=False)
    journal = Journal(tmp_path, reserve_bytes=100, memory_bytes=50, write=disk.write).start()
    disk.is_full = True
    before = counted()
    for number in range(10):
        assert not journal.append(f"record {number}".encode()).result(10)
    assert (journal.held, journal.lost) == (6, 4)
    assert told_since(before) == {"lost": 4, "held": 6}
    disk.is_full = False
    wait_for(lambda: not journal.held, 5)
    journal.stop()
    assert told_since(before) == {"lost": 4, "kept": 6}
    assert kept(tmp_path) == [f"record {n}".encode() for n in range(4, 10)]


def test_a_write_that_breaks_off_leaves_no_half_of_a_record(tmp_path: Path) -> None:
    breaks: list[Callable[[], None]] = []

    def write(handle: int, content: bytes) -> int:
        if breaks and b"second" in content and "/reserve-" not in os.readlink(
            f"/proc/self/fd/{handle}"
        ):  # fmt: skip
            breaks.pop()
            os.write(handle, content[:25])
            raise OSError(errno.EIO, "broken")
        return os.write(handle, content)

    journal = Journal(tmp_path, reserve_bytes=10_000, write=write).start()
    assert journal.append(b"first").result(10)
    breaks.append(lambda: None)
    assert journal.append(b"second").result(10)
    assert journal.append(b"third").result(10)
    journal.stop()
    assert sorted([*kept(tmp_path), *_in_reserves(tmp_path)]) == [b"first", b"second", b"third"]


def _in_reserves(folder: Path) -> list[bytes]:
    return [r for path in folder.glob("reserve-*") for r in records_in(path.read_bytes())]


_KILLED = """
import os, sys
from pathlib import Path
from bot.nextflow.journal import Journal
journal = Journal(Path(sys.argv[1]), reserve_bytes=10_000).start()
journal._reserve.put([b"in the reserve"])
journal.append(b"in a segment").result(10)
os.kill(os.getpid(), 9)
"""


@pytest.mark.slow
def test_what_a_killed_process_has_answered_is_found_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = subprocess.run([sys.executable, "-c", _KILLED, str(tmp_path)], check=False)
    assert ended.returncode == -9
    journal = Journal(tmp_path, reserve_bytes=1000).start()
    journal.append(b"later").result(10)
    journal.stop()
    monkeypatch.setattr("bot.nextflow.journal._ORPHAN_S", -1)
    assert sorted(kept(tmp_path)) == [b"in a segment", b"in the reserve", b"later"]
