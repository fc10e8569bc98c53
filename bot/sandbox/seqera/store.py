"""Where the stand-in keeps its runs: in a file, so that another start finds them as they were."""

import threading
from datetime import datetime
from pathlib import Path

import msgspec

from bot.sandbox.seqera.runs import StoredRun


class RunStore:
    """Runs by id; safe for any number of threads. Without a path they are in memory only."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._runs: dict[str, StoredRun] = {}
        if path is not None and path.exists():
            kept = msgspec.json.decode(path.read_bytes(), type=list[StoredRun])
            self._runs = {run.id: run for run in kept}

    def get(self, run_id: str) -> StoredRun | None:
        """The run of this id."""
        with self._lock:
            return self._runs.get(run_id)

    def put(self, run: StoredRun) -> None:
        """Add a run, or change it."""
        with self._lock:
            self._runs[run.id] = run
            self._write()

    def put_all(self, runs: list[StoredRun]) -> None:
        """Add many at once."""
        with self._lock:
            self._runs |= {run.id: run for run in runs}
            self._write()

    def latest_first(self) -> list[StoredRun]:
        """Every run, as the list has them."""
        with self._lock:
            return sorted(self._runs.values(), key=_submitted, reverse=True)

    def _write(self) -> None:
        if self._path is not None:
            draft = self._path.with_suffix(".new")
            draft.write_bytes(msgspec.json.encode(list(self._runs.values())))
            draft.replace(self._path)


def _submitted(run: StoredRun) -> datetime:
    return run.submit
