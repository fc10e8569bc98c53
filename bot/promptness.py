"""How the interpreter shares itself out, so that who asks is answered while the bot works.

Two things of CPython's hold everybody up at once: a thread that calculates keeps the others waiting
for a turn, and the search for garbage walks over all that is in memory; with ten boards of a
thousand cards the whole walk takes a fifth of a second, and by default it comes every few seconds.
"""

import gc
import sys

_SWITCH_S = 0.001  # threads take turns often
# Young objects are searched as they come; all that lives is walked over when a million more live
# than at the last walk (700, 10 and 10 are Python's own: at every 70,000).
_YOUNG, _MIDDLE, _OLD = 2_000, 10, 50


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
