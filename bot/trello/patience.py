"""Patience at the start: a passing trouble of Trello's is no reason to give up.

While the service runs, a look that fails is tried again later; at the start there is nothing yet
that could try again.
"""

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from bot.trello.errors import TrelloError, TrelloUnauthorized, TrelloUnavailable

T = TypeVar("T")

log = logging.getLogger(__name__)

_LONGEST_PAUSE_S = 15.0


def patiently(
    call: Callable[[], T], *, tries: int = 7, sleep: Callable[[float], None] = time.sleep
) -> T:
    """The call's answer, after at most `tries` with growing pauses while Trello is away.

    A 401 is believed only when it is said three times: Trello says it now and then of a token that
    is good. Raises the last TrelloError.
    """
    refused = 0
    for number in range(1, tries + 1):
        try:
            return call()
        except TrelloError as error:
            refused += isinstance(error, TrelloUnauthorized)
            passing = isinstance(error, TrelloUnavailable | TrelloUnauthorized)
            if not passing or number == tries or refused == 3:
                raise
            pause_s = min(_LONGEST_PAUSE_S, 2.0 ** (number - 1) / 2)
            log.warning("Trello does not answer as it should, trying again: %s", error)
            sleep(pause_s)
    raise AssertionError("tries must be at least 1")
