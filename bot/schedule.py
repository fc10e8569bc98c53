"""When things are due. What is fired is idempotent, so two schedulers do no harm."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from bot.database_word import DATABASE

log = logging.getLogger(__name__)

Turns = Callable[[str, timedelta, timedelta], bool]
"""Whether it is this process's turn to do a job: its name, and the pauses of
`storage.turns.take_turn`."""

_LOOK_S = 20.0  # how often is looked whether a rare job is due
_THREADS = 24  # each job has one while it runs; systems that do not answer hold theirs for long


class Schedule:
    """APScheduler with the service's regular jobs; times are in UTC."""

    def __init__(self) -> None:
        self._scheduler = BackgroundScheduler(
            executors={"default": ThreadPoolExecutor(_THREADS)},
            timezone="UTC",
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def every(
        self, seconds: float, name: str, job: Callable[[], object], first: datetime | None = None
    ) -> None:
        """Run a job again and again; one that fails is logged, and runs again the next time."""
        self._scheduler.add_job(
            _guarded(name, job), "interval", seconds=seconds, id=name, name=name,
            **({"next_run_time": first} if first else {}),
        )  # fmt: skip

    def in_turn(
        self,
        seconds: float,
        name: str,
        job: Callable[[], object],
        turns: Turns,
        first: datetime | None = None,
    ) -> None:
        """Run a job so often in all processes together: whoever looks first when it is due has it.
        With `first` it runs then in each, once, for a start has something to catch up with."""
        looks_s = min(seconds, _LOOK_S)
        own, others = seconds - looks_s * 0.5, seconds - looks_s * 0.05
        starts = [first] if first else []

        def run() -> None:
            is_mine = turns(name, timedelta(seconds=own), timedelta(seconds=others))
            if is_mine or starts:
                starts.clear()
                job()

        self.every(looks_s, name, run, first)

    def start(self) -> None:
        """Begin to fire."""
        self._scheduler.start()

    def stop(self) -> None:
        """Fire nothing more; jobs at work are waited for."""
        self._scheduler.shutdown(wait=True)


def _guarded(name: str, job: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        try:
            job()
        except Exception as error:  # noqa: BLE001 - the next run is the retry
            if not DATABASE.is_away(error):
                log.warning("%s failed and runs again at its next time: %s", name, error)

    return run
