"""What rules in shadow would have said: the counts by which a team decides whether to let them."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from protocol.words import count_of


class TrialCount(Struct, frozen=True):
    """One rule on trial on one board, since it was first seen there."""

    rule: str
    told: int  # how often it would have spoken; a finding that came back counts again
    still: int  # of those, findings that are there now
    gone_in_a_day: int  # of those, resolved within a day although nobody was told
    gone_later: int
    first_seen: datetime
    last_seen: datetime
    people: tuple[tuple[str, int], ...] = ()  # to whom and how often, most first


def in_one_sentence(counts: Sequence[TrialCount]) -> str:
    """For the agenda: `Rules on trial would have spoken 41 times; 12 were settled in a day.`"""
    told = sum(count.told for count in counts)
    if not told:
        return ""
    settled = sum(count.gone_in_a_day for count in counts)
    spoken = f"So far, rules on trial would have spoken {count_of(told, 'time')}"
    if not settled:
        return f"{spoken}."
    were = "was" if settled == 1 else "were"
    return f"{spoken}; {settled} {were} settled within a day, unasked."
