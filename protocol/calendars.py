"""What people's calendars say of their time away, merged over the agreement."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from msgspec import Struct, structs

from protocol.agreement import Agreement, fold
from protocol.days import spoken_time


class CalendarSays(Struct, frozen=True):
    """One person's calendar as it was last read."""

    person: str  # the name under [people]
    spans: tuple[str, ...] = ()
    read_at: datetime | None = None  # None: never yet
    failed_since: datetime | None = None  # None: the last reading went well
    why: str = ""  # why it could not be read


def with_calendars(agreement: Agreement, said: Iterable[CalendarSays]) -> Agreement:
    """The agreement with the calendars' days among each person's time away.

    What a calendar said when it was last read counts on while it cannot be read. Calendars of
    people whom the agreement does not name count nothing.
    """
    names = {fold(name): name for name in agreement.people}
    people = dict(agreement.people)
    for each in said:
        name = names.get(fold(each.person))
        if name is not None and each.spans:
            person = people[name]
            away = tuple(dict.fromkeys((*person.away, *each.spans)))
            people[name] = structs.replace(person, away=away)
    return agreement if people == agreement.people else structs.replace(agreement, people=people)


def with_spans(agreement: Agreement, spans: Mapping[str, tuple[str, ...]]) -> Agreement:
    """The same of spans of days by the person's name."""
    return with_calendars(agreement, [CalendarSays(name, found) for name, found in spans.items()])


def not_read_words(said: Iterable[CalendarSays], zone: ZoneInfo) -> list[str]:
    """A sentence for each calendar that could not be read, with since when."""
    found = []
    for each in said:
        if each.failed_since is None:
            continue
        since = spoken_time(each.failed_since, zone)
        if each.read_at is None:
            then = "and never before, so it tells nothing yet"
        else:
            then = f"what it said on {spoken_time(each.read_at, zone)} still counts"
        found.append(
            f"{each.person}'s calendar could not be read since {since} ({each.why}); {then}."
        )
    return found
