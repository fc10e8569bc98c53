"""Runs of the stand-in: what they are told to become, and what they are at a moment."""

from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

Outcome = Literal["SUCCEEDED", "FAILED", "CANCELLED"]


class Failure(Struct):
    """How a task fails: `retried` times it was tried again before."""

    process: str
    tag: str
    exit: int
    lines: tuple[str, ...]
    retried: int = 0


class StoredRun(Struct):
    """One run. It is submitted, starts, runs until `complete`, and has its outcome then."""

    id: str
    name: str
    pipeline: str
    revision: str
    user: str
    session: str
    submit: datetime
    start: datetime
    complete: datetime
    outcome: Outcome = "SUCCEEDED"
    tasks: int = 120
    processes: tuple[str, ...] = ()
    failure: Failure | None = None
    params: dict[str, str] = {}
    labels: tuple[str, ...] = ()
    command: str = ""
    env: str = ""
    cost: float = 0.0  # in US dollars, at the end
    launch_id: str = ""  # empty: from a command line, not by Platform
    silent_since: datetime | None = None  # its heartbeat was lost
    resumed: bool = False
    forced: str = ""  # a status that no version of ours knows, to be told as it is

    def status(self, now: datetime) -> str:
        """The status as Platform tells it at that moment."""
        if self.forced:
            return self.forced
        if self.silent_since is not None and now >= self.silent_since:
            return "UNKNOWN"
        if now < self.start:
            return "SUBMITTED"
        return "RUNNING" if now < self.complete else self.outcome

    def is_over(self, now: datetime) -> bool:
        """Whether it has ended for good."""
        return self.status(now) in ("SUCCEEDED", "FAILED", "CANCELLED")

    def share(self, now: datetime) -> float:
        """How much of it is done, from 0 to 1."""
        whole = (self.complete - self.start) / timedelta(seconds=1)
        done = (min(now, self.complete) - self.start) / timedelta(seconds=1)
        return 1.0 if whole <= 0 else max(0.0, min(1.0, done / whole))

    def counts(self, now: datetime) -> dict[str, int]:
        """Tasks by state."""
        status = self.status(now)
        done = int(self.share(now) * self.tasks)
        cached = min(done, self.tasks // 2) if self.resumed else 0
        running = min(4, self.tasks - done) if status == "RUNNING" else 0
        failed = 1 if self.failure is not None and status == "FAILED" else 0
        retries = self.failure.retried if self.failure is not None else 0
        left = self.tasks - done - running
        return {
            "pending": left if status in ("SUBMITTED", "RUNNING") else 0,
            "submitted": 0,
            "running": running,
            "succeeded": max(0, done - cached - failed),
            "cached": cached,
            "failed": failed,
            "aborted": left if status == "CANCELLED" else 0,
            "ignored": 0,
            "retries": retries if status != "SUBMITTED" else 0,
        }
