"""The only clock of the service; everything else is given the time."""

from datetime import UTC, datetime


def now_utc() -> datetime:
    """The present moment."""
    return datetime.now(UTC)
