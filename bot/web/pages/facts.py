"""What the pages show of a board, worked out from what is stored and kept while that holds.

A small board is worked out whenever it has changed. What takes long is shown as it was a moment
ago, with its age, and worked out anew beside: nobody waits for a board of ten thousand cards.
"""

import logging
import threading
import time
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

from bot.boards import Boards, Clock
from protocol.subject import Context

log = logging.getLogger(__name__)

T = TypeVar("T")
Part = tuple[Callable[..., Any], tuple[Hashable, ...]]

_FRESH = timedelta(minutes=1)  # time alone changes what is overdue or away
_QUICK_S = 0.15  # what takes no longer is worked out while somebody waits
_OLDEST = timedelta(minutes=15)  # nothing is shown that is older than that
_MOST_PARTS = 30
_REST = 8  # between two times a board rests so many times as long as one takes


class Picture:
    """One state of a board; each part is worked out once, when it is first asked for."""

    def __init__(self, context: Context, read_at: datetime) -> None:
        self.context = context
        self.read_at = read_at
        self.cost_s = 0.0
        self.made = time.monotonic()
        self._parts: dict[Part, Any] = {}
        self._lock = threading.RLock()

    def get(self, make: Callable[..., T], *about: Hashable) -> T:
        """This part of the picture: `make(picture, *about)`. `make` is a function of a module, for
        it is the part's name."""
        part = (make, about)
        with self._lock:
            if part not in self._parts:
                begun = time.monotonic()
                before = self.cost_s
                made = make(self, *about)
                # parts made on the way have counted themselves
                self.cost_s = before + (time.monotonic() - begun)
                self._parts[part] = made
            return cast(T, self._parts[part])

    @property
    def known(self) -> list[Part]:
        """The parts that were asked for so far."""
        return list(self._parts)


class Facts:
    """The present picture of each board; safe for any number of threads."""

    def __init__(self, boards: Boards, clock: Clock) -> None:
        self._boards = boards
        self._clock = clock
        self._pictures: dict[str, Picture] = {}
        self._at_work: set[str] = set()
        self._lock = threading.Lock()
        self._workers = ThreadPoolExecutor(1, thread_name_prefix="pages")

    def of(self, board_id: str) -> Picture:
        """The picture to show now; KeyError for a board that is not kept."""
        with self._lock:
            known = self._pictures.get(board_id)
        if known is not None:
            if self._holds(known, board_id):
                return known
            is_slow = known.cost_s > _QUICK_S
            if is_slow and self._clock() - known.context.now < _OLDEST:
                if time.monotonic() - known.made > known.cost_s * _REST:
                    self._renew(board_id, known)
                return known
        return self._keep(board_id, self._picture(board_id))

    def close(self) -> None:
        """Begin nothing more."""
        self._workers.shutdown(wait=True, cancel_futures=True)

    def _holds(self, known: Picture, board_id: str) -> bool:
        kept = self._boards.kept(board_id)
        return (
            kept is not None
            and known.context.board is kept.board
            and known.context.agreement is self._boards.agreement
            and self._clock() - known.context.now < _FRESH
        )

    def _picture(self, board_id: str) -> Picture:
        kept = self._boards.kept(board_id)
        as_of = kept.as_of if kept is not None else None  # before: what comes between is newer
        context = self._boards.context(board_id, self._clock())
        if as_of is None or context is None:
            raise KeyError(board_id)
        return Picture(context, as_of)

    def _keep(self, board_id: str, picture: Picture) -> Picture:
        with self._lock:
            self._pictures[board_id] = picture
        return picture

    def _renew(self, board_id: str, known: Picture) -> None:
        with self._lock:
            if board_id in self._at_work:
                return
            self._at_work.add(board_id)
        try:
            self._workers.submit(self._work_out, board_id, known.known)
        except RuntimeError:  # it is being stopped
            self._at_work.discard(board_id)

    def _work_out(self, board_id: str, parts: list[Part]) -> None:
        try:
            picture = self._picture(board_id)
            for make, about in parts[-_MOST_PARTS:]:
                picture.get(make, *about)
            self._keep(board_id, picture)
        except Exception:
            log.exception("Board %s could not be worked out for the pages.", board_id)
        finally:
            with self._lock:
                self._at_work.discard(board_id)
