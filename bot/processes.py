"""Who works on this database: each start of the service has a name of its own and says that it is
alive, so that others take over what a dead one left, and nobody takes work from a living one."""

import logging
import os
import platform
import threading
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

from bot.database_word import DATABASE
from storage import processes as stored
from storage.processes import Process

log = logging.getLogger(__name__)

BEAT_S = 5.0
DEAD_AFTER = timedelta(seconds=30)  # without a word; six beats, so that a slow one is not dead


def alive(engine: Engine, now: datetime) -> list[Process]:
    """The processes that have said a short while ago that they work on this database."""
    return [each for each in stored.processes(engine) if now - each.seen_at <= DEAD_AFTER]


class Presence:
    """This process among those of the database; one thread. `id` is new at every start."""

    def __init__(
        self,
        engine: Engine,
        clock: Callable[[], datetime],
        role: str = "all",
        tell: Callable[[], str] = str,
    ) -> None:
        """`tell` gives the process's pulse, as it is said with every beat."""
        self._role = role
        self._tell = tell
        self.id = f"{platform.node() or 'process'}-{uuid.uuid4().hex[:12]}"
        self._engine = engine
        self._clock = clock
        self._machine = machine()
        self._started_at = clock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="presence", daemon=True)

    def start(self) -> None:
        """Be listed, before any work is taken."""
        self._come()
        self._thread.start()

    def stop(self) -> None:
        """Be listed no more, once no work is taken any more; what is left is anybody's."""
        self._stop.set()
        self._thread.join(timeout=10)
        stored.leave(self._engine, self.id)

    def living(self) -> frozenset[str]:
        """Ids of the processes that are alive. Whoever is not among them is dead, or never came."""
        now = self._clock()
        return frozenset(p.id for p in stored.processes(self._engine) if not self._is_dead(p, now))

    def dead(self) -> list[str]:
        """Ids of the processes that are listed and not alive."""
        now = self._clock()
        return [p.id for p in stored.processes(self._engine) if self._is_dead(p, now)]

    def bury(self, dead: list[str]) -> None:
        """Take the dead off the list, after their work was taken over."""
        for process_id in dead:
            stored.leave(self._engine, process_id)

    def _is_dead(self, process: Process, now: datetime) -> bool:
        if process.id == self.id:
            return False
        is_near = process.machine == self._machine
        is_gone = is_near and (process.pid == os.getpid() or not _runs(process.pid))
        return is_gone or now - process.seen_at > DEAD_AFTER

    def _come(self) -> None:
        now = self._clock()
        stored.come(
            self._engine,
            Process(
                id=self.id, machine=self._machine, pid=os.getpid(), started_at=self._started_at,
                seen_at=now, role=self._role, state=self._tell(),
            ),
        )  # fmt: skip

    def _run(self) -> None:
        while not self._stop.wait(BEAT_S):
            try:
                if not stored.still_here(self._engine, self.id, self._clock(), self._tell()):
                    log.warning("This process was silent for too long; its work was taken over.")
                    self._come()
                DATABASE.answered()
            except Exception as error:  # a database that is away must not end the thread
                if not DATABASE.is_away(error):
                    log.exception("The database could not be told that this process is alive.")


def machine() -> str:
    """The same for all processes that can see each other's numbers, and for no others: where there
    are containers, each has its own numbers."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{boot}:{os.stat('/proc/self/ns/pid').st_ino}"
    except OSError:  # no Linux, so no containers that share a host's name
        return platform.node()


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
