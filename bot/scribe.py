"""Events are written down before anybody is answered, those that come together in one go.

A commit costs the same for one event and for fifty, and a disk makes only so many in a second. So
does handing work to a thread and back: it is done once for all that wait, not once for each.
"""

import asyncio

from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool

from storage.events import HeardEvent, hear_new

MOST_AT_ONCE = 200  # what comes meanwhile waits for the next go, and not longer for a large one


class NotWritten(Exception):  # noqa: N818 - says what happened
    """An event is not on the disk: whoever sent it must send it again."""


class _Waiting:
    def __init__(self, event: HeardEvent, told: "asyncio.Future[bool]") -> None:
        self.event = event
        self.told = told
        # whether it was new; until it is on the disk, that it could not be written
        self.outcome: bool | Exception = NotWritten("an event could not be written down")


class Scribe:
    """Writes events down for one event loop."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._queue: list[_Waiting] = []
        self._writer: asyncio.Task[None] | None = None

    async def write(self, event: HeardEvent) -> bool:
        """Keep an event and mark its card; it is on the disk when this returns. Whether it was new.

        Raises what the database raises.
        """
        mine = _Waiting(event, asyncio.get_running_loop().create_future())
        self._queue.append(mine)
        if self._writer is None:
            self._writer = asyncio.create_task(self._write_all())
        return await mine.told

    async def _write_all(self) -> None:
        """Write until nobody waits: one transaction at a time, for all who came meanwhile."""
        try:
            while self._queue:
                batch = self._queue[:MOST_AT_ONCE]
                del self._queue[: len(batch)]
                try:
                    await run_in_threadpool(self._write, batch)
                finally:  # whatever happens, nobody waits in vain
                    for waiting in batch:
                        _tell(waiting)
        finally:
            self._writer = None

    def _write(self, batch: list[_Waiting]) -> None:
        try:
            new = hear_new(self._engine, [waiting.event for waiting in batch])
        except Exception as failure:  # noqa: BLE001 - each caller is told of its own
            if len(batch) > 1:
                for waiting in batch:  # one that cannot be written does not stop the others
                    self._write([waiting])
                return
            batch[0].outcome = failure
        else:
            for waiting in batch:
                waiting.outcome = waiting.event.id in new
                new.discard(waiting.event.id)  # told twice at once: new for the first of them


def _tell(waiting: _Waiting) -> None:
    if waiting.told.cancelled():  # whoever sent it has hung up; it is kept all the same
        return
    if isinstance(waiting.outcome, Exception):
        waiting.told.set_exception(waiting.outcome)
    else:
        waiting.told.set_result(waiting.outcome)
