"""When work can be done: pieces of work laid into the weeks that a person has for them.

What is due first is done first, each piece as early as there is room. So nothing is called too
much that working ahead would solve, and what does not fit in time stands out by name.
"""

from collections.abc import Sequence

from msgspec import Struct


class Job(Struct, frozen=True):
    """One piece of work. `first` and `last` are places in the row of weeks, both included."""

    key: str
    days: float
    first: int = 0  # not to be begun before
    last: int | None = None  # to be done by; None: whenever there is room


class Laid(Struct, frozen=True):
    """Where the work came to lie."""

    by_week: tuple[dict[str, float], ...]  # days of work by job, that fit
    unfit: dict[str, float]  # days that did not fit in time, by job
    later: dict[str, float]  # what has no day and found no room

    def free(self, room: Sequence[float], last: int) -> float:
        """What is left of the room until this week, included."""
        return sum(
            max(0.0, room[week] - sum(self.by_week[week].values())) for week in range(last + 1)
        )


_NOTHING = 1e-9


def lay(jobs: Sequence[Job], room: Sequence[float]) -> Laid:
    """The work in these weeks, of which each has so much room for it."""
    left = list(room)
    by_week: list[dict[str, float]] = [{} for _ in room]
    unfit: dict[str, float] = {}
    later: dict[str, float] = {}
    dated = sorted((job for job in jobs if job.last is not None), key=_by_due)
    for job in (*dated, *(job for job in jobs if job.last is None)):
        rest = _fill(job, left, by_week)
        if rest > _NOTHING:
            (later if job.last is None else unfit)[job.key] = rest
    return Laid(tuple(by_week), unfit, later)


def _by_due(job: Job) -> tuple[int, int]:
    return (job.last or 0, job.first)


def _fill(job: Job, left: list[float], by_week: list[dict[str, float]]) -> float:
    """Put the job where there is room; what is left of it."""
    rest = job.days
    end = len(left) - 1 if job.last is None else min(job.last, len(left) - 1)
    for week in range(job.first, end + 1):
        taken = min(rest, left[week])
        if taken > _NOTHING:
            left[week] -= taken
            by_week[week][job.key] = by_week[week].get(job.key, 0.0) + taken
            rest -= taken
        if rest <= _NOTHING:
            break
    return max(0.0, rest)
