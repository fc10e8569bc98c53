"""Writers of one process take turns at an SQLite file.

SQLite lets one write at a time, and who finds the file taken sleeps and tries again, longer each
time, up to a tenth of a second: among a dozen threads somebody is always overtaken. Here they wait
in a queue instead, and go on the moment that the file is free. Other processes are waited for as
ever, by SQLite itself.
"""

import threading
from typing import Any

from sqlalchemy import Engine, event

_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
_LONGEST_WAIT_S = 30.0  # then SQLite decides, with its own patience
_HOLDS = "cardkeeper.writes"


def take_turns(engine: Engine) -> None:
    """Make every transaction of this engine wait for its turn before its first write."""
    turn = threading.Lock()

    def before(connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        info = connection.info
        if _HOLDS not in info and statement.lstrip()[:7].upper().startswith(_WRITES):
            info[_HOLDS] = turn.acquire(timeout=_LONGEST_WAIT_S)

    def after(_connection: Any, record: Any, *_why: Any) -> None:
        if record.info.pop(_HOLDS, False):
            turn.release()

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "checkin", after)  # the transaction is over: the connection is given back
    event.listen(engine, "invalidate", after)  # ... or broken
