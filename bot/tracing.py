"""One name for what belongs together: it is given where something is heard, goes with the look that
comes of it, and stands in every line that is logged on the way to the effect."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_TRACE: ContextVar[str] = ContextVar("trace", default="")


def trace() -> str:
    """The name of what is being done; empty when it has none."""
    return _TRACE.get()


@contextmanager
def tracing(name: str) -> Iterator[None]:
    """Give what is done within a name."""
    token = _TRACE.set(name)
    try:
        yield
    finally:
        _TRACE.reset(token)
