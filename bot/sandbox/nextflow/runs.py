"""Runs that are played, and where they are kept, so that another start goes on with them."""

import threading
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

Way = Literal["weblog", "tower"]
State = Literal["running", "silent", "succeeded", "failed"]


class PlayedRun(Struct):
    """One run; `done` of `tasks` tasks have ended well, `tries` were made again."""

    id: str
    way: Way
    name: str
    pipeline: str
    session: str
    start: datetime
    card: str = ""  # an address, as `--trello_card` has it
    state: State = "running"
    complete: datetime | None = None
    tasks: int = 24
    done: int = 0
    cached: int = 0
    tries: int = 0
    resumed: bool = False
    workflow_id: str = ""  # as the endpoint has named it
    page: str = ""


class PlayedRuns:
    """Runs by id, in a file; safe for any number of threads. Without a path in memory only."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._runs: dict[str, PlayedRun] = {}
        if path is not None and path.exists():
            kept = msgspec.json.decode(path.read_bytes(), type=list[PlayedRun])
            self._runs = {run.id: run for run in kept}

    def get(self, run_id: str) -> PlayedRun:
        """The run of this id; KeyError when there is none."""
        with self._lock:
            return self._runs[run_id]

    def put(self, run: PlayedRun) -> None:
        """Add a run, or change it."""
        with self._lock:
            self._runs[run.id] = run
            if self._path is not None:
                draft = self._path.with_suffix(".new")
                draft.write_bytes(msgspec.json.encode(list(self._runs.values())))
                draft.replace(self._path)

    def latest_first(self) -> list[PlayedRun]:
        """Every run, the one that began last first."""
        with self._lock:
            return sorted(self._runs.values(), key=_start, reverse=True)


def _start(run: PlayedRun) -> datetime:
    return run.start
