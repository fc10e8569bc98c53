"""Writers of one process take turns at an SQLite file.

SQLite lets one write at a time, and who finds the file taken sleeps and tries again, longer each
time, up to a tenth of a second: among a dozen threads somebody is always overtaken. Here they wait
in a queue instead, and go on the moment that the file is free. Other processes are waited for as
ever, by SQLite itself.
"""

import threading
from collections import deque
from typing import Any

from sqlalchemy import Engine, event

_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
_LONGEST_WAIT_S = 30.0  # then SQLite decides, with its own patience
_HOLDS = "cardkeeper.writes"


def take_turns(engine: Engine) -> None:
    """Make every transaction of this engine wait for its turn before its first write."""
    turn = _Turn()

    def before(connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        info = connection.info
        if _HOLDS not in info and statement.lstrip()[:7].upper().startswith(_WRITES):
            info[_HOLDS] = turn.take(_LONGEST_WAIT_S)

    def after(_connection: Any, record: Any, *_why: Any) -> None:
        if record.info.pop(_HOLDS, False):
            turn.give_on()

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "checkin", after)  # the transaction is over: the connection is given back
    event.listen(engine, "invalidate", after)  # ... or broken


class _Turn:
    """A lock that goes to who has waited longest: of Python's own, whoever gives it back and wants
    it again at once gets it again, for as long as it works."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._is_taken = False

    def take(self, timeout_s: float) -> bool:
        """Wait for the turn; False when it did not come in time."""
        with self._mutex:
            if not self._is_taken:
                self._is_taken = True
                return True
            mine = threading.Lock()
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=timeout_s):
            return True
        with self._mutex:
            if mine in self._waiting:
                self._waiting.remove(mine)
                return False
        return True  # it came in the last moment

    def give_on(self) -> None:
        """To who waits longest, or to whoever comes next."""
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False
