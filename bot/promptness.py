"""How the interpreter shares itself out, so that who asks is answered while the bot works.

Two things of CPython's hold everybody up at once: a thread that calculates keeps the others waiting
for a turn, and the search for garbage walks over all that is in memory; with ten boards of a
thousand cards the whole walk takes a fifth of a second, and by default it comes every few seconds.
"""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_LOADING = 100_000
_SWITCH_S = 0.001  # threads take turns often
# Young objects are searched as they come; all that lives is walked over when a million more live
# than at the last walk (700, 10 and 10 are Python's own: at every 70,000).
_YOUNG, _MIDDLE, _OLD = 2_000, 10, 50


def begin_quickly() -> None:
    """Search little while modules load: that costs a sixth of a check."""
    gc.set_threshold(_LOADING)


def end_quickly() -> None:
    """Leave everything out of the last search, which takes seconds of a service's memory: the
    process ends."""
    gc.freeze()


@contextmanager
def making_what_lives() -> Iterator[None]:
    """No search while a great many objects are made of which none is garbage; they are left out of
    later searches, too."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def answer_promptly() -> None:
    """Set this process up to answer while it works; call before the work begins."""
    sys.setswitchinterval(_SWITCH_S)
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)


def set_aside() -> None:
    """Search everything once, and leave what lives out of later searches.

    Modules and boards live long; what is set aside is freed all the same when nobody refers to it
    any more, and searched again at the next call. Holds everybody up for a moment: call it at the
    start and when few people are about.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
