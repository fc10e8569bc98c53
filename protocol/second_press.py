"""Whether a press is the second half of a double click.

A message that changes on the first press puts another button under the finger: the second press
then names, quite rightly, a point that nobody has read yet. Nobody reads one within a second.
"""

from datetime import datetime, timedelta

WITHIN = timedelta(seconds=1)


def is_second_press(first: datetime | None, second: datetime | None) -> bool:
    """Whether `second` comes so soon after `first`, by the same clock, that it belongs to it.

    Presses are heard in any order: one a little before the first belongs to it as well. Without
    either moment nothing is known, and the press counts.
    """
    return first is not None and second is not None and abs(second - first) < WITHIN
