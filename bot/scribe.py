"""Events are written down before anybody is answered, those that come together in one go.

A commit costs the same for one event and for fifty, and a disk makes only so many in a second.
"""

import threading

from sqlalchemy import Engine

from storage.events import HeardEvent, hear_new


class _Waiting:
    def __init__(self, event: HeardEvent) -> None:
        self.event = event
        self.is_done = False
        self.is_new = False
        self.failure: Exception | None = None


class Scribe:
    """Writes events down; safe for any number of threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._queueing = threading.Lock()
        self._writing = threading.Lock()
        self._queue: list[_Waiting] = []

    def write(self, event: HeardEvent) -> bool:
        """Keep an event and mark its card; it is on the disk when this returns. Whether it was new.

        Raises what the database raises.
        """
        mine = _Waiting(event)
        with self._queueing:
            self._queue.append(mine)
        with self._writing:  # whoever comes first writes for all who wait
            if not mine.is_done:
                with self._queueing:
                    batch, self._queue = self._queue, []
                self._write(batch)
        if mine.failure is not None:
            raise mine.failure
        return mine.is_new

    def _write(self, batch: list[_Waiting]) -> None:
        try:
            new = hear_new(self._engine, [waiting.event for waiting in batch])
        except Exception as failure:  # noqa: BLE001 - each caller is told of its own
            if len(batch) > 1:
                for waiting in batch:  # one that cannot be written does not stop the others
                    self._write([waiting])
                return
            batch[0].failure = failure
        else:
            for waiting in batch:
                waiting.is_new = waiting.event.id in new
                new.discard(waiting.event.id)  # told twice at once: new for the first of them
        for waiting in batch:
            waiting.is_done = True
